"""Addresses of programmes: joining, one's own programmes, and the cohorts one runs. Steps have their own (`http.bind`)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from elearning.programmes.views import cohorts, home, joining

app_name = "programmes"
# Open: whoever holds an invitation is not known yet.
urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", login_not_required(joining.join), name="join"),
]
urlpatterns += [
    path("my/", home.mine, name="mine"),
    path("my/<uuid:enrolment_id>/who-sees-what/", joining.notice, name="notice"),
    path("my/<uuid:enrolment_id>/profile/", joining.profile, name="profile"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
]
