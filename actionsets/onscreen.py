"""What the screens of a meeting show: the same stop and the same clock on each, and what is one's own only on one's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionsets import bidding, chairing, presenting, reflecting, reviewing, timing
from actionsets.models import (
    ActionLearningPage,
    AirtimeBid,
    AirtimeSlot,
    MeetingRoom,
    ProcessReview,
    SetMeeting,
    SetMembership,
)
from actionsets.timing import Stop
from elearning.accounts.models import User

DOORS = (
    *("room", "room_shared", "room_press", "room_turn", "room_paper", "room_pdf"),
    *("meeting_airtime", "review", "review_read"),
)
ROUNDS = {"checkin", "action_review", "close", "intro"}


@dataclass(frozen=True)
class Seat:
    """Somebody at a meeting: a member by their place (`place`), or without one the set's own facilitator, or who stands in."""

    user: User
    meeting: SetMeeting
    step: ActionLearningPage
    place: SetMembership | None = None

    def door(self, name: str) -> str:
        """The address of a door of this meeting, on this person's side of the house."""
        if self.place:
            return self.step.door(name, number=self.meeting.number)
        one = self.meeting.learning_set
        return reverse(f"actionsets:{name}", args=[one.cohort.public_id, one.number, self.meeting.number])

    def doors(self) -> dict[str, str]:
        """All doors of this meeting, by name."""
        return {name: self.door(name) for name in DOORS}

    def back(self) -> str:
        """Where one comes from: the meeting's page, or for the facilitator the set's."""
        if self.place:
            return self.step.door("meeting", number=self.meeting.number)
        return self.set_door("set") if self.is_own else self.door("standing_in")

    @property
    def is_own(self) -> bool:
        """Whether it is the set's own facilitator; whoever stands in at one meeting finds no other page of the set."""
        return self.meeting.learning_set.facilitator_id == self.user.pk

    def ledger(self) -> str:
        """The address of the set's airtime and reviews."""
        if not self.place and not self.is_own:
            return self.door("standing_in")
        return self.step.door("airtime") if self.place else self.set_door("airtime")

    def set_door(self, name: str) -> str:
        """A door of the set, for those who run it."""
        one = self.meeting.learning_set
        return reverse(f"actionsets:{name}", args=[one.cohort.public_id, one.number])


@dataclass(frozen=True)
class Line:
    """One part of the agenda: when it was planned to begin, and when it did."""

    title: str
    kind: str
    minutes: int
    planned: datetime
    began: datetime | None = None
    is_now: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the meeting has been there and gone on."""
        return self.began is not None and not self.is_now


def lines(meeting: SetMeeting, stops: Sequence[Stop], room: MeetingRoom | None) -> list[Line]:
    """The agenda of `meeting` with the planned times and, once it has begun, the true ones."""
    found: list[Line] = []
    at = meeting.begins()
    for part in sorted({stop.part for stop in stops}):
        mine = [(place, stop) for place, stop in enumerate(stops) if stop.part == part]
        first = mine[0][1]
        minutes = sum(stop.minutes for _place, stop in mine)
        began = [moment for place, _stop in mine if room and (moment := room.began(place))]
        is_now = room is not None and room.stop.part == part
        found.append(Line(first.within or first.title, first.kind, minutes, at, min(began, default=None), is_now))
        at += timedelta(minutes=minutes)
    return found


def mark_of(meeting: SetMeeting, room: MeetingRoom | None) -> str:
    """What screens compare to hear whether anything has moved that they show; one query at most."""
    if room is None:
        return "0"
    mark = f"{room.revision}.{room.notes}{'.over' if room.is_over else ''}"
    if room.stop.kind == "bidding":
        latest = AirtimeBid.objects.filter(meeting=meeting).aggregate(latest=Max("changed_at"))["latest"]
        return f"{mark}.{latest.timestamp() if latest else 0}"
    if room.stop.kind == "process_review":
        return f"{mark}.{reviewing.answered(meeting)}"
    return mark


def say_left(left: timedelta) -> str:
    """What is left, in words: "6:40 left", "Time is up", "2 minutes over"."""
    seconds = int(left.total_seconds())
    if seconds > 0:
        return _("%(time)s left") % {"time": f"{seconds // 60}:{seconds % 60:02}"}
    over = -seconds // 60
    return (
        ngettext("%(count)s minute over", "%(count)s minutes over", over) % {"count": over} if over else _("Time is up")
    )


def prompts(step: ActionLearningPage, stop: Stop) -> list[Any]:
    """The question prompts for the stage at hand; all of them where nobody has said which belong to which stage."""
    groups = [block.value for block in step.question_prompts]
    if any(group.get("stages") for group in groups):
        return [group for group in groups if stop.code in (group.get("stages") or [])]
    return groups if stop.kind == timing.AIRTIME else []


def screen(seat: Seat, *, now: datetime, shared: bool, was_late: bool = False) -> dict[str, Any]:
    """What one screen shows. On a `shared` one there is nothing that is anybody's own."""
    meeting, room = seat.meeting, chairing.room_of(seat.meeting)
    stops = room.stops if room else chairing.stops_of(meeting, seat.step)
    shown: dict[str, Any] = {
        "seat": seat,
        "step": seat.step,
        "meeting": meeting,
        "doors": seat.doors(),
        "shared": shared,
        "was_late": was_late,
        "room": room,
        "now_ms": _milliseconds(now),
        "lines": lines(meeting, stops, room),
        "mark": mark_of(meeting, room),
        "acts": chairing.Act,
    }
    if room is None:
        return {**shown, "why_not": chairing.why_not(meeting, now), "has_agenda": bool(stops)}
    if room.is_over:
        return {**shown, "review": reviewing.read_of(meeting)}
    return {**shown, **_clock(room, now), **dict(_panel(seat, room.stop, shared=shared))}


