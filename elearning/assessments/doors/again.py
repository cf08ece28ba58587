"""The doors of the self-assessment after the sets: those of every wave, and the page that looks back."""

from django.urls import path

from elearning.assessments.doors.assessment import every_wave
from elearning.assessments.views import answering as views

urlpatterns = [*every_wave, path("looking-back/", views.looking_back, name="looking_back")]
