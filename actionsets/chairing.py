"""Chairing a meeting: begin, next, back, pause, go on, extend, end; pressed by any member or by the set's facilitator.

Each press says which state of the clock it saw. One that comes too late does nothing and is no error: whoever pressed sees
how things stand, so that two people who press “next” at once move on by one. The clock is the server's, and it never
forces: past its time a stop counts on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionsets import timing
from actionsets.models import ActionLearningPage, LearningSet, MeetingRoom, SetMeeting
from actionsets.refusals import Refusal
from actionsets.timing import Stop
from elearning import pacing
from elearning.pacing import Pace

EARLIEST = timedelta(hours=2)


class Act(models.TextChoices):
    """What can be pressed in a meeting that has begun."""

    NEXT = "next", gettext_lazy("Next")
    BACK = "back", gettext_lazy("Back")
    PAUSE = "pause", gettext_lazy("Pause")
    GO_ON = "go_on", gettext_lazy("Go on")
    ONE_MORE = "one_more", gettext_lazy("1 minute more")
    FIVE_MORE = "five_more", gettext_lazy("5 minutes more")
    END = "end", gettext_lazy("End the meeting")


class NotNow(Refusal):
    """The meeting cannot be begun at this time."""


@dataclass(frozen=True)
class Pressed:
    """What came of a press: how the clock stands, and whether somebody else had pressed before."""

    room: MeetingRoom
    was_late: bool


def room_of(meeting: SetMeeting) -> MeetingRoom | None:
    """The room of `meeting`; None before it was begun."""
    room = MeetingRoom.objects.filter(meeting=meeting).first()
    if room:
        room.meeting = meeting
    return room


def agenda_of(meeting: SetMeeting, step: ActionLearningPage) -> Any:
    """The agenda that `meeting` follows; None where the programme has none. One query."""
    count = SetMeeting.objects.filter(learning_set=meeting.learning_set_id).count()
    return step.agenda_for(meeting.number, of=count, mode=meeting.learning_set.cohort.mode, chosen=meeting.agenda)


def stops_of(meeting: SetMeeting, step: ActionLearningPage) -> list[Stop]:
    """The stops of `meeting` as its agenda stands now."""
    agenda = agenda_of(meeting, step)
    stages = [block.value for block in step.airtime_stages]
    return timing.plan(agenda["segments"], stages) if agenda else []


def why_not(meeting: SetMeeting, now: datetime) -> str:
    """Why `meeting` cannot be begun at `now`, in a sentence; empty if it can."""
    if meeting.state == SetMeeting.State.CANCELLED:
        return str(_("This meeting did not happen."))
    if meeting.learning_set.state == LearningSet.State.CLOSED:
        return str(_("This set has ended."))
    if now < meeting.starts_at - EARLIEST:
        return str(_("It can be begun from two hours before its time."))
    if now > meeting.ends_at + MeetingRoom.LATEST:
        return str(_("This meeting is over."))
    return ""


@transaction.atomic
def begin(meeting: SetMeeting, step: ActionLearningPage, *, now: datetime | None = None) -> Pressed:
    """Begin the meeting at the first stop of its agenda; if somebody has begun it already, that one stands.

    Raises NotNow when it is not the time, or when the programme has no agenda.
    """
    moment = now or timezone.now()
    SetMeeting.objects.select_for_update().get(pk=meeting.pk)
    found = room_of(meeting)
    if found:
        return Pressed(found, was_late=True)
    refused, stops = why_not(meeting, moment), stops_of(meeting, step)
    if refused or not stops:
        raise NotNow(refused or _("There is no agenda for this meeting."))
    room = MeetingRoom(meeting=meeting, plan=[stop.as_data() for stop in stops], began_at=moment)
    over_at, lengths = meeting.ends_at + MeetingRoom.LATEST, tuple(stop.time for stop in stops)
    pacing.take_over(room, Pace.begun(lengths, over_at=over_at, now=moment))
    room.save()
    return Pressed(room, was_late=False)


@transaction.atomic
def press(meeting: SetMeeting, act: Act, *, seen: int, now: datetime | None = None) -> Pressed:
    """Do `act` in a meeting that has begun, if its clock still stands as it was `seen` (its revision).

    Too late, or where it makes no sense (next at the last stop), nothing changes. Raises NotNow before the beginning.
    """
    room = MeetingRoom.objects.select_for_update().filter(meeting=meeting).first()
    if room is None:
        raise NotNow(_("This meeting has not begun."))
    room.meeting = meeting
    if room.revision != seen:
        return Pressed(room, was_late=True)
    stands = pacing.pressed(room.pace, act, now or timezone.now())
    if stands:
        pacing.take_over(room, stands)
        room.revision += 1
        room.save()
    return Pressed(room, was_late=False)
