"""The kinds of set there can be: which focus at which venue, and those that stand for a set in hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from actionsets.formation.model import Cell
from actionsets.formation.problem import Problem, Venue
from actionsets.formation.rules import can_lead, common
from actionsets.formation.types import ProposedSet


def kinds(problem: Problem, venues: Sequence[Venue]) -> tuple[Cell, ...]:
    """Return the kinds of set there can be: each focus that somebody there chose, at each venue somebody can lead."""
    cells = []
    for focus, subject in enumerate(problem.subjects):
        if not subject and any(problem.subjects):
            continue
        keen = sum(1 << index for index, unit in enumerate(problem.units) if unit.fit[focus])
        for number, venue in enumerate(venues):
            led = not problem.facilitators or any(
                can_lead(one, subject, venue.slots, venue.language, venue.mode) for one in problem.facilitators
            )
            if led and (keen & venue.open_to or problem.facilitators or not any(problem.subjects)):
                cells.append(Cell(focus, number))
    if cells or problem.facilitators:
        return tuple(cells)
    return tuple(Cell(0, number) for number in range(len(venues)))


def kind_of(cell: Cell, venue: Venue) -> tuple[int, str, str, str]:
    """What a cell is, its slots aside."""
    return cell.focus, venue.language, venue.mode, cell.label


def without_slots(venues: Sequence[Venue]) -> tuple[Venue, ...]:
    """Return one venue for each language and mode, open to everyone who can be there at some time."""
    merged: dict[tuple[str, str], int] = defaultdict(int)
    for venue in venues:
        merged[venue.language, venue.mode] |= venue.open_to
    return tuple(Venue((), language, mode, open_to) for (language, mode), open_to in merged.items())


def with_venues_in_hand(problem: Problem) -> tuple[tuple[Venue, ...], list[Cell]]:
    """Return the venues with those of the sets in hand, and a cell for each such set, if changes are to be few."""
    venues, cells = list(problem.venues), []
    if problem.settings.least_change:
        for one in problem.settings.in_hand:
            if one.focus in problem.subjects:
                cells.append(Cell(problem.subjects.index(one.focus), len(venues), label=one.label))
                venues.append(Venue(one.slots, one.language, one.mode, _open_to(problem, one)))
    return tuple(venues), cells


def _open_to(problem: Problem, one: ProposedSet) -> int:
    mask = 0
    for index, unit in enumerate(problem.units):
        group = [problem.people[member] for member in unit.copies[0]]
        if any(one.label in person.never_in for person in group):
            continue
        asked = (frozenset(one.slots), frozenset({one.language} - {""}), frozenset({one.mode} - {""}))
        offered = (
            common(person.availability for person in group),
            common(person.languages for person in group),
            common(person.modes for person in group),
        )
        if all(has is None or wanted <= has for wanted, has in zip(asked, offered, strict=True)):
            mask |= 1 << index
    return mask
