"""The run of a half day, thought through without any framework: its parts in order."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
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


def minutes_of(parts: Iterable[Part]) -> int:
    """How long they take together, in minutes."""
    return sum(part.minutes for part in parts)
