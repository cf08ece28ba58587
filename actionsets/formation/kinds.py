"""The kinds of set there can be: which focus at which venue, and those that stand for a set in hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

from actionsets.formation.model import Cell, StageOne
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


def without_tongues(venues: Sequence[Venue], *, slots: bool) -> tuple[Venue, ...]:
    """Return one venue for each choice of slots (or a single one), whatever its language and mode turn out to be."""
    merged: dict[tuple[str, ...], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for venue in venues:
        merged[venue.slots if slots else ()][venue.language, venue.mode] |= venue.open_to
    found = []
    for chosen, by_tongue in merged.items():
        masks = sorted(set(by_tongue.values()), key=lambda mask: (-mask.bit_count(), mask))
        kept = [mask for n, mask in enumerate(masks) if all(mask & ~other for other in masks[:n])]
        found.append(Venue(chosen, "", "", reduce(or_, kept), tuple(kept) if len(kept) > 1 else ()))
    return tuple(found)


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


def columns_of(problem: Problem, stage: StageOne, sets: Sequence[ProposedSet]) -> dict[int, float]:
    """Return the whole columns that stand for these sets; nothing if one of them is of no kind that the stage knows."""
    kinds: dict[object, list[int]] = defaultdict(list)
    for number, cell in enumerate(stage.cells):
        venue = stage.venues[cell.venue]
        kinds[problem.subjects[cell.focus], venue.slots, venue.language, venue.mode, cell.label].append(number)
    unit_of = {one: index for index, unit in enumerate(problem.units) for ids in unit.copies for one in ids}
    leading = {leader.id: index for index, leader in enumerate(problem.facilitators)}
    values: dict[int, float] = defaultdict(float)
    for index, column in stage.wait.items():
        values[column] = len(problem.units[index].copies)
    for one in sets:
        alike = kinds[one.focus, one.slots, one.language, one.mode, one.label] or [-1]
        here = alike.pop(0) if len(alike) > 1 else alike[0]
        for index, people in Counter(unit_of[member] for member in one.ids).items():
            if (index, here) not in stage.place:
                return {}
            values[stage.place[index, here]] += people // problem.units[index].size
            values[stage.wait[index]] -= people // problem.units[index].size
        values[stage.count[here]] += 1
        if (leading.get(one.facilitator, -1), here) in stage.led:
            values[stage.led[leading[one.facilitator], here]] += 1
    return values