def _clock(room: MeetingRoom, now: datetime) -> dict[str, Any]:
    left, stops = room.left(now), room.stops
    stop = room.stop
    return {
        "stop": stop,
        "left": say_left(left),
        "ends_ms": _milliseconds(room.ends_at),
        "paused_ms": _milliseconds(room.paused_at) if room.paused_at else None,
        "is_over_time": left.total_seconds() <= 0,
        "until": room.ends_at,
        "finishes": room.pace.finishes(now),
        "following": None if room.is_last else stops[room.position + 1],
        "stages": [
            {"stop": one, "is_now": place == room.position, "is_done": place < room.position}
            for place, one in enumerate(stops)
            if stop.turn and one.part == stop.part
        ],
    }


def _milliseconds(moment: datetime) -> int:
    """A moment as scripts count."""
    return int(moment.timestamp() * 1000)


def _panel(seat: Seat, stop: Stop, *, shared: bool) -> Iterator[tuple[str, Any]]:
    """What belongs to the part at hand."""
    meeting = seat.meeting
    own = seat.place is not None and not shared
    if stop.kind in ROUNDS:
        yield "round", timing.rotated(members(meeting), meeting.number - 1)
    if stop.kind == "action_review":
        # Also what members show to their set is read on one's own screen: a wall is read by whoever comes in.
        yield "shared_actions", [] if shared else reflecting.shared_in(meeting.learning_set)
        yield "own_actions", reflecting.for_review(seat.user, meeting) if own else []
    if stop.kind == "bidding":
        yield "bids", AirtimeBid.objects.for_meeting(meeting)
        yield "ledger", presenting.ledger(meeting.learning_set, seat.step, until=meeting.number)
        yield "own_bid", bidding.bid_of(seat.place, meeting) if own and seat.place else None
    if stop.turn:
        yield "slot", _slot(meeting, stop.turn)
        yield "prompts", prompts(seat.step, stop)
        yield "members", members(meeting) if seat.place is None and not shared else []
    if stop.kind == "process_review":
        yield "review", reviewing.read_of(meeting)
        yield "answered", reviewing.answered(meeting)
        yield "fewest", ProcessReview.FEWEST


def _slot(meeting: SetMeeting, turn: int) -> AirtimeSlot | None:
    rows = AirtimeSlot.objects.filter(meeting=meeting, turn=turn)
    return rows.select_related("presenter__enrolment__user").first()


def members(meeting: SetMeeting) -> list[SetMembership]:
    """Who is in the set, by name; the order of a round, which begins with another at each meeting."""
    rows = SetMembership.objects.live().filter(learning_set=meeting.learning_set_id).select_related("enrolment__user")
    return list(rows.order_by("enrolment__user__last_name", "enrolment__user__first_name", "pk"))


@dataclass(frozen=True)
class Spread:
    """What a set answered to one question of a review: the word in the middle, and from which to which; empty below three."""

    middle: str = ""
    lowest: str = ""
    highest: str = ""
    counts: tuple[tuple[str, int], ...] = ()


def spread(counts: Sequence[int]) -> Spread:
    """The answers to one question in words, if at least three gave one."""
    given = [rating for rating, count in enumerate(counts) for _one in range(count)]
    if len(given) < ProcessReview.FEWEST:
        return Spread()
    words = [str(word) for word in ProcessReview.ANSWERS]
    told = tuple((words[rating], count) for rating, count in enumerate(counts) if count)
    return Spread(words[given[(len(given) - 1) // 2]], words[given[0]], words[given[-1]], told)


@dataclass(frozen=True)
class ReviewRow:
    """One review as the set reads it."""

    review: ProcessReview
    spreads: tuple[tuple[str, Spread], ...]


def told(review: ProcessReview) -> ReviewRow:
    """A review in words, question by question."""
    pairs = ((str(label), spread(review.counts[name])) for name, label in ProcessReview.QUESTIONS.items())
    return ReviewRow(review, tuple(pairs))
