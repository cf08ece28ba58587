"""The doors of both questionnaires about the programme."""

from django.urls import path

from elearning.evaluations.views import answering

urlpatterns = [path("", answering.evaluation, name="start")]
