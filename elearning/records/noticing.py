"""What is kept of people, why, until when and what erasing does: read from what rooms declare, for people and for operators."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from elearning.declaring import HOLDINGS, PURPOSES, Holding, Purpose
from elearning.records.telling import ROOMS

# Tables of Wagtail's, which tell nothing of people's part in a programme, come last.
PAGES = (_("Editors’ pages"), 999)


@dataclass(frozen=True)
class Part:
    """What one room keeps."""

    key: str
    title: Any
    purposes: list[Purpose]


def by_room() -> list[Part]:
    """Every purpose, room by room, in the order of people's record."""
    rooms = {key: (room.title, room.rank) for key, room in ROOMS.items()} | {"pages": PAGES}
    found = sorted({one.room for one in PURPOSES}, key=lambda key: rooms[key][1])
    return [Part(key, rooms[key][0], [one for one in PURPOSES if one.room == key and _is_here(one)]) for key in found]


def _is_here(one: Purpose) -> bool:
    return any(True for _holding, _names in _held(one))


def _held(one: Purpose) -> Iterator[tuple[Holding, frozenset[str]]]:
    """The tables that serve a purpose, each with its fields that do."""
    for holding in HOLDINGS.values():
        if holding.model is not None and (one is holding.purpose or one in holding.also):
            yield holding, _names_for(holding, one)


def _names_for(holding: Holding, one: Purpose) -> frozenset[str]:
    if one in holding.also:
        return holding.also[one]
    own = holding.fields.personal.difference(*holding.also.values()) | holding.fields.unlinked | holding.fields.blanked
    # Words that nobody's name is kept with are about people all the same.
    return own or holding.fields.other


HEADINGS = ("room", "what", "why", "kept", "erased", "table", "fields", "not in one's own record")


def table() -> Iterator[tuple[str, ...]]:
    """A row for every table and purpose, under HEADINGS: an operator's record of processing."""
    for part in by_room():
        for one in part.purposes:
            for holding, names in _held(one):
                yield (
                    str(part.title),
                    str(one.what),
                    str(one.why),
                    str(one.kept.value),
                    str(one.erased.value),
                    holding.label,
                    " ".join(sorted(names)),
                    f"{' '.join(sorted(names & holding.fields.untold))}: {holding.untold_because}"
                    if names & holding.fields.untold
                    else "",
                )
