"""The questions on paper, for whoever takes part: a page to print, and a tagged PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments import answering, exporting
from elearning.assessments.answering import AnsweringError
from elearning.assessments.exporting import Sheet
from elearning.assessments.models import SelfAssessmentPage
from elearning.printing.paper import NotPrintedError
from elearning.programmes.models import Enrolment

UNAVAILABLE = 503


def sheet_for(enrolment: Enrolment, step: SelfAssessmentPage) -> Sheet:
    """The questions that `enrolment` answers. Raises AnsweringError if the page has never been published."""
    current = answering.current(enrolment, step)
    version = current.version if current else answering.version_for(enrolment, step)
    return Sheet(step, version.instrument)


def on_paper(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """Every question on one page, to print."""
    try:
        return render(request, "assessments/print.html", {"sheet": sheet_for(enrolment, step)})
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door())


def on_paper_pdf(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """The same as a PDF."""
    try:
        return pdf_response(request, sheet_for(enrolment, step))
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door())


def pdf_response(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The sheet as a download, or a page that says it cannot be made now."""
    try:
        content = exporting.pdf_of(sheet)
    except NotPrintedError:
        return render(request, "assessments/not_printed.html", {"step": sheet.step}, status=UNAVAILABLE)
    headers = {
        "Content-Disposition": f'attachment; filename="{exporting.file_name(sheet.step, "pdf")}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
