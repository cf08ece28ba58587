"""The doors of a self-assessment, and the one that submits it and makes a result of it."""

from django.urls import path

from elearning.assessments.doors import assessment
from elearning.profiles.views import results

urlpatterns = [*assessment.urlpatterns, path("submit/", results.submit, name="submit")]
