"""Submitting a self-assessment, and the screen and the PDF of one's own results."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments.answering import AnsweringError
from elearning.assessments.models import AssessmentStep, SelfAssessmentPage
from elearning.printing import paper
from elearning.profiles import choosing, exporting, profiling, recounting, sharing
from elearning.profiles.models import PrioritiesPage, Result, ResultsPage
from elearning.profiles.recounting import Account
from elearning.profiles.views.reach import sibling
from elearning.programmes import progress
from elearning.programmes.models import Enrolment

UNAVAILABLE = 503


def submit(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
    """Submit the self-assessment and go on to the results."""
    if request.method != "POST":
        return redirect(step.door("check"))
    try:
        profiling.finish(enrolment, step)
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door("check"))
    onward = sibling(step, ResultsPage)
    return redirect(onward.url if onward else step.door())


def wants_numbers(request: AuthenticatedRequest) -> bool:
    """Whether the person asked for numbers beside the words."""
    return request.GET.get("numbers") == "1"


def account_of(request: AuthenticatedRequest, step: ResultsPage, enrolment: Enrolment) -> Account | None:
    """One's own results of the wave that the address asks for, or of the latest; None before there are any."""
    found = Result.objects.of_waves(enrolment)
    chosen = choosing.codes_of(enrolment) if len(found) > 1 else frozenset()
    return recounting.recount(found, step, wave=request.GET.get("wave", ""), chosen=chosen)


def results(request: AuthenticatedRequest, step: ResultsPage, enrolment: Enrolment) -> HttpResponse:
    """One's own result in words, with what has changed since the first; numbers on request."""
    account, onward = account_of(request, step, enrolment), sibling(step, PrioritiesPage)
    if request.method == "POST":
        if account:
            progress.done(enrolment, step)
        return redirect(onward.url if onward else step.programme.url)
    context = {
        "step": step,
        "account": account,
        "numbers": wants_numbers(request),
        "pictures": True,
        "priorities": onward,
        "assessment": None if account else sibling(step, SelfAssessmentPage),
        "facilitators": sharing.facilitators_of(enrolment.cohort),
    }
    return render(request, "profiles/results.html", context)


@require_GET
def pdf(request: AuthenticatedRequest, step: ResultsPage, enrolment: Enrolment) -> HttpResponse:
    """One's own results to keep and print; or a page that says they cannot be printed now."""
    account = account_of(request, step, enrolment)
    if account is None:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="{exporting.FILE_NAME}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    try:
        content = exporting.pdf_of(account, step, with_numbers=wants_numbers(request))
    except paper.NotPrintedError:
        return render(request, "profiles/not_printed.html", {"step": step}, status=UNAVAILABLE)
    return HttpResponse(content, content_type="application/pdf", headers=headers)
