"""The facilitator's desk and the shared screen: the half day run from one page."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Enrolment
from elearning.workshops import arriving, boarding, conducting, onscreen, permissions, showing
from elearning.workshops.conducting import Act
from elearning.workshops.forms import AttendForm, ModerateForm, PressForm, ShowForm
from elearning.workshops.models import Arrival, BoardNote, Showing
from elearning.workshops.onscreen import DESK, WALL, Place
from elearning.workshops.refusals import Refusal

View = Callable[..., HttpResponse]


def for_leader(view: View) -> View:
    """Seats a facilitator of the cohort at its desk. To anybody else, the programme's manager too, there is none."""

    @wraps(view)
    def seated(request: AuthenticatedRequest, cohort_id: uuid.UUID) -> HttpResponse:
        cohort = permissions.led_by(request.user, cohort_id)
        step = conducting.step_of(cohort) if cohort else None
        if cohort is None or step is None:
            raise Http404
        return view(request, Place(cohort, step, DESK))

    return seated


@never_cache
@require_safe
@for_leader
def desk(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """The clock, who is there, what the room has answered, and what waits to be read: all on one page."""
    return show(request, place, "workshops/desk.html")


@never_cache
@require_safe
@for_leader
def wall(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """The screen that everybody looks at: large, and without any name."""
    return show(request, Place(place.cohort, place.step, WALL), "workshops/wall.html")


def show(
    request: Any, place: Place, template: str, *, was_late: bool = False, refused: str = "", status: int = 200
) -> HttpResponse:
    """A whole page, or with `part` only what changes on it."""
    was_late = was_late or "late" in request.GET
    opened = request.GET.get("at", "")
    context = onscreen.screen(place, now=timezone.now(), was_late=was_late, refused=refused, opened=opened)
    is_part = "part" in request.GET
    return render(request, "workshops/_room.html" if is_part else template, context, status=status)


def _again(
    request: AuthenticatedRequest, place: Place, *, was_late: bool = False, refused: str = "", at: str = ""
) -> HttpResponse:
    """How things stand after a press: the changed part for scripts, else the page (with its fold `at` open), or the refusal."""
    if "part" in request.GET or refused:
        return show(request, place, "workshops/desk.html", was_late=was_late, refused=refused)
    return redirect(place.here() + ("?late=1" if was_late else f"?at={at}#{at}" if at else ""))


@never_cache
@require_POST
@for_leader
def press(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """A press on the clock. Too late, it shows how things stand."""
    form, was_late, refused = PressForm(request.POST), False, ""
    if form.is_valid():
        with suppress(Refusal):  # the page itself says why it cannot be begun
            was_late = _pressed(request, place, form.cleaned_data["act"], form.cleaned_data["seen"])
        if was_late and form.cleaned_data["again"]:  # it may have been counted without anybody hearing so
            refused = _("The connection was gone for a moment when you pressed. This is how the workshop stands now.")
    return _again(request, place, was_late=was_late and not refused, refused=refused)


def _pressed(request: AuthenticatedRequest, place: Place, act: str, seen: int) -> bool:
    if act == "begin":
        return conducting.begin(place.cohort, place.step, by=request.user).was_late
    return conducting.press(place.cohort, Act(act), seen=seen, by=request.user).was_late


@never_cache
@require_POST
@for_leader
def attend(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Somebody is there or is not; a name that waits is somebody's or nobody's. What is done already stays done."""
    form = AttendForm(request.POST)
    if form.is_valid():
        _attended(request, place, **form.cleaned_data)
    return _again(request, place, at="attendance")


def _attended(
    request: AuthenticatedRequest, place: Place, act: str, person: uuid.UUID | None, arrival: uuid.UUID | None
) -> None:
    here = place.cohort.enrolments.taking_part().select_related("user", "cohort")
    who: Enrolment | None = get_object_or_404(here, public_id=person) if person else None
    waiting = Arrival.objects.filter(cohort=place.cohort, key=arrival).first() if arrival else None
    if act == "tick" and who:
        arriving.tick(who, place.step, by=request.user)
    elif act == "untick" and who:
        arriving.untick(who, place.step, by=request.user)
    elif act == "admit" and who and waiting:
        arriving.admit(waiting, who, place.step, by=request.user)
    elif act == "dismiss" and waiting:
        arriving.dismiss(waiting, by=request.user)


@never_cache
@require_POST
@for_leader
def show_figures(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Put the room's figures up on all screens, or take them down."""
    form, refused, kind = ShowForm(request.POST), "", ""
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            showing.switch(place.cohort, place.step, kind, form.cleaned_data["act"], by=request.user)
        except Refusal as refusal:
            refused = str(refusal)
    return _again(request, place, refused=refused, at="checklist" if kind == Showing.Kind.CHECKLIST else "lineup")


@never_cache
@require_POST
@for_leader
def moderate(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Let a note through, hand it on to later workshops, or leave it out."""
    form = ModerateForm(request.POST)
    if form.is_valid():
        note = get_object_or_404(BoardNote, cohort=place.cohort, key=form.cleaned_data["note"])
        boarding.move(note, form.cleaned_data["to"], by=request.user)
    return _again(request, place, at="board")


@never_cache
@require_safe
def pulse(request: AuthenticatedRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Whether anything has moved: a short mark, or 304. Asked by every screen every two seconds; one query of its own."""
    found = permissions.follows(request.user, cohort_id)
    if found is None:
        raise Http404
    cohort, is_led = found
    is_desk = "desk" in request.GET and is_led
    return beat(request, onscreen.mark_of(conducting.room_of(cohort), is_desk=is_desk))


def beat(request: Any, mark: str) -> HttpResponse:
    """`mark`, or 304 for a screen that knows it."""
    answer = get_conditional_response(request, etag=f'"{mark}"', response=JsonResponse({"mark": mark}))
    assert answer is not None  # noqa: S101 - one is given
    answer["ETag"] = f'"{mark}"'
    return answer
