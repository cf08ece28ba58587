"""Asking for time at a meeting: a member's own bid, and what of it the set reads."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import bidding
from actionsets.models import ActionLearningPage, AirtimeBid, SetMeeting, SetMembership
from actionsets.refusals import Refusal
from actionsets.views.members import in_workspace
from actionsets.workforms import BidForm, CardForm
from elearning.accounts.http import AuthenticatedRequest
from packs import reading


def _meeting_or_404(place: SetMembership, number: int) -> SetMeeting:
    rows = SetMeeting.objects.filter(learning_set=place.learning_set).select_related("learning_set__cohort")
    return get_object_or_404(rows, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def bid(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, number: int) -> HttpResponse:
    """The member's own bid for a meeting, with the card they prepared; written for oneself, or shown to the set."""
    meeting = _meeting_or_404(place, number)
    own = bidding.bid_of(place, meeting)
    form = BidForm(request.POST or None, initial=_first(own, meeting))
    if request.method == "POST" and form.is_valid():
        return _keep(request, step, place, meeting, form)
    context = {
        "step": step,
        "meeting": meeting,
        "own": own,
        "form": form,
        "is_open": bidding.is_open(meeting),
        "card": reading.card_of(place.enrolment, own.pack) if own and own.pack else None,
    }
    return render(request, "actionsets/bid.html", context, status=422 if form.errors else 200)


def _first(own: AirtimeBid | None, meeting: SetMeeting) -> dict[str, Any]:
    minutes = own.minutes if own else bidding.usual_minutes(meeting)
    return {"title": own.title if own else "", "minutes": minutes}


def _keep(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, meeting: SetMeeting, form: BidForm
) -> HttpResponse:
    show = "keep" not in request.POST
    try:
        bidding.ask(place, meeting, **form.cleaned_data, show=show)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Your set can read your bid now.") if show else _("Kept. Only you can see it.")
        messages.success(request, said)
    return redirect(step.door("meeting", number=meeting.number))


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def bid_take_back(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, number: int
) -> HttpResponse:
    """Hide one's bid from the set again."""
    meeting = _meeting_or_404(place, number)
    if request.method == "POST":
        try:
            bidding.take_back(place, meeting)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Taken back. Only you can see your bid now."))
    return redirect(step.door("meeting", number=meeting.number))


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def bid_from_card(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """Copy one's preparation card to a bid for the next meeting, by one press; the set reads it when it is shown."""
    form = CardForm(request.POST or None)
    if not form.is_valid():
        return redirect(step.door("start"))
    meeting = bidding.next_meeting(place)
    try:
        if meeting is None:
            raise bidding.MeetingOver
        bidding.copy_card(place, meeting, form.cleaned_data["pack"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(step.door("start"))
    messages.success(request, _("Copied. Look it over, then show it to your set."))
    return redirect(step.door("bid", number=meeting.number))
