"""Handing a set over, and a facilitator's own log of supervision."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import agreeing, deciding, gathering, pausing, supervising
from actionsets.changeforms import EntryForm, SupervisionForm
from actionsets.models import SetAgreement, SetMeeting, SetMembership
from actionsets.permissions import reads_agreement
from actionsets.refusals import Refusal
from actionsets.views.tending import set_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.permissions import reach


@require_safe
def handover(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """What the next facilitator needs, to read or print: people, dates, agreement, what is open; nothing of what was said."""
    one = set_or_404(request, cohort, number)
    agreement = agreeing.current(one) if one.has_workspace and reads_agreement(request.user, one) else None
    if agreement is None:
        raise Http404
    members = deciding.members_of(one)
    meetings = list(SetMeeting.objects.filter(learning_set=one).select_related("learning_set__cohort"))
    context = {
        "one": one,
        "members": members,
        "meetings": meetings,
        "to_note": [held for held in meetings if held.state == SetMeeting.State.PLANNED and held.is_over],
        "agreement": agreement,
        "missing": len(members) - _acknowledged(agreement, members),
        "decision": deciding.current(one),
        "paused": pausing.is_paused(one),
        "step": gathering.step_of(one.cohort),
    }
    return render(request, "actionsets/handover.html", context)


def _acknowledged(agreement: SetAgreement, members: list[SetMembership]) -> int:
    """How many of those who are in the set have acknowledged it."""
    return agreement.acknowledgements.filter(membership__in=members).count()


@require_http_methods(["GET", "HEAD", "POST"])
def supervision(request: AuthenticatedRequest) -> HttpResponse:
    """One's own log of supervision; nobody else reads it."""
    if reach(request.user) != "runs":
        raise Http404
    is_removal = request.method == "POST" and "remove" in request.POST
    form = SupervisionForm(request.POST if request.method == "POST" and not is_removal else None)
    if is_removal:
        return _remove(request)
    if form.is_valid():
        try:
            supervising.note(request.user, **form.cleaned_data)
        except supervising.NamesAMember as refusal:
            form.add_error("with_whom", str(refusal))
        except Refusal as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect("actionsets:supervision")
    entries = supervising.log_of(request.user)
    context = {"form": form, "entries": entries, "minutes": sum(one.minutes for one in entries)}
    return render(request, "actionsets/supervision.html", context, status=422 if form.errors else 200)


def _remove(request: AuthenticatedRequest) -> HttpResponse:
    form = EntryForm(request.POST)
    if form.is_valid():
        supervising.remove(request.user, form.cleaned_data["remove"])
        messages.success(request, _("Taken out."))
    return redirect("actionsets:supervision")
