"""The clock of what is held from part to part, a workshop or a meeting, thought through without any framework.

It never forces: past its time a part counts on. A press gives the clock as it stands then, or None where it makes no sense
(next at the last part) and nothing changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

Course = Mapping[str, Mapping[str, Any]]
KEPT = ("position", "course", "ends_at", "paused_at", "ended_at")


@dataclass(frozen=True)
class Pace:
    """How a clock stands. `lengths` is how long each part is planned; `over_at` when all is over though nobody ended it.

    `course` holds, by part, when it was first begun and the seconds that were left of it when it was left. What is ended
    stands still: it is paused as well.
    """

    lengths: tuple[timedelta, ...]
    over_at: datetime
    ends_at: datetime
    position: int = 0
    course: Course = field(default_factory=dict)
    paused_at: datetime | None = None
    ended_at: datetime | None = None

    @classmethod
    def begun(cls, lengths: tuple[timedelta, ...], *, over_at: datetime, now: datetime) -> Self:
        """A clock at the first of its parts, with all the time of that one."""
        return cls(lengths, over_at, ends_at=now)._at(0, now, {})

    def _at(self, position: int, now: datetime, course: Course) -> Self:
        """At `position`: what was left of it when it was left before, or all its time."""
        row = course.get(str(position), {"began": now.isoformat()})
        remaining = timedelta(seconds=row["left"]) if "left" in row else self.lengths[position]
        return replace(
            self, position=position, ends_at=now + remaining, paused_at=None, course={**course, str(position): row}
        )

    def was_over(self, now: datetime) -> bool:
        """Whether it was ended by `now`, or nobody ended it and it is long past."""
        return self.ended_at is not None or now > self.over_at

    def left(self, now: datetime) -> timedelta:
        """What is left of the part at hand; less than nothing once its time is up. A pause holds it."""
        return self.ends_at - (self.paused_at or now)

    def finishes(self, now: datetime) -> datetime:
        """When all ends if everything to come takes as long as planned."""
        return now + max(self.left(now), timedelta()) + sum(self.lengths[self.position + 1 :], timedelta())

    def moved(self, by: int, now: datetime) -> Self | None:
        """So many parts further, or back."""
        position = self.position + by
        if self.was_over(now) or not 0 <= position < len(self.lengths):
            return None
        here = str(self.position)
        row = {**self.course.get(here, {}), "left": int(self.left(now).total_seconds())}
        return self._at(position, now, {**self.course, here: row})

    def paused(self, now: datetime) -> Self | None:
        """Standing still."""
        return None if self.paused_at else replace(self, paused_at=now)

    def resumed(self, now: datetime) -> Self | None:
        """Going on, also where it was ended by mistake."""
        if self.paused_at is None:
            return None
        return replace(self, ends_at=self.ends_at + (now - self.paused_at), paused_at=None, ended_at=None)

    def extended(self, minutes: int, now: datetime) -> Self | None:
        """With so many minutes more for the part at hand."""
        return None if self.was_over(now) else replace(self, ends_at=self.ends_at + timedelta(minutes=minutes))

    def ended(self, now: datetime) -> Self | None:
        """Ended, and standing still."""
        return None if self.ended_at else replace(self, paused_at=self.paused_at or now, ended_at=now)


ACTS: Mapping[str, Callable[[Pace, datetime], Pace | None]] = {
    "next": lambda pace, now: pace.moved(1, now),
    "back": lambda pace, now: pace.moved(-1, now),
    "pause": Pace.paused,
    "go_on": Pace.resumed,
    "one_more": lambda pace, now: pace.extended(1, now),
    "two_more": lambda pace, now: pace.extended(2, now),
    "five_more": lambda pace, now: pace.extended(5, now),
    "end": Pace.ended,
}


def pressed(pace: Pace, act: str, now: datetime) -> Pace | None:
    """How the clock stands once `act` (a key of `ACTS`) was pressed; None where that makes no sense."""
    return ACTS[act](pace, now)


def take_over(room: Any, pace: Pace) -> None:
    """Let `room`, which keeps a clock (`KEPT`), stand as `pace` does; it is still to be saved."""
    for name in KEPT:
        setattr(room, name, getattr(pace, name))


def began(course: Course, position: int) -> datetime | None:
    """When the part at `position` was first begun; None if it was not."""
    row = course.get(str(position), {})
    return datetime.fromisoformat(row["began"]) if "began" in row else None
