"""The run of a meeting, thought through without any framework: its stops in order, and what is left of the one at hand.

A stop is what a timer runs for: a part of the agenda or, in a turn for one person, one stage of it (DOMAIN 1.5).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any, Self

Part = Mapping[str, Any]
AIRTIME = "airtime"


@dataclass(frozen=True)
class Stop:
    """One stop of a meeting. `part` is its place in the agenda, from 0; in a turn, `turn` and `stage` count from 1."""

    part: int
    kind: str
    title: str
    minutes: int
    note: str = ""
    turn: int = 0
    stage: int = 0
    code: str = ""
    within: str = ""

    @property
    def time(self) -> timedelta:
        """How long it is planned to take."""
        return timedelta(minutes=self.minutes)

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Part) -> Self:
        """As it was kept; what a later version added is left out."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})


def plan(parts: Iterable[Part], stages: Sequence[Part]) -> list[Stop]:
    """The stops of a meeting: each of `parts` (kind, title, minutes, note), and in each turn its `stages` (title, full,
    short, rule, code): those of a short turn where a full one does not fit."""
    found: list[Stop] = []
    turn = 0
    for place, part in enumerate(parts):
        if part["kind"] != AIRTIME:
            found.append(Stop(place, part["kind"], part["title"], part["minutes"], part.get("note") or ""))
            continue
        turn += 1
        found += _turn(place, turn, part, stages)
    return found


def _turn(place: int, turn: int, part: Part, stages: Sequence[Part]) -> list[Stop]:
    """The stops of one person's turn; one stop where no stages are written down."""
    if not stages:
        return [Stop(place, AIRTIME, part["title"], part["minutes"], part.get("note") or "", turn, 1)]
    size = "full" if part["minutes"] >= sum(stage["full"] for stage in stages) else "short"
    return [
        Stop(
            part=place,
            kind=AIRTIME,
            title=stage["title"],
            minutes=stage[size],
            note=stage.get("rule") or "",
            turn=turn,
            stage=number,
            code=stage.get("code") or "",
            within=part["title"],
        )
        for number, stage in enumerate(stages, start=1)
    ]


def turns_in(parts: Iterable[Part]) -> int:
    """How many people can have a turn in an agenda of these `parts`."""
    return sum(part["kind"] == AIRTIME for part in parts)


def forecast(turns: int, members: int) -> float:
    """How often each of `members` can present in so many turns (DOMAIN 1.10); 0 for nobody."""
    return round(turns / members, 1) if members else 0.0


def rotated(names: Sequence[Any], by: int) -> list[Any]:
    """The same in the same round, beginning further on each time, so that another begins at each meeting."""
    start = by % len(names) if names else 0
    return [*names[start:], *names[:start]]
