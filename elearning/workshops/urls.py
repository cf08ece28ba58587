"""Addresses of the facilitator's desk, and of the code that opens the room for a day."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from elearning.workshops.views import afterwards, desk, phones, sheets

app_name = "workshops"
urlpatterns = [
    path("cohorts/<uuid:cohort_id>/workshop/", desk.desk, name="desk"),
    path("cohorts/<uuid:cohort_id>/workshop/screen/", desk.wall, name="wall"),
    path("cohorts/<uuid:cohort_id>/workshop/press/", desk.press, name="press"),
    path("cohorts/<uuid:cohort_id>/workshop/attendance/", desk.attend, name="attend"),
    path("cohorts/<uuid:cohort_id>/workshop/figures/", desk.show_figures, name="show"),
    path("cohorts/<uuid:cohort_id>/workshop/board/", desk.moderate, name="moderate"),
    path("cohorts/<uuid:cohort_id>/workshop/sheets/", sheets.sheets, name="sheets"),
    path("cohorts/<uuid:cohort_id>/workshop/paper/", afterwards.paper, name="paper"),
    path("cohorts/<uuid:cohort_id>/workshop/paper.pdf", afterwards.paper_pdf, name="paper_pdf"),
    path("cohorts/<uuid:cohort_id>/workshop/handouts.pdf", afterwards.handouts_pdf, name="handouts_pdf"),
    path("cohorts/<uuid:cohort_id>/workshop/pulse/", desk.pulse, name="pulse"),
    # Open: whoever is in the room may not be signed in. The code is a signature that is good for its day alone.
    path("w/<slug:code>/", login_not_required(phones.code), name="code"),
    path("w/<slug:code>/room/", login_not_required(phones.code_room), name="code_room"),
    path("w/<slug:code>/board/", login_not_required(phones.code_board), name="code_board"),
    path("w/<slug:code>/pulse/", login_not_required(phones.code_pulse), name="code_pulse"),
]
