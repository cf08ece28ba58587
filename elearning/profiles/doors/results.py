"""The door of the results."""

from django.urls import path

from elearning.profiles import views

urlpatterns = [path("", views.results, name="start")]
