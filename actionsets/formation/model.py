"""Stage 1 of set formation: how many sets of which focus and venue there are, and who goes to which kind.

A *cell* is a focus and a venue; several alike sets are counted, not named, so that no two solutions differ in names only.
What a row says is true of every real arrangement, so the optimum is a bound for the true problem (FORMATION 2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from actionsets.formation.problem import Problem, Unit, Venue
from actionsets.formation.rules import can_lead
from actionsets.formation.solver import Expression, LinearModel
from actionsets.formation.types import Member, ProposedSet

AIMS = ("waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation", "repeated_pairs")
MOST_LINKS = 12_000
"""Above this many places to choose from, rows that tie each place to its cell would cost more than they help."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of set. `twin` numbers cells that stand for one set each; `label` binds it to a set in hand."""

    focus: int
    venue: int
    twin: int | None = None
    label: str = ""

    @property
    def single(self) -> bool:
        """Whether the cell is one set at most."""
        return self.twin is not None or bool(self.label)


def proposed(problem: Problem, cell: Cell, venue: Venue, ids: tuple[str, ...], leader: str) -> ProposedSet:
    """Return one set of the kind; its label is that of the cell or of a locked place, otherwise empty."""
    label = cell.label or next((problem.people[one].locked_set for one in ids if problem.people[one].locked_set), "")
    members = tuple(Member(one, 0) for one in ids)
    return ProposedSet(label, problem.subjects[cell.focus], members, venue.slots, venue.language, venue.mode, leader)


@dataclass(slots=True)
class StageOne:
    """The linear model, where its columns stand, and each aim as an expression to minimise (total fit negated)."""

    model: LinearModel
    cells: Sequence[Cell]
    venues: Sequence[Venue]
    place: dict[tuple[int, int], int] = field(default_factory=dict)
    wait: dict[int, int] = field(default_factory=dict)
    count: list[int] = field(default_factory=list)
    led: dict[tuple[int, int], int] = field(default_factory=dict)
    aims: dict[str, Expression] = field(default_factory=dict)
    fewer_sets: dict[int, float] = field(default_factory=dict)

    def without(self, aims: Sequence[str]) -> StageOne:
        """Return it without these aims; if there are any, the number of sets is no concern either."""
        if aims:
            self.aims |= {aim: {} for aim in aims}
            self.fewer_sets = {}
        return self


def build(
    problem: Problem,
    cells: Sequence[Cell],
    venues: Sequence[Venue],
    allowed: Mapping[int, frozenset[int]] | None = None,
) -> StageOne:
    """Return stage 1 over these cells; `allowed` may narrow the cells open to a unit (then it is no bound any more)."""
    stage = StageOne(LinearModel(), cells, venues)
    _columns(problem, stage, allowed)
    entries: list[list[tuple[int, int]]] = [[] for _ in cells]
    for (unit, cell), column in stage.place.items():
        entries[cell].append((unit, column))
    for cell, inside in enumerate(entries):
        _cell_rows(problem, stage, cell, inside)
    for cell, inside in enumerate(entries):
        _tongue_rows(problem, stage, cell, inside)
    _number_rows(problem, stage)
    if allowed is None:
        _language_rows(problem, stage, entries)
    _clique_rows(problem, stage)
    _facilitator_rows(problem, stage)
    _order_twins(stage)
    _person_aims(problem, stage)
    stage.aims["same_organisation_pairs"] = _organisation_rows(problem, stage, entries)
    stage.aims["size_deviation"] = _deviation_rows(problem, stage, entries)
    stage.aims["repeated_pairs"] = _repeated_rows(problem, stage)
    return stage


