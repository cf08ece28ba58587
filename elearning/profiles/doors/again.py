"""The doors of the self-assessment after the sets, and the one that submits it and makes a result of it."""

from django.urls import path

from elearning.assessments.doors import again
from elearning.profiles.views import results

urlpatterns = [*again.urlpatterns, path("submit/", results.submit, name="submit")]
