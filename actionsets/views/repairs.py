"""Repairing sets that were proposed: what it would do, seen before it is done; for those who run the cohort."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actionsets import moving, repairing, repairs
from actionsets.forms import RepairForm
from actionsets.models import SetProposal
from actionsets.refusals import Refusal
from actionsets.views.sets import cohort_or_404, in_hand_or_404
from elearning.accounts.http import AuthenticatedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Who would get which place, and who would be moved; then do it by one press."""
    here = cohort_or_404(request, cohort)
    proposal = in_hand_or_404(here)
    if proposal.is_draft:
        return redirect("actionsets:board", here.public_id)
    if request.method == "POST":
        return _repair(request, proposal)
    now = moving.board(proposal)
    options = [repairs.repair_option(now, one) for one in repairing.ways(now)]
    context = {"cohort": here, "proposal": proposal, "options": options, "is_needed": repairing.needs(now)}
    return render(request, "actionsets/repair.html", context)


def _repair(request: AuthenticatedRequest, proposal: SetProposal) -> HttpResponse:
    form = RepairForm(request.POST)
    if not form.is_valid():
        return redirect("actionsets:repair", proposal.cohort.public_id)
    try:
        done = repairing.repair(proposal, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("actionsets:repair", proposal.cohort.public_id)
    said = ngettext(
        "%(people)s person is asked about a place.", "%(people)s people are asked about a place.", len(done)
    )
    messages.success(request, said % {"people": len(done)})
    return redirect("actionsets:board", proposal.cohort.public_id)
