"""The doors of the self-assessment three months later, and the one that submits it and makes a result of it."""

from django.urls import path

from elearning.assessments.doors import follow_up
from elearning.profiles.views import results

urlpatterns = [*follow_up.urlpatterns, path("submit/", results.submit, name="submit")]
