"""The meeting itself on a phone, on a shared screen and on paper; for members of the set and for its own facilitator."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actionsets import agreeing, chairing, gathering, onscreen, presenting
from actionsets.chairing import Act
from actionsets.models import ActionLearningPage, LearningSet, SetMeeting, SetMembership
from actionsets.onscreen import Seat
from actionsets.permissions import leads, leads_meeting, stands_in
from actionsets.refusals import Refusal
from actionsets.roomforms import PressForm, TurnForm
from actionsets.views.members import in_workspace
from actionsets.views.tending import set_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.printing import paper

View = Callable[..., HttpResponse]
UNAVAILABLE = 503


def for_member(view: View) -> View:
    """Seats a member who has acknowledged the agreement at a meeting of their set; to others there is none."""

    @wraps(view)
    @in_workspace
    def seated(
        request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, number: int
    ) -> HttpResponse:
        rows = SetMeeting.objects.filter(learning_set=place.learning_set)
        meeting = get_object_or_404(rows, number=number)
        meeting.learning_set = place.learning_set
        return view(request, Seat(request.user, meeting, step, place))

    return seated


def for_leader(view: View) -> View:
    """Seats the set's own facilitator. Whoever manages the programme, or leads another set, finds nothing here."""

    @wraps(view)
    def seated(request: AuthenticatedRequest, cohort: uuid.UUID, number: int, meeting: int) -> HttpResponse:
        one, step = stood_in_or_404(request, cohort, number, meeting)
        held = get_object_or_404(SetMeeting, learning_set=one, number=meeting)
        held.learning_set = one
        return view(request, Seat(request.user, held, step))

    return seated


def led_or_404(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> tuple[LearningSet, ActionLearningPage]:
    """The set that the person leads and the page on sets; Http404 for anybody else (DOMAIN 1.3)."""
    one = set_or_404(request, cohort, number)
    step = gathering.step_of(one.cohort)
    if not (one.has_workspace and leads(request.user, one) and step):
        raise Http404
    return one, step


def stood_in_or_404(
    request: AuthenticatedRequest, cohort: uuid.UUID, number: int, meeting: int
) -> tuple[LearningSet, ActionLearningPage]:
    """As `led_or_404`, and open to whoever stands in at this one meeting (DOMAIN 2.6)."""
    one = set_or_404(request, cohort, number, at=meeting)
    step = gathering.step_of(one.cohort)
    row = SetMeeting.objects.filter(learning_set=one, number=meeting).select_related("learning_set__cohort").first()
    if not (row and one.has_workspace and leads_meeting(request.user, row) and step):
        raise Http404
    return one, step


@never_cache
@require_safe
def room(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """One's own screen: the stop at hand, its clock, what to press; and what is one's own."""
    return _show(request, seat, shared=False)


@never_cache
@require_safe
def room_shared(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """The screen that everybody looks at: large, and with nothing private on it."""
    return _show(request, seat, shared=True)


def _show(request: AuthenticatedRequest, seat: Seat, *, shared: bool, was_late: bool = False) -> HttpResponse:
    """A whole page, or with `part` only what changes on it."""
    was_late = was_late or "late" in request.GET
    context = onscreen.screen(seat, now=timezone.now(), shared=shared, was_late=was_late)
    is_part = "part" in request.GET
    whole = "actionsets/room_shared.html" if shared else "actionsets/room.html"
    return render(request, "actionsets/_room.html" if is_part else whole, context)


@never_cache
@require_POST
def room_press(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """A press on the clock. Too late, it shows how things stand; scripts get the changed part, others the page."""
    form = PressForm(request.POST)
    shared = "shared" in request.POST
    was_late = False
    if form.is_valid():
        with suppress(Refusal):  # the page itself says why it cannot be begun
            was_late = _press(seat, **form.cleaned_data)
    if "part" in request.GET:
        return _show(request, seat, shared=shared, was_late=was_late)
    return redirect(seat.door("room_shared" if shared else "room") + ("?late=1" if was_late else ""))


def _press(seat: Seat, act: str, seen: int) -> bool:
    if act == "begin":
        return chairing.begin(seat.meeting, seat.step).was_late
    return chairing.press(seat.meeting, Act(act), seen=seen).was_late


@never_cache
@require_POST
def room_turn(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """Who presents: a member says so of themselves, the facilitator of anybody in the set."""
    form = TurnForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with suppress(Refusal):  # where somebody else was noted meanwhile, the page shows who
            _note(seat, given["turn"], given["presenter"], give_back=given["give_back"])
    if "part" in request.GET:
        return _show(request, seat, shared=False)
    return redirect(seat.door("meeting_airtime" if "ledger" in request.POST else "room"))


def _note(seat: Seat, turn: int, presenter: int | None, *, give_back: bool) -> None:
    if seat.place and give_back:
        presenting.give_back(seat.place, seat.meeting, turn)
    elif seat.place:
        presenting.take_turn(seat.place, seat.meeting, turn)
    else:
        here = {place.pk: place for place in onscreen.members(seat.meeting)}
        if presenter and presenter not in here:
            raise Http404
        presenting.note(seat.meeting, {turn: here[presenter] if presenter else None})


@never_cache
@require_safe
def pulse(request: AuthenticatedRequest, uid: uuid.UUID) -> HttpResponse:
    """Whether anything has moved in a meeting: a short mark, or 304. Asked by every screen every two seconds."""
    rows = SetMeeting.objects.select_related("learning_set__cohort", "room")
    meeting = get_object_or_404(rows, uid=uid)
    one = meeting.learning_set
    if not (
        one.has_workspace
        and (leads(request.user, one) or agreeing.is_in(request.user, one) or stands_in(request.user, meeting))
    ):
        raise Http404
    mark = onscreen.mark_of(meeting, getattr(meeting, "room", None))
    answer = get_conditional_response(request, etag=f'"{mark}"', response=JsonResponse({"mark": mark}))
    assert answer is not None  # noqa: S101 - one is given
    answer["ETag"] = f'"{mark}"'
    return answer


@require_safe
def room_paper(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """The meeting on paper: agenda, stages, prompts, and a ledger to tick."""
    return render(request, "actionsets/room_paper.html", _on_paper(seat))


@require_safe
def room_pdf(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """The same as a PDF; made when it is asked for and kept nowhere, since it holds names."""
    html = paper.dressed(_rendered(request, seat))
    headers = {
        "Content-Disposition": f'attachment; filename="meeting-{seat.meeting.number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    try:
        return HttpResponse(paper.render(html), content_type="application/pdf", headers=headers)
    except paper.NotPrintedError:
        return render(request, "actionsets/room_paper.html", _on_paper(seat), status=UNAVAILABLE)


def _rendered(request: AuthenticatedRequest, seat: Seat) -> str:
    return render(request, "actionsets/room_pdf.html", _on_paper(seat)).content.decode()


def _on_paper(seat: Seat) -> dict[str, Any]:
    stops = chairing.stops_of(seat.meeting, seat.step)
    turns = sorted({stop.turn for stop in stops if stop.turn})
    return {
        "seat": seat,
        "step": seat.step,
        "meeting": seat.meeting,
        "doors": seat.doors(),
        "lines": onscreen.lines(seat.meeting, stops, None),
        "stages": [stop for stop in stops if stop.turn == 1],
        "turns": turns,
        "ledger": presenting.ledger(seat.meeting.learning_set, seat.step, until=seat.meeting.number),
    }
