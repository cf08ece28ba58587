"""Drafts kept aside: keeping one, looking at all of them beside the one in hand, taking one up, letting one go."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import convening, gathering, moving, rerunning, shelving
from actionsets.forms import RevisionForm
from actionsets.models import SetAlternative
from actionsets.refusals import Refusal
from actionsets.views.sets import cohort_or_404, in_hand_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Cohort


@require_safe
def compare(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """The draft in hand and those kept aside, with the figures of all of them beside each other."""
    here = cohort_or_404(request, cohort)
    proposal = convening.in_hand(here)
    kept = shelving.shelf(here)
    if not kept or (proposal and not proposal.is_draft):
        return redirect("actionsets:board", here.public_id)
    if proposal:
        proposal.cohort = here
    now = moving.board(proposal) if proposal else None
    gathered = now.gathered if now else gathering.gather(here)
    rows = [shelving.shelved(one, gathered) for one in kept]
    context = {"cohort": here, "proposal": proposal, "shelf": rerunning.beside(now, rows)}
    return render(request, "actionsets/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def aside(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Keep the draft in hand aside as it stands."""
    here = cohort_or_404(request, cohort)
    if request.method != "POST":
        return redirect("actionsets:board", here.public_id)
    form, proposal = RevisionForm(request.POST), in_hand_or_404(here)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        kept = _done(request, lambda: shelving.keep_aside(proposal, revision=revision, by=request.user))
        if kept:
            messages.success(
                request, _("The draft as it stands is kept aside as %(letter)s.") % {"letter": kept.letter}
            )
    return redirect("actionsets:board", here.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: AuthenticatedRequest, cohort: uuid.UUID, letter: str) -> HttpResponse:
    """Make a draft that was kept aside the one in hand."""
    here = cohort_or_404(request, cohort)
    form, one = RevisionForm(request.POST), _kept(here, letter)
    if request.method == "POST" and form.is_valid() and one:
        revision = form.cleaned_data["revision"]
        if _done(request, lambda: shelving.take_up(one, revision=revision, by=request.user)):
            messages.success(request, _("%(letter)s is the draft in hand now.") % {"letter": letter})
    return redirect("actionsets:board", here.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: AuthenticatedRequest, cohort: uuid.UUID, letter: str) -> HttpResponse:
    """Keep a draft aside no longer."""
    here = cohort_or_404(request, cohort)
    one = _kept(here, letter)
    if request.method == "POST" and one:
        shelving.let_go(one)
        messages.success(request, _("%(letter)s is kept no longer.") % {"letter": letter})
    return redirect("actionsets:compare", here.public_id)


def _kept(cohort: Cohort, letter: str) -> SetAlternative | None:
    """The draft kept aside under `letter`; None if it was let go or taken up meanwhile."""
    return (
        SetAlternative.objects.filter(cohort=cohort, letter=letter)
        .select_related("cohort__programme__framework")
        .first()
    )


def _done(request: AuthenticatedRequest, act: Callable[[], Any]) -> Any:
    """What `act` made; None where it was refused, in words."""
    try:
        return act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
