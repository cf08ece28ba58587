"""How a set works together: its airtime ledger and its process reviews; read by its members and its own facilitator."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionsets import onscreen, presenting, reviewing
from actionsets.models import ActionLearningPage, AirtimeSlot, LearningSet, ProcessReview, SetMembership
from actionsets.onscreen import Seat
from actionsets.refusals import Refusal
from actionsets.roomforms import LedgerForm, SlipForm
from actionsets.views.members import in_workspace
from actionsets.views.rooms import led_or_404
from elearning.accounts.http import AuthenticatedRequest


@require_safe
@in_workspace
def airtime(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """Who presented when, how often each can in all, and how the set found that it worked: for a member."""
    return _airtime(request, place.learning_set, step, place)


@require_safe
def lead_airtime(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """The same for the set's own facilitator."""
    one, step = led_or_404(request, cohort, number)
    return _airtime(request, one, step, None)


def _airtime(
    request: AuthenticatedRequest, one: LearningSet, step: ActionLearningPage, place: SetMembership | None
) -> HttpResponse:
    ledger = presenting.ledger(one, step)
    for meeting in ledger.meetings:
        meeting.learning_set = one
    seats = [Seat(request.user, meeting, step, place) for meeting in ledger.meetings]
    context = {
        "step": step,
        "one": one,
        "place": place,
        "ledger": ledger,
        "meetings": [(seat.meeting, seat.door("meeting_airtime")) for seat in seats],
        "reviews": [onscreen.told(review) for review in reviewing.trend(one)],
        "questions": [str(label) for label in ProcessReview.QUESTIONS.values()],
    }
    return render(request, "actionsets/airtime.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_airtime(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """Who presented in each turn of one meeting: a member notes themselves, the facilitator anybody; it can be corrected."""
    turns = presenting.turns_of(seat.meeting, seat.step)
    if seat.place:
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD"])  # members note themselves, turn by turn (`rooms.room_turn`)
        return render(request, "actionsets/meeting_airtime.html", _turns(seat, turns))
    given = request.POST if request.method == "POST" else None
    form = LedgerForm(turns, onscreen.members(seat.meeting), given)
    if form.is_valid():
        try:
            presenting.note(seat.meeting, form.turns())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted."))
        return redirect(seat.ledger())
    context = {**_turns(seat, turns), "form": form}
    return render(request, "actionsets/meeting_airtime.html", context, status=422 if form.errors else 200)


def _turns(seat: Seat, turns: dict[int, AirtimeSlot | None]) -> dict[str, object]:
    return {"seat": seat, "meeting": seat.meeting, "doors": seat.doors(), "turns": turns.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """How did we work? A member answers or changes what they answered; once the set reads it, it is shown here."""
    found = reviewing.read_of(seat.meeting)
    context = {
        "seat": seat,
        "step": seat.step,
        "meeting": seat.meeting,
        "doors": seat.doors(),
        "row": onscreen.told(found) if found else None,
        "answered": reviewing.answered(seat.meeting),
        "fewest": ProcessReview.FEWEST,
    }
    if seat.place is None and request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])  # a facilitator reads and does not answer
    if found and request.method == "POST":
        messages.error(request, str(reviewing.AlreadyRead()))
        return redirect(seat.door("review"))
    if found or seat.place is None:
        return render(request, "actionsets/review.html", context)
    return _slip(request, seat, seat.place, context)


def _slip(request: AuthenticatedRequest, seat: Seat, place: SetMembership, context: dict[str, object]) -> HttpResponse:
    own = reviewing.slip_of(place, seat.meeting)
    first = {name: getattr(own, name) for name in (*ProcessReview.QUESTIONS, "word")} if own else {}
    form = SlipForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            reviewing.answer(place, seat.meeting, ratings=form.ratings(), word=form.cleaned_data["word"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Kept, without your name. You can change it until your set reads it."))
        return redirect(seat.door("review"))
    shown = {**context, "form": form, "has_answered": own is not None}
    return render(request, "actionsets/review.html", shown, status=422 if form.errors else 200)


@require_POST
def review_read(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """Read the review together: from then on nobody adds to it."""
    try:
        reviewing.read(seat.meeting)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(seat.door("review"))
