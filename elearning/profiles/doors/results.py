"""The door of the results."""

from django.urls import path

from elearning.profiles.views import results

urlpatterns = [path("", results.results, name="start")]
