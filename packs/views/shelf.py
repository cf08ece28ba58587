"""The shelf of a programme: the packs of the subjects somebody chose, and the rest of the library."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from elearning.programmes.models import Enrolment
from packs import reading
from packs.models import PackShelfPage


def shelf(request: HttpRequest, step: PackShelfPage, enrolment: Enrolment) -> HttpResponse:
    """Pinned packs first, in the order of the priorities."""
    pins = reading.pinned(enrolment)
    context = {
        "step": step,
        "page": step,
        "enrolment": enrolment,
        "pins": pins,
        "others": reading.others(step.programme, pins),
        "readings": reading.readings_of(enrolment),
    }
    return render(request, "packs/shelf.html", context)
