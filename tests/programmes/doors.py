"""Doors of a step that stands for any."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from elearning.programmes.models import Enrolment, StepPage


def start(request: HttpRequest, step: StepPage, enrolment: Enrolment) -> HttpResponse:
    return HttpResponse(f"the {step.slug} of {enrolment.user}")


urlpatterns = [path("", start, name="start")]
