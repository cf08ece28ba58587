"""Addresses of this room beside those of its steps."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from elearning.evaluations.views import answering

app_name = "evaluations"
urlpatterns = [
    # Open: the link in a mail is asked for no sign-in; it shows nothing that was not written in the same browser.
    path("questions/<str:token>/", login_not_required(answering.by_link), name="by_link"),
]
