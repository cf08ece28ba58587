"""Chairing a meeting: begin, next, back, pause, go on, extend, end; pressed by any member or by the set's facilitator.

Each press says which state of the clock it saw. One that comes too late does nothing and is no error: whoever pressed sees
how things stand, so that two people who press “next” at once move on by one. The clock is the server's, and it never
forces: past its time a stop counts on.
"""

from collections.abc import Callable, Mapping
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
    room = MeetingRoom(
        meeting=meeting, plan=[stop.as_data() for stop in stops], began_at=moment, ends_at=moment + stops[0].time
    )
    _enter(room, 0, moment)
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
    if ACTS[act](room, now or timezone.now()):
        room.revision += 1
        room.save()
    return Pressed(room, was_late=False)


def _enter(room: MeetingRoom, position: int, now: datetime) -> None:
    """Stand at `position`: what was left of it when it was left before, or all its time."""
    row = room.course.setdefault(str(position), {"began": now.isoformat()})
    remaining = timedelta(seconds=row["left"]) if "left" in row else room.stops[position].time
    room.position, room.ends_at, room.paused_at = position, now + remaining, None


def _leave(room: MeetingRoom, now: datetime) -> None:
    room.course[str(room.position)]["left"] = int(room.left(now).total_seconds())


def _move(room: MeetingRoom, by: int, now: datetime) -> bool:
    position = room.position + by
    if room.is_over or not 0 <= position < len(room.plan):
        return False
    _leave(room, now)
    _enter(room, position, now)
    return True


def _pause(room: MeetingRoom, now: datetime) -> bool:
    if room.paused_at:
        return False
    room.paused_at = now
    return True


def _go_on(room: MeetingRoom, now: datetime) -> bool:
    """Also takes up a meeting again that was ended by mistake."""
    if room.paused_at is None:
        return False
    room.ends_at += now - room.paused_at
    room.paused_at = room.ended_at = None
    return True


def _extend(room: MeetingRoom, minutes: int) -> bool:
    if room.is_over:
        return False
    room.ends_at += timedelta(minutes=minutes)
    return True


def _end(room: MeetingRoom, now: datetime) -> bool:
    if room.ended_at:
        return False
    room.paused_at, room.ended_at = room.paused_at or now, now
    return True


ACTS: Mapping[Act, Callable[[MeetingRoom, datetime], bool]] = {
    Act.NEXT: lambda room, now: _move(room, 1, now),
    Act.BACK: lambda room, now: _move(room, -1, now),
    Act.PAUSE: _pause,
    Act.GO_ON: _go_on,
    Act.ONE_MORE: lambda room, _now: _extend(room, 1),
    Act.FIVE_MORE: lambda room, _now: _extend(room, 5),
    Act.END: _end,
}
