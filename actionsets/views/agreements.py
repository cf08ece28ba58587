"""Changing how a set works: its members, and the facilitator who leads it, write a new version that all agree to anew."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import agreeing
from actionsets.models import ActionLearningPage, LearningSet, SetMembership
from actionsets.permissions import reads_agreement
from actionsets.refusals import ChangedElsewhere
from actionsets.views.members import in_workspace
from actionsets.views.tending import set_or_404
from actionsets.workforms import AgreementForm
from elearning.accounts.http import AuthenticatedRequest


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def change(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """A member changes the agreement on behalf of the set."""
    context = {"back": step.door("agreement"), "done": step.door("agreement")}
    return _change(request, place.learning_set, context)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_change(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """The set's own facilitator changes the agreement, such as on a shared screen at the first meeting."""
    one = set_or_404(request, cohort, number)
    if not (one.has_workspace and reads_agreement(request.user, one)):
        raise Http404
    back = f"/cohorts/{one.cohort.public_id}/sets/{one.number}/"
    return _change(request, one, {"back": back, "done": back})


def _change(request: AuthenticatedRequest, one: LearningSet, context: dict[str, Any]) -> HttpResponse:
    stands = agreeing.current(one)
    if stands is None:
        raise Http404
    first = {"rules": "\n\n".join(agreeing.open_lines(stands)), "version": stands.version}
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=first)
    context |= {"one": one, "agreement": stands, "locked": agreeing.locked_lines(stands), "form": form}
    if form.is_valid():
        try:
            agreeing.amend(one, form.cleaned_data["rules"], version=form.cleaned_data["version"], by=request.user)
        except ChangedElsewhere as refusal:
            return _elsewhere(request, form, refusal, context)
        messages.success(request, _("Kept. Everybody in the set agrees to it anew."))
        return redirect(context["done"])
    return render(request, "actionsets/agreement_change.html", context, status=422 if form.errors else 200)


def _elsewhere(
    request: AuthenticatedRequest, form: AgreementForm, refusal: ChangedElsewhere, context: dict[str, Any]
) -> HttpResponse:
    """What stands now to read, and what was just written to send again, knowing the other."""
    stored: Any = refusal.stored
    again = AgreementForm(initial={"rules": "\n\n".join(form.cleaned_data["rules"]), "version": stored.version})
    shown = {**context, "form": again, "elsewhere": {"text": "\n\n".join(agreeing.open_lines(stored))}}
    return render(request, "actionsets/agreement_change.html", shown, status=409)
