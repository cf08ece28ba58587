"""Submitting a self-assessment, and the screen of one's own results."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments.answering import AnsweringError
from elearning.assessments.models import SelfAssessmentPage
from elearning.profiles import profiling, wording
from elearning.profiles.models import PrioritiesPage, Result, ResultsPage
from elearning.profiles.views.reach import sibling
from elearning.programmes import progress
from elearning.programmes.models import CohortRole, Enrolment


def submit(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
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


def results(request: AuthenticatedRequest, step: ResultsPage, enrolment: Enrolment) -> HttpResponse:
    """One's own result in words; numbers on request."""
    result = Result.objects.current(enrolment)
    onward = sibling(step, PrioritiesPage)
    if request.method == "POST":
        if result:
            progress.done(enrolment, step)
        return redirect(onward.url if onward else step.programme.url)
    context = {
        "step": step,
        "result": result,
        "portrait": wording.portrait(result, step) if result else None,
        "instrument": result.version.instrument if result else None,
        "numbers": request.GET.get("numbers") == "1",
        "priorities": onward,
        "assessment": None if result else sibling(step, SelfAssessmentPage),
        "facilitators": enrolment.cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).select_related("user"),
    }
    return render(request, "profiles/results.html", context)
