"""Addresses of programmes: joining, one's own programmes, and the cohorts one runs. Steps have their own (`http.bind`)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from elearning.programmes.views import board, cohorts, home, inviting, joining, leaving, mailing, merging, report

app_name = "programmes"
# Open: whoever holds an invitation is not known yet.
urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", login_not_required(joining.join), name="join"),
]
urlpatterns += [
    path("my/", home.mine, name="mine"),
    path("my/<uuid:enrolment_id>/who-sees-what/", joining.notice, name="notice"),
    path("my/<uuid:enrolment_id>/profile/", joining.profile, name="profile"),
    path("my/<uuid:enrolment_id>/same-person/", merging.same_person, name="same_person"),
    path("cohorts/<uuid:cohort_id>/twice/", merging.twice, name="twice"),
    path("my/<uuid:enrolment_id>/why/", leaving.why_left, name="why_left"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/mail/", mailing.mail_state, name="mail_state"),
    path("cohorts/new/", cohorts.create_cohort, name="create_cohort"),
    path("cohorts/<uuid:cohort_id>/", board.board, name="board"),
    path("cohorts/<uuid:cohort_id>/board.csv", board.export_board, name="export_board"),
    path("cohorts/<uuid:cohort_id>/attendance/", board.attendance, name="attendance"),
    path("cohorts/<uuid:cohort_id>/our-people/", board.our_people, name="our_people"),
    path("cohorts/<uuid:cohort_id>/edit/", cohorts.edit_cohort, name="edit_cohort"),
    path("cohorts/<uuid:cohort_id>/close/", cohorts.close_cohort, name="close_cohort"),
    path("cohorts/<uuid:cohort_id>/helpers/", cohorts.roles, name="roles"),
    path("cohorts/<uuid:cohort_id>/helpers/<int:role_id>/end/", cohorts.end_role, name="end_role"),
    path("reports/", report.reports, name="reports"),
    path("cohorts/<uuid:cohort_id>/report/", report.report, name="report"),
    path("cohorts/<uuid:cohort_id>/report.pdf", report.report_pdf, name="report_pdf"),
    path("cohorts/<uuid:cohort_id>/report.csv", report.report_csv, name="report_csv"),
    path("cohorts/<uuid:cohort_id>/invite/", inviting.invite, name="invite"),
    path("cohorts/<uuid:cohort_id>/invite/confirm/", inviting.confirm_invitations, name="confirm_invitations"),
    path("cohorts/<uuid:cohort_id>/people/<uuid:enrolment_id>/invite-again/", inviting.resend, name="resend"),
    path("cohorts/<uuid:cohort_id>/people/<uuid:enrolment_id>/take-back/", inviting.revoke, name="revoke"),
]
