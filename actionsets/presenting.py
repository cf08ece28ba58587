"""The airtime ledger: who presented when, noted by the presenter or the set's facilitator, read by the set (DOMAIN 1.6).

It says nothing of what a turn was about. It can be corrected at any time, and picks nobody for the next turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import chairing, timing
from actionsets.models import ActionLearningPage, AirtimeSlot, LearningSet, MeetingRoom, SetMeeting, SetMembership
from actionsets.refusals import NotHere, Refusal


class TurnTaken(Refusal):
    """Somebody else is noted for this turn."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is noted for this turn already. The facilitator can change that.") % {"name": name}
        )


class NotBegun(Refusal):
    """The meeting is still to come, or did not happen."""

    def __init__(self) -> None:
        super().__init__(_("Who presented can be noted once the meeting has begun."))


@transaction.atomic
def take_turn(place: SetMembership, meeting: SetMeeting, turn: int) -> AirtimeSlot:
    """A member notes that they present, or presented, in this turn; twice changes nothing.

    Raises NotHere for a turn there cannot be, or a member of another set; NotBegun; TurnTaken when it is somebody else's.
    """
    _hold(meeting, turn)
    if place.learning_set_id != meeting.learning_set_id:
        raise NotHere
    found = AirtimeSlot.objects.select_related("presenter__enrolment__user").filter(meeting=meeting, turn=turn).first()
    if found and found.presenter_id != place.pk:
        raise TurnTaken(found.presenter.enrolment.user.name)
    if found:
        return found
    _tell(meeting)
    return AirtimeSlot.objects.create(meeting=meeting, turn=turn, presenter=place)


@transaction.atomic
def give_back(place: SetMembership, meeting: SetMeeting, turn: int) -> None:
    """A member takes back that they presented in this turn; nothing happens if they are not noted there."""
    _hold(meeting, turn)
    gone, _kinds = AirtimeSlot.objects.filter(meeting=meeting, turn=turn, presenter=place).delete()
    if gone:
        _tell(meeting)


@transaction.atomic
def note(meeting: SetMeeting, turns: Mapping[int, SetMembership | None]) -> None:
    """The facilitator notes who presented in each of these turns, or that nobody did. Raises NotHere and NotBegun."""
    for turn, presenter in turns.items():
        _hold(meeting, turn)
        rows = AirtimeSlot.objects.filter(meeting=meeting, turn=turn)
        if presenter is None:
            rows.delete()
            continue
        if presenter.learning_set_id != meeting.learning_set_id:
            raise NotHere
        AirtimeSlot.objects.update_or_create(meeting=meeting, turn=turn, defaults={"presenter": presenter})
    _tell(meeting)


def _hold(meeting: SetMeeting, turn: int) -> None:
    """Hold the meeting's row, so that what is noted at once is noted one after the other."""
    held = SetMeeting.objects.select_for_update().get(pk=meeting.pk)
    if not 1 <= turn <= AirtimeSlot.MOST:
        raise NotHere
    if not has_begun(held, timezone.now()):
        raise NotBegun


def has_begun(meeting: SetMeeting, now: datetime) -> bool:
    """Whether `meeting` has begun, by its date or by somebody's press."""
    if meeting.state == SetMeeting.State.CANCELLED:
        return False
    return meeting.starts_at <= now or MeetingRoom.objects.filter(meeting=meeting).exists()


def _tell(meeting: SetMeeting) -> None:
    """The screens of a meeting hear that a name was noted."""
    MeetingRoom.objects.filter(meeting=meeting).update(notes=F("notes") + 1)


@dataclass(frozen=True)
class Row:
    """One member in the ledger: the numbers of the meetings at which they presented, and how many were held since."""

    place: SetMembership
    presented: tuple[int, ...]
    since: int | None

    @property
    def name(self) -> str:
        """The member's name."""
        return str(self.place.enrolment.user.name)


@dataclass(frozen=True)
class Ledger:
    """The airtime of a set: its members by name, the meetings so far, and how often each can present in all."""

    rows: tuple[Row, ...]
    meetings: tuple[SetMeeting, ...]
    turns: int
    forecast: float
    left: int

    @property
    def had_a_turn(self) -> int:
        """How many members presented at least once."""
        return sum(bool(row.presented) for row in self.rows)


def ledger(learning_set: LearningSet, step: ActionLearningPage, *, until: int | None = None) -> Ledger:
    """The airtime of `learning_set`, of the meetings before number `until` if that is given; three queries.

    The forecast counts the turns in the agendas of all meetings that were not cancelled, shared among those who are in the
    set now: it changes when somebody leaves. Turns of those who have left are counted as `left`.
    """
    planned = SetMeeting.objects.filter(learning_set=learning_set).order_by("number")
    everything = list(planned.select_related("learning_set__cohort"))
    standing = [one for one in everything if one.state != SetMeeting.State.CANCELLED]
    slots = list(AirtimeSlot.objects.filter(meeting__in=everything).values_list("presenter_id", "meeting__number"))
    noted = {number for _presenter, number in slots}
    past = [
        one
        for one in standing
        if (until is None or one.number < until)
        and (one.state == SetMeeting.State.HELD or one.is_over or one.number in noted)
    ]
    numbers = [one.number for one in past]
    members = SetMembership.objects.live().filter(learning_set=learning_set).select_related("enrolment__user")
    rows = [_row(place, [n for who, n in slots if who == place.pk and n in numbers], numbers) for place in members]
    rows.sort(key=lambda row: (row.place.enrolment.user.last_name, row.place.enrolment.user.first_name, row.place.pk))
    turns = sum(_turns(step, one, len(everything)) for one in standing)
    known = {row.place.pk for row in rows}
    gone = sum(who not in known and number in numbers for who, number in slots)
    return Ledger(tuple(rows), tuple(past), turns, timing.forecast(turns, len(rows)), gone)


def _row(place: SetMembership, presented: list[int], numbers: list[int]) -> Row:
    since = sum(number > max(presented) for number in numbers) if presented else None
    return Row(place, tuple(sorted(presented)), since)


def _turns(step: ActionLearningPage, meeting: SetMeeting, count: int) -> int:
    agenda = step.agenda_for(meeting.number, of=count, mode=meeting.learning_set.cohort.mode, chosen=meeting.agenda)
    return timing.turns_in(agenda["segments"]) if agenda else 0


def turns_of(meeting: SetMeeting, step: ActionLearningPage) -> dict[int, AirtimeSlot | None]:
    """The turns of `meeting` with who is noted for each: those of its agenda, those noted beyond it; two queries."""
    slots = {
        slot.turn: slot
        for slot in AirtimeSlot.objects.filter(meeting=meeting).select_related("presenter__enrolment__user")
    }
    agenda = chairing.agenda_of(meeting, step)
    planned = timing.turns_in(agenda["segments"]) if agenda else 0
    return {turn: slots.get(turn) for turn in range(1, min(max([planned, *slots]), AirtimeSlot.MOST) + 1)}
