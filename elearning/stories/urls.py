"""Addresses of practice stories."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from elearning.stories.views import desk, reading, writing

app_name = "stories"
urlpatterns = [
    # Open: these were made public by consent of all who tell them; anything else does not exist for visitors.
    path("stories/", login_not_required(reading.public), name="public"),
    path("stories/<uuid:story_id>/", login_not_required(reading.read), name="read"),
    # Open: somebody who is named in a story need have no account; the address itself is the secret.
    path("stories/named/<str:token>/", login_not_required(reading.named), name="named"),
    path("my/<uuid:enrolment_id>/practice-stories/", reading.mine, name="mine"),
    path("my/<uuid:enrolment_id>/practice-stories/new/", writing.begin, name="begin"),
    path("my/<uuid:enrolment_id>/practice-stories/carry-over/", writing.carry_over, name="carry_over"),
    path("my/<uuid:enrolment_id>/practice-stories/<uuid:story_id>/", writing.story, name="story"),
    path("my/<uuid:enrolment_id>/practice-stories/<uuid:story_id>/words/", writing.words, name="words"),
    path("my/<uuid:enrolment_id>/practice-stories/<uuid:story_id>/part/", writing.part, name="part"),
    path("cohorts/<uuid:cohort_id>/practice-stories/", desk.told, name="told"),
    path("cohorts/<uuid:cohort_id>/practice-stories/<uuid:story_id>/", desk.decide, name="decide"),
]
