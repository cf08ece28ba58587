"""The run of a half day, thought through without any framework: its parts in order, and what is left of the one at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self


@dataclass(frozen=True)
class Part:
    """One part of a workshop (DOMAIN 2.3). `tool` is what screens put first meanwhile; empty for nothing."""

    title: str
    minutes: int
    description: str = ""
    uses: str = ""
    is_break: bool = False
    tool: str = ""

    @property
    def time(self) -> timedelta:
        """How long it is planned to take."""
        return timedelta(minutes=self.minutes)

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """As it was kept, or as a page has it; what is not known here is left out."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if data.get(one.name) is not None})


def left(ends_at: datetime, *, paused_at: datetime | None, now: datetime) -> timedelta:
    """What is left of a part that ends at `ends_at`; less than nothing once it is over. A pause holds it."""
    return ends_at - (paused_at or now)


def finishes(now: datetime, remaining: timedelta, to_come: Iterable[Part]) -> datetime:
    """When the workshop ends if everything to come takes as long as planned."""
    return now + max(remaining, timedelta()) + sum((part.time for part in to_come), timedelta())


def minutes_of(parts: Iterable[Part]) -> int:
    """How long they take together, in minutes."""
    return sum(part.minutes for part in parts)
