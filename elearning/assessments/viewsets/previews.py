"""The preview in Wagtail's editor: every page a participant comes to, from the unsaved draft; nothing here can be sent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from elearning.assessments import authoring
from elearning.assessments.exporting import Sheet
from elearning.assessments.forms import importance_form, looking_back_form, statements_form
from elearning.assessments.instruments import Scale
from elearning.assessments.models import SelfAssessmentPage


def start(request: HttpRequest, page: SelfAssessmentPage) -> HttpResponse:
    """What it is, before the first question."""
    return render(request, "assessments/preview.html", {"step": page, "page": page})


def subject(request: HttpRequest, page: SelfAssessmentPage, number: int) -> HttpResponse:
    """The statements about one subject; a draft without statements says so."""
    instrument = authoring.draft(page)
    scale = instrument.scales[number - 1] if 1 <= number <= len(instrument.scales) else Scale("", "", "", ())
    context = {
        "step": page,
        "form": statements_form(instrument, scale, {}),
        "instrument": instrument,
        "scale": scale,
        "number": number,
    }
    return render(request, "assessments/preview_subject.html", context)


def importance(request: HttpRequest, page: SelfAssessmentPage) -> HttpResponse:
    """How much each subject matters."""
    instrument = authoring.draft(page)
    if not instrument.asks_importance:
        raise Http404
    context = {"step": page, "form": importance_form(instrument, {}), "instrument": instrument}
    return render(request, "assessments/preview_importance.html", context)


def looking_back(request: HttpRequest, page: SelfAssessmentPage) -> HttpResponse:
    """How the start is seen after the sets."""
    instrument = authoring.draft(page)
    if not instrument.looking_back:
        raise Http404
    context = {"step": page, "form": looking_back_form(instrument, {}), "instrument": instrument}
    return render(request, "assessments/preview_looking_back.html", context)


def check(request: HttpRequest, page: SelfAssessmentPage) -> HttpResponse:
    """The check before submitting, as it looks to somebody who has answered nothing."""
    return render(request, "assessments/preview_check.html", {"step": page, "instrument": authoring.draft(page)})


def on_paper(request: HttpRequest, page: SelfAssessmentPage) -> HttpResponse:
    """Every question on one page, as it is printed."""
    context = {"sheet": Sheet(page, authoring.draft(page), looks_back=True), "is_preview": True}
    return render(request, "assessments/print.html", context)
