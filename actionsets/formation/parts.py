"""A plan taken apart: the people of each focus, who can be given slots by themselves.

Those of one focus share nothing with those of another but the facilitators, so many small models do for a large one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from actionsets.formation.lexico import Plan
from actionsets.formation.problem import Problem, Unit, prepare
from actionsets.formation.rules import apart_pairs
from actionsets.formation.split import Piece, promise
from actionsets.formation.types import ProposedSet

ORDER = (
    "waiting",
    "stranded",
    "total_fit",
    "at_fit_1",
    "same_organisation_pairs",
    "size_deviation",
    "repeated_pairs",
)


@dataclass(frozen=True, slots=True)
class Part:
    """Who has a focus (or one of several), and what the plan promises for them, every aim as the model counts it."""

    focuses: frozenset[str]
    ids: tuple[str, ...]
    promised: Mapping[str, int]

    def problem(self, whole: Problem, taken: Iterable[ProposedSet]) -> Problem:
        """Return the problem of these people, with the facilitators whom other sets have not taken.

        Who may not meet is known from the whole: the manager between two of them may be in another part.
        """
        leading = Counter(one.facilitator for one in taken)
        leaders = [replace(one, capacity=one.capacity - leading[one.id]) for one in whole.facilitators]
        near = _near(whole, self.ids)
        people = [replace(whole.people[one], line_manager="", keep_apart=near[one]) for one in self.ids]
        return replace(prepare(people, whole.settings, leaders), settings=whole.settings)


def _near(whole: Problem, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    here = frozenset(ids)
    near: dict[str, set[str]] = {one: set() for one in ids}
    for one, other in apart_pairs(whole.people.values()):
        if one in here and other in here:
            near[one].add(other)
    return {one: frozenset(others) for one, others in near.items()}


@dataclass(frozen=True, slots=True)
class Division:
    """The parts of a plan, the largest first, and whether every plan as good as this one has the same parts."""

    parts: tuple[Part, ...]
    forced: bool


def divide(problem: Problem, chosen: Plan, bounds: Mapping[str, int]) -> Division:
    """Take a plan apart by focus.

    Where everyone has the highest fit there is for them, and the plan is proved, it takes that focus to be as good; those
    with two such focuses hold the people of both together.
    """
    keenest = [max(unit.fit) for unit in problem.units]
    most = sum(fit * len(unit.copies) for fit, unit in zip(keenest, problem.units, strict=True))
    proved = all(value == bounds.get(aim, 0) for aim, value in chosen.values.items() if aim in ORDER)
    forced = proved and not chosen.values["waiting"] and -chosen.values["total_fit"] == most
    joined = _joined(problem) if forced else list(range(len(problem.subjects)))
    pieces = pieces_of(problem, chosen)
    cells: dict[int, list[int]] = defaultdict(list)
    for number in pieces:
        cells[joined[chosen.stage.cells[number].focus]].append(number)
    found = []
    for one, numbers in cells.items():
        focuses = frozenset(problem.subjects[focus] for focus, root in enumerate(joined) if root == one)
        found.append(_part(problem, chosen, focuses, numbers, pieces))
    return Division(tuple(sorted(found, key=lambda part: (-len(part.ids), part.ids))), forced)


def _joined(problem: Problem) -> list[int]:
    """Return a number for each focus, the same for two of which somebody is equally keen."""
    joined = list(range(len(problem.subjects)))
    for unit in problem.units:
        together = {joined[focus] for focus in _keen(unit)}
        if len(together) > 1:
            lowest = min(together)
            joined = [lowest if one in together else one for one in joined]
    return joined


def _keen(unit: Unit) -> list[int]:
    most = max(unit.fit)
    return [focus for focus, fit in enumerate(unit.fit) if fit == most]


def keenest(problem: Problem) -> list[Part]:
    """Return the people of each focus if everyone has the one they want most, the fewest first.

    Nothing if that leaves anybody stranded, or a focus with a number of people that makes no sets.
    """
    joined = _joined(problem)
    units: dict[int, list[tuple[Unit, int]]] = defaultdict(list)
    for unit in problem.units:
        focus = _keen(unit)[0]
        units[joined[focus]].append((unit, focus))
    found = []
    for one, here in units.items():
        ids = tuple(sorted(person for unit, _ in here for copy in unit.copies for person in copy))
        sets = len(ids) // problem.settings.smallest
        if any(unit.stranded[focus] for unit, focus in here) or len(ids) > sets * problem.settings.largest:
            return []
        focuses = frozenset(problem.subjects[focus] for focus, root in enumerate(joined) if root == one)
        promised = {"waiting": 0, "stranded": 0}
        promised["total_fit"] = -sum(unit.fit[focus] * len(unit.copies) for unit, focus in here)
        if len(focuses) == 1:
            promised["at_fit_1"] = sum(unit.at_fit_1[focus] * len(unit.copies) for unit, focus in here)
        found.append(Part(focuses, ids, promised))
    return sorted(found, key=lambda part: (len(part.ids), part.ids)) if len(found) > 1 else []


def _part(
    problem: Problem, chosen: Plan, focuses: frozenset[str], cells: Sequence[int], pieces: Mapping[int, Sequence[Piece]]
) -> Part:
    promised = dict.fromkeys(ORDER, 0)
    for cell in cells:
        focus = chosen.stage.cells[cell].focus
        units = [problem.units[piece.unit] for piece in pieces[cell]]
        _, pairs, repeated, deviation = promise(problem, pieces[cell], chosen.counts[cell])
        promised["stranded"] += sum(unit.stranded[focus] for unit in units)
        promised["total_fit"] -= sum(unit.fit[focus] for unit in units)
        promised["at_fit_1"] += sum(unit.at_fit_1[focus] for unit in units)
        promised["same_organisation_pairs"] += pairs
        promised["size_deviation"] += deviation
        promised["repeated_pairs"] += repeated
    ids = tuple(sorted(one for cell in cells for piece in pieces[cell] for one in piece.ids))
    return Part(focuses, ids, promised)


def summed(bounds: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return the bounds of all parts together, for the aims before the first that a part says nothing about.

    If somebody in a part must wait, that says nothing about the whole: another focus may have room.
    """
    total: dict[str, int] = {}
    for aim in ORDER:
        if any(aim not in one for one in bounds) or total.get("waiting"):
            break
        total[aim] = sum(one[aim] for one in bounds)
    return {} if total.get("waiting") else total


def pieces_of(problem: Problem, chosen: Plan) -> dict[int, list[Piece]]:
    """Give each cell its people: the copies of a unit go out in the order of ids."""
    next_copy: dict[int, int] = defaultdict(int)
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for (unit, cell), copies in sorted(chosen.placed.items()):
        first = next_copy[unit]
        pieces[cell] += [Piece(unit, ids) for ids in problem.units[unit].copies[first : first + copies]]
        next_copy[unit] += copies
    return pieces
