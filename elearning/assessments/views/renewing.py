"""The screen on which somebody in progress decides about other questions than they began with."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments import answering, renewing
from elearning.assessments.answering import AnsweringError
from elearning.assessments.forms import RenewalForm
from elearning.assessments.models import AssessmentStep
from elearning.programmes.models import Enrolment


def changed(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
    """What has changed, how much of what was answered fits, and the choice to move or stay."""
    if request.method == "POST":
        return decide(request, step, enrolment)
    current = answering.current(enrolment, step)
    offer = renewing.offer_for(enrolment, step, current) if current else None
    left = renewing.left_by(enrolment, step) if current and current.is_open else None
    if offer is None and left is None:
        return redirect(step.door())
    return render(request, "assessments/changed.html", {"step": step, "offer": offer, "left": left})


def decide(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
    """Do what was decided, and go on with the questions."""
    form = RenewalForm(request.POST)
    if not form.is_valid():
        return redirect(step.door("changed"))
    decision = form.cleaned_data["decision"]
    try:
        if decision == form.MOVE:
            renewing.take_over(enrolment, step, version=form.wanted)
            messages.success(request, _("You have the other questions now, with your answers that fit."))
        elif decision == form.STAY:
            renewing.stay(enrolment, step, version=form.wanted)
        else:
            renewing.go_back(enrolment, step)
            messages.success(request, _("You have the questions back that you began with."))
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door("changed"))
    return redirect(step.door("check"))