def _columns(problem: Problem, stage: StageOne, allowed: Mapping[int, frozenset[int]] | None) -> None:
    settings, model = problem.settings, stage.model
    most_sets = problem.placeable // settings.smallest
    labels = {cell.label for cell in stage.cells}
    for cell in stage.cells:
        open_people = _people_in(problem.units, stage.venues[cell.venue].open_to)
        stage.count.append(model.column(min(1 if cell.single else most_sets, open_people // settings.smallest)))
    for index, unit in enumerate(problem.units):
        copies = len(unit.copies)
        stage.wait[index] = model.column(0 if unit.locked_set else copies)
        row = [(stage.wait[index], 1.0)]
        for number, cell in enumerate(stage.cells):
            if may_enter(unit, index, cell, stage.venues, labels) and (allowed is None or number in allowed[index]):
                stage.place[index, number] = model.column(min(copies, settings.largest) if cell.single else copies)
                row.append((stage.place[index, number], 1.0))
        model.row(row, low=copies, high=copies)


def may_enter(unit: Unit, index: int, cell: Cell, venues: Sequence[Venue], labels: Container[str]) -> bool:
    """Whether the venue suits the unit and, for a locked place, the set in hand is the right one (`labels`: of all cells)."""
    bound = unit.locked_set and (cell.label or unit.locked_set in labels)
    return bool(venues[cell.venue].open_to >> index & 1) and (not bound or cell.label == unit.locked_set)


def _people_in(units: Iterable[Unit], mask: int) -> int:
    return sum(unit.size * len(unit.copies) for index, unit in enumerate(units) if mask >> index & 1)


def _cell_rows(problem: Problem, stage: StageOne, cell: int, inside: Sequence[tuple[int, int]]) -> None:
    settings, model, count = problem.settings, stage.model, stage.count[cell]
    people = [(column, float(problem.units[unit].size)) for unit, column in inside]
    model.row([*people, (count, -float(settings.smallest))], low=0)
    model.row([*people, (count, -float(settings.largest))], high=0)
    if len(stage.place) > MOST_LINKS:
        return
    for unit, column in inside:
        most = _most_alike(problem, problem.units[unit])
        model.row([(column, 1.0), (count, -float(most))], high=0)


def _tongue_rows(problem: Problem, stage: StageOne, cell: int, inside: Sequence[tuple[int, int]]) -> None:
    """Where venues are taken as one, each set still has one language and mode, open to all in it.

    With one set in the cell this says all there is to say; with more, no real arrangement is lost.
    """
    settings, model, tongues = problem.settings, stage.model, stage.venues[stage.cells[cell].venue].tongues
    if not tongues:
        return
    spoken = [model.column(problem.placeable // settings.smallest, whole=False) for _ in tongues]
    model.row([*((column, 1.0) for column in spoken), (stage.count[cell], -1.0)], low=0, high=0)
    bound: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
    for unit, column in inside:
        open_to = tuple(number for number, mask in enumerate(tongues) if mask >> unit & 1)
        bound[open_to].append((unit, column))
    for open_to, members in bound.items():
        if len(open_to) == len(tongues):
            continue
        sets = [spoken[number] for number in open_to]
        people = [(column, float(problem.units[unit].size)) for unit, column in members]
        model.row([*people, *((column, -float(settings.largest)) for column in sets)], high=0)
        for unit, column in members:
            most = float(_most_alike(problem, problem.units[unit]))
            model.row([(column, 1.0), *((one, -most) for one in sets)], high=0)
    for number, column in enumerate(spoken):
        people = [(place, float(problem.units[unit].size)) for unit, place in inside if tongues[number] >> unit & 1]
        model.row([*people, (column, -float(settings.smallest))], low=0)


def _number_rows(problem: Problem, stage: StageOne) -> None:
    """So many people make so many sets at most and at least, in whole numbers."""
    settings, people = problem.settings, problem.placeable
    sets = [(count, 1.0) for count in stage.count]
    stage.model.row(sets, high=people // settings.smallest)
    waiting = [(column, float(problem.units[unit].size)) for unit, column in stage.wait.items()]
    stage.model.row([*sets, *waiting], low=-(-people // settings.largest))
    by_focus: dict[int, list[int]] = defaultdict(list)
    for cell, count in zip(stage.cells, stage.count, strict=True):
        by_focus[cell.focus].append(count)
    for counts in [*by_focus.values(), stage.count] if len(by_focus) > 1 else [stage.count]:
        _total(problem, stage, counts)


def _total(problem: Problem, stage: StageOne, counts: Sequence[int]) -> None:
    """Name the number of sets in several cells: to ask about it first halves the search more evenly than any one cell."""
    stage.model.first += counts
    if len(counts) > 1:
        total = stage.model.column(problem.placeable // problem.settings.smallest)
        stage.model.row([(total, 1.0), *((count, -1.0) for count in counts)], low=0, high=0)
        stage.model.first.append(total)


def _language_rows(problem: Problem, stage: StageOne, entries: Sequence[Sequence[tuple[int, int]]]) -> None:
    """A set that could as well speak a language more people speak does so: no two plans differ in that only.

    So a set of a rarer language holds somebody who needs it. Only where the same facilitators could lead it, at every
    slot the one language has.
    """
    at: dict[tuple[int, tuple[str, ...], str], list[int]] = defaultdict(list)
    for number, cell in enumerate(stage.cells):
        if not cell.single:
            venue = stage.venues[cell.venue]
            at[cell.focus, venue.slots, venue.mode].append(number)
    slots = defaultdict(set)
    for venue in problem.venues:
        slots[venue.language, venue.mode].add(venue.slots)
    for numbers in at.values():
        venues = {number: stage.venues[stage.cells[number].venue] for number in numbers}
        numbers.sort(key=lambda one: (-venues[one].open_to.bit_count(), one))
        for here, other in ((here, other) for place, here in enumerate(numbers) for other in numbers[:place]):
            rarer, common = venues[here], venues[other]
            alike = able(problem, stage.venues, stage.cells[here]) == able(problem, stage.venues, stage.cells[other])
            if alike and slots[rarer.language, rarer.mode] <= slots[common.language, common.mode]:
                need = [(column, 1.0) for unit, column in entries[here] if not common.open_to >> unit & 1]
                stage.model.row([*need, (stage.count[here], -1.0)], low=0)


def _most_alike(problem: Problem, unit: Unit) -> int:
    """How many copies of the unit one set can hold."""
    most = problem.settings.max_per_organisation if unit.organisations else problem.settings.largest
    return min(len(unit.copies), most)


def _clique_rows(problem: Problem, stage: StageOne) -> None:
    for clique in problem.cliques:
        for cell, count in enumerate(stage.count):
            inside = [(stage.place[unit, cell], 1.0) for unit in clique if (unit, cell) in stage.place]
            if len(inside) > 1:
                stage.model.row([*inside, (count, -1.0)], high=0)
    for unit, near in neighbours(problem).items():
        for cell in range(len(stage.cells)):
            if len(near) > 2 and (unit, cell) in stage.place:
                _star_row(problem, stage, unit, near, cell)


def neighbours(problem: Problem) -> dict[int, list[int]]:
    """Return, for each unit that may not meet every other, those it may not meet."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in sorted(problem.apart):
        near[one].append(other)
        near[other].append(one)
    return dict(near)


def _star_row(problem: Problem, stage: StageOne, unit: int, near: Sequence[int], cell: int) -> None:
    """Where one of k sets holds the unit, those kept apart from it have the other k - 1 sets."""
    inside = [other for other in near if (other, cell) in stage.place]
    organisations = {pair[0] for other in inside for pair in problem.units[other].organisations}
    whole = all(problem.units[other].organisations for other in inside)
    most = problem.settings.max_per_organisation if whole and len(organisations) == 1 else problem.settings.largest
    row = [(stage.place[other, cell], float(problem.units[other].size)) for other in inside]
    stage.model.row([*row, (stage.place[unit, cell], float(most)), (stage.count[cell], -float(most))], high=0)


def _facilitator_rows(problem: Problem, stage: StageOne) -> None:
    """Every set is led. Where somebody is barred from somebody, the model says who leads what."""
    if any(leader.not_with for leader in problem.facilitators):
        _leading_rows(problem, stage)
        _banned_rows(problem, stage)
    elif problem.facilitators:
        _capacity_rows(problem, stage)


def able(problem: Problem, venues: Sequence[Venue], cell: Cell) -> tuple[int, ...]:
    """Return the facilitators (by number) who can lead a set of the kind."""
    venue, focus = venues[cell.venue], problem.subjects[cell.focus]
    leaders = enumerate(problem.facilitators)
    return tuple(n for n, one in leaders if can_lead(one, focus, venue.slots, venue.language, venue.mode))


def _capacity_rows(problem: Problem, stage: StageOne) -> None:
    """Cells that the same facilitators can take are led together, and facilitators who can take the same cells are one.

    Shares of a set would do: whole ones then exist too.
    """
    kinds: dict[tuple[int, ...], list[tuple[int, float]]] = defaultdict(list)
    for number, cell in enumerate(stage.cells):
        kinds[able(problem, stage.venues, cell)].append((stage.count[number], -1.0))
    alike: dict[tuple[int, ...], int] = defaultdict(int)
    for index, leader in enumerate(problem.facilitators):
        alike[tuple(number for number, able in enumerate(kinds) if index in able)] += leader.capacity
    for reach, capacity in alike.items():
        columns = [stage.model.column(capacity, whole=False) for _ in reach]
        stage.model.row([(column, 1.0) for column in columns], high=capacity)
        for number, column in zip(reach, columns, strict=True):
            list(kinds.values())[number].append((column, 1.0))
    for row in kinds.values():
        stage.model.row(row, low=0, high=0)


def _leading_rows(problem: Problem, stage: StageOne) -> None:
    capacity: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for number, cell in enumerate(stage.cells):
        row = [(stage.count[number], -1.0)]
        for index in able(problem, stage.venues, cell):
            column = stage.model.column(problem.facilitators[index].capacity)
            stage.led[index, number] = column
            capacity[index].append((column, 1.0))
            row.append((column, 1.0))
        stage.model.row(row, low=0, high=0)
    for index, columns in capacity.items():
        stage.model.row(columns, high=problem.facilitators[index].capacity)


def _banned_rows(problem: Problem, stage: StageOne) -> None:
    """A unit goes only where a set is led by somebody who may lead it."""
    for (unit, cell), column in stage.place.items():
        members = {one for ids in problem.units[unit].copies for one in ids}
        fit_to_lead = [index for index, leader in enumerate(problem.facilitators) if not leader.not_with & members]
        if len(fit_to_lead) < len(problem.facilitators):
            leading = [(stage.led[index, cell], -1.0) for index in fit_to_lead if (index, cell) in stage.led]
            stage.model.row([(column, 1.0), *leading], high=0)


def _order_twins(stage: StageOne) -> None:
    """Among cells that are alike, those with a lower number are used first."""
    numbers = {(cell.focus, cell.venue, cell.twin): number for number, cell in enumerate(stage.cells)}
    for (focus, venue, twin), number in numbers.items():
        if twin and (focus, venue, twin - 1) in numbers:
            before = numbers[focus, venue, twin - 1]
            stage.model.row([(stage.count[before], 1.0), (stage.count[number], -1.0)], low=0)


def _person_aims(problem: Problem, stage: StageOne) -> None:
    waiting = {column: float(problem.units[unit].size) for unit, column in stage.wait.items()}
    table: dict[str, dict[int, float]] = {"stranded": {}, "total_fit": {}, "at_fit_1": {}, "moved": {}}
    for (index, cell), column in stage.place.items():
        unit, kind = problem.units[index], stage.cells[cell]
        table["stranded"][column] = unit.stranded[kind.focus]
        table["total_fit"][column] = -unit.fit[kind.focus]
        table["at_fit_1"][column] = unit.at_fit_1[kind.focus]
        table["moved"][column] = sum(label != kind.label for label in unit.in_hand)
    stage.aims["waiting"] = waiting
    stage.aims |= {aim: {column: cost for column, cost in row.items() if cost} for aim, row in table.items()}


def _organisation_rows(
    problem: Problem, stage: StageOne, entries: Sequence[Sequence[tuple[int, int]]]
) -> dict[int, float]:
    """Cap the organisations, and count their pairs as if everyone were dealt as evenly as can be."""
    settings, pairs = problem.settings, {}
    for cell, inside in enumerate(entries):
        crowd: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for unit, column in inside:
            for organisation, number in problem.units[unit].organisations:
                crowd[organisation].append((column, number, len(problem.units[unit].copies)))
        for members in crowd.values():
            people = sum(number * copies for _, number, copies in members)
            if people > settings.max_per_organisation:
                row = [(column, float(number)) for column, number, _ in members]
                stage.model.row([*row, (stage.count[cell], -float(settings.max_per_organisation))], high=0)
            for extra in range(1, min(people, settings.max_per_organisation)):
                pairs[_pair_column(stage, cell, members, extra)] = 1.0
    return pairs


def _pair_column(stage: StageOne, cell: int, members: Sequence[tuple[int, int, int]], extra: int) -> int:
    """Return a column for the people beyond `extra` a set, counted twice: over the cell, and within units."""
    column = stage.model.column(sum(number * copies for _, number, copies in members), whole=False)
    row = [(place, float(number)) for place, number, _ in members]
    stage.model.row([*row, (stage.count[cell], -float(extra)), (column, -1.0)], high=0)
    within = [(place, float(number - extra)) for place, number, _ in members if number > extra]
    if within:
        stage.model.row([*within, (column, -1.0)], high=0)
    return column


def _deviation_rows(
    problem: Problem, stage: StageOne, entries: Sequence[Sequence[tuple[int, int]]]
) -> dict[int, float]:
    aim = {}
    for cell, inside in enumerate(entries):
        column = stage.model.column(problem.placeable * problem.settings.ideal, whole=False)
        people = [(place, float(problem.units[unit].size)) for unit, place in inside]
        ideal = (stage.count[cell], -float(problem.settings.ideal))
        stage.model.row([*people, ideal, (column, 1.0)], low=0)
        stage.model.row([*people, ideal, (column, -1.0)], high=0)
        aim[column] = 1.0
        stage.fewer_sets[stage.count[cell]] = 1.0
    return aim


def _repeated_rows(problem: Problem, stage: StageOne) -> dict[int, float]:
    """A pair who met before meets again for certain only where there is one set of the kind."""
    aim: dict[int, float] = {}
    for (one, other), pairs in problem.repeated.items():
        if one == other:
            aim |= {column: float(pairs) for (unit, _), column in stage.place.items() if unit == one}
            continue
        for cell, count in enumerate(stage.count):
            if (one, cell) in stage.place and (other, cell) in stage.place:
                column = stage.model.column(1, whole=False)
                both = [(stage.place[one, cell], 1.0), (stage.place[other, cell], 1.0)]
                stage.model.row([*both, (count, -1.0), (column, -1.0)], high=0)
                aim[column] = float(pairs)
    return aim
