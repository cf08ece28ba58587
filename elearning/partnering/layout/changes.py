"""What has moved between two maps of one person: partners who came, went, or are said to be otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from elearning.partnering.layout.parts import LEVELS, NO_LINK

# Of these, only a change of words is told: more is not better (DOMAIN 3.1).
TOLD = (
    "level_now",
    "level_wanted",
    "strength",
    "health",
    "importance",
    "power",
    "benefit",
    "agreement",
    "review",
    "name",
    "purpose",
    "my_role",
)


@dataclass(frozen=True)
class Change:
    """One partner then and now: `then` or `now` is None for one who came or went; `fields` are those that differ."""

    number: int
    then: Mapping[str, Any] | None
    now: Mapping[str, Any] | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """ "came", "went", "closer", "less close", "changed" or "same"."""
        if self.then is None or self.now is None:
            return "came" if self.then is None else "went"
        steps = _place(self.now["level_now"]) - _place(self.then["level_now"])
        if steps:
            return "closer" if steps > 0 else "less close"
        return "changed" if self.fields else "same"


def changes(then: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Every partner of either map, those of `now` first, each in the order of its map."""
    before = {row["id"]: row for row in then}
    after = {row["id"]: row for row in now}
    rows = [
        Change(number, before.get(number), row, _differing(before.get(number), row)) for number, row in after.items()
    ]
    return rows + [Change(number, row, None) for number, row in before.items() if number not in after]


def _differing(then: Mapping[str, Any] | None, now: Mapping[str, Any]) -> tuple[str, ...]:
    if then is None:
        return ()
    return tuple(name for name in TOLD if (then.get(name) or "") != (now.get(name) or ""))


def _place(level: str) -> int:
    order = (NO_LINK, *reversed(LEVELS))
    return order.index(level) if level in order else 0
