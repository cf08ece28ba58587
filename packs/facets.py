"""Counting what can be narrowed by: for each choice of a filter, how many packs it would leave beside the other filters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

TIMES = (30, 45, 60)


@dataclass(frozen=True)
class Kind:
    """So many packs that are alike in everything the catalogue can be narrowed by."""

    subject: str
    format: str
    level: str
    language: str
    publisher: str
    minutes: int
    number: int = 1


Fits = Callable[[Kind, str], bool]


def _within(kind: Kind, most: str) -> bool:
    return kind.minutes <= int(most)


FITS: dict[str, Fits] = {
    "subject": lambda kind, value: kind.subject == value,
    "format": lambda kind, value: kind.format == value,
    "time": _within,
    "level": lambda kind, value: kind.level == value,
    "language": lambda kind, value: kind.language == value,
    "publisher": lambda kind, value: kind.publisher == value,
}


def number(kinds: list[Kind], chosen: Mapping[str, str]) -> int:
    """How many packs pass all the filters in `chosen` (name → value)."""
    return sum(kind.number for kind in kinds if _passes(kind, chosen))


def counts(kinds: list[Kind], chosen: Mapping[str, str], name: str) -> dict[str, int]:
    """For each value of the filter `name`, how many packs it leaves while the other filters stay as they are."""
    others = {other: value for other, value in chosen.items() if other != name}
    left = [kind for kind in kinds if _passes(kind, others)]
    return {value: number(left, {name: value}) for value in values(kinds, name)}


def values(kinds: list[Kind], name: str) -> list[str]:
    """The values that the filter `name` can have among `kinds`, each once, in the order of `kinds`."""
    if name == "time":
        return [str(most) for most in TIMES]
    return [value for value in dict.fromkeys(getattr(kind, name) for kind in kinds) if value]


def _passes(kind: Kind, chosen: Mapping[str, str]) -> bool:
    return all(FITS[name](kind, value) for name, value in chosen.items())
