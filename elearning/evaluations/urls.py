"""Addresses of this room beside those of its steps."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from elearning.evaluations.views import answering, outcome, stories

app_name = "evaluations"
urlpatterns = [
    # Open: the link in a mail is asked for no sign-in; it shows nothing that was not written in the same browser.
    path("questions/<str:token>/", login_not_required(answering.by_link), name="by_link"),
    path("cohorts/<uuid:cohort_id>/stories/", stories.cases, name="cases"),
    path("cohorts/<uuid:cohort_id>/stories/<uuid:story_id>/", stories.case, name="case"),
    path("cohorts/<uuid:cohort_id>/outcome/", outcome.outcome, name="outcome"),
    path("my/<uuid:enrolment_id>/story/", stories.story, name="story"),
    path("my/<uuid:enrolment_id>/stories/", stories.stories, name="stories"),
]
