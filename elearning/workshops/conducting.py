"""Conducting the half day: begin, next, back, pause, go on, extend, end; pressed by its facilitators.

Each press says which state of the clock it saw. One that comes too late does nothing and is no error: whoever pressed sees
how things stand. The clock is the server's, and it never forces: past its time a part counts on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elearning import pacing
from elearning.accounts.models import User
from elearning.pacing import Pace
from elearning.partnering.models import WorkshopPage
from elearning.programmes import arranging
from elearning.programmes.models import Cohort
from elearning.workshops.models import WorkshopRoom
from elearning.workshops.refusals import NotNow
from elearning.workshops.timing import Part

EARLIEST = timedelta(hours=2)


class Act(models.TextChoices):
    """What can be pressed in a workshop that has begun."""

    NEXT = "next", gettext_lazy("Next")
    BACK = "back", gettext_lazy("Back")
    PAUSE = "pause", gettext_lazy("Pause")
    GO_ON = "go_on", gettext_lazy("Go on")
    TWO_MORE = "two_more", gettext_lazy("2 minutes more")
    FIVE_MORE = "five_more", gettext_lazy("5 minutes more")
    END = "end", gettext_lazy("End the workshop")


@dataclass(frozen=True)
class Pressed:
    """What came of a press: how the clock stands, and whether somebody else had pressed before."""

    room: WorkshopRoom
    was_late: bool


def step_of(cohort: Cohort) -> WorkshopPage | None:
    """The workshop in the cohort's programme, if there is one."""
    page = arranging.workshop_of(cohort)
    found = page.specific if page else None
    return found if isinstance(found, WorkshopPage) else None


def parts_of(step: WorkshopPage) -> list[Part]:
    """The parts of the half day as the page has them now."""
    return [Part.from_data(block.value) for block in step.timetable]


def room_of(cohort: Cohort) -> WorkshopRoom | None:
    """The room of `cohort`, if anything has happened in it."""
    room = getattr(cohort, "workshop_room", None)
    if room:
        room.cohort = cohort
    return room


def why_not(cohort: Cohort, now: datetime) -> str:
    """Why the workshop cannot be begun at `now`, in a sentence; empty if it can."""
    if not cohort.is_running:
        return str(_("This cohort is closed."))
    if now < cohort.workshop_starts_at - EARLIEST:
        return str(_("It can be begun from two hours before its time."))
    if now > cohort.workshop_ends_at + WorkshopRoom.LATEST:
        return str(_("This workshop is over."))
    return ""


def is_going(cohort: Cohort, now: datetime) -> bool:
    """Whether people can still say something in the room: on the day, until it is ended. It need not have been begun."""
    room = room_of(cohort)
    return not why_not(cohort, now) and not (room and room.ended_at)


def is_past(cohort: Cohort, now: datetime) -> bool:
    """Whether the workshop is behind everybody: it was ended, or its time is over."""
    room = room_of(cohort)
    return now >= cohort.workshop_ends_at if room is None or not room.has_begun else room.is_over


@transaction.atomic
def stir(cohort: Cohort, *, everybody: bool) -> None:
    """Let screens hear that something has moved: all of them, or only the facilitator's."""
    WorkshopRoom.objects.get_or_create(cohort=cohort)
    field = "changes" if everybody else "desk"
    WorkshopRoom.objects.filter(cohort=cohort).update(**{field: F(field) + 1})


@transaction.atomic
def begin(cohort: Cohort, step: WorkshopPage, *, by: User, now: datetime | None = None) -> Pressed:
    """Begin the workshop at the first part of its agenda; if somebody has begun it already, that one stands.

    Raises NotNow when it is not the time, or when the page has no agenda.
    """
    moment = now or timezone.now()
    room = _locked(cohort)
    if room.has_begun:
        return Pressed(room, was_late=True)
    refused, parts = why_not(cohort, moment), parts_of(step)
    if refused or not parts:
        raise NotNow(refused or _("There is no agenda for this workshop."))
    room.plan = [part.as_data() for part in parts]
    room.began_at, room.revision = moment, room.revision + 1
    lengths = tuple(part.time for part in parts)
    pacing.take_over(room, Pace.begun(lengths, over_at=room.pace.over_at, now=moment))
    room.save()
    return Pressed(room, was_late=False)


@transaction.atomic
def press(cohort: Cohort, act: Act, *, seen: int, by: User, now: datetime | None = None) -> Pressed:
    """Do `act` in a workshop that has begun, if its clock still stands as it was `seen` (its revision).

    Too late, or where it makes no sense (next at the last part), nothing changes. Raises NotNow before the beginning.
    """
    room = _locked(cohort)
    if not room.has_begun:
        raise NotNow(_("This workshop has not begun."))
    if room.revision != seen:
        return Pressed(room, was_late=True)
    stands = pacing.pressed(room.pace, act, now or timezone.now())
    if stands:
        pacing.take_over(room, stands)
        room.revision += 1
        room.save()
    return Pressed(room, was_late=False)


def _locked(cohort: Cohort) -> WorkshopRoom:
    """The room of `cohort`, made if need be, with nobody else at its clock until the end of the transaction."""
    WorkshopRoom.objects.get_or_create(cohort=cohort)
    room = WorkshopRoom.objects.select_for_update().get(cohort=cohort)
    room.cohort = cohort
    cohort.workshop_room = room
    return room
