"""The search for the best arrangement: stage 1, stage 2, and again with closer rows where a split costs more.

With many slots, a model that leaves out who is free when gives the bound and a first choice of focus for everyone; the
slots are then found within that choice. Only if this costs something is the whole model solved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from actionsets.formation.figures import recount
from actionsets.formation.greedy import first_sets
from actionsets.formation.leading import led_by
from actionsets.formation.lexico import FRESH_ORDER, LEAST_CHANGE_ORDER, Climb, Plan, climb, plan
from actionsets.formation.model import Cell, build, columns_of, proposed
from actionsets.formation.problem import Problem, Venue
from actionsets.formation.rules import can_lead, common
from actionsets.formation.split import Piece, split
from actionsets.formation.types import Figures, ProposedSet
from actionsets.formation.watching import FOCUS, NAMING, SLOTS, WHOLE, Clock, as_bounds

MOST_ROUNDS = 12
Allowed = Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Found:
    """An arrangement, its figures, and the people moved as the model counts them."""

    sets: tuple[ProposedSet, ...]
    figures: Figures
    moved: int


@dataclass(frozen=True, slots=True)
class Dealt:
    """A plan that was dealt to sets, and the cells whose split cost more than stage 1 promised."""

    plan: Plan
    overrun: frozenset[Cell]


@dataclass(slots=True)
class Search:
    """One run for one problem."""

    problem: Problem
    clock: Clock
    best: Found | None = None
    quick: Found | None = None
    bounds: dict[str, int] = field(default_factory=dict)
    infeasible: bool = False
    venues: tuple[Venue, ...] = ()
    cells: tuple[Cell, ...] = ()

    def run(self) -> None:
        """Leave the best arrangement in `best` and what nothing can better in `bounds`."""
        if not self.problem.units or not self.problem.venues:
            self.bounds = dict.fromkeys(LEAST_CHANGE_ORDER, 0)
            return
        named = self.lay_out()
        self._show_first()
        done = len(self.problem.venues) > 1 and self._by_focus_first(named)
        if not done and not self.infeasible:
            self._whole()
        if not self.proved:
            self._without_proof()

    def _show_first(self) -> None:
        """Let a watcher see the quick arrangement at once; its turn among the others still comes last."""
        watching = self.clock.watching
        watching.bounded(as_bounds({}, 0))
        if watching.watch is not None:
            self.quick = self._quickly()
            if self.quick:
                watching.found(self.quick.figures, self.problem.placed(self.quick.figures))

    def _tell_bounds(self, state: Climb) -> None:
        self.clock.watching.bounded(as_bounds(self._with_bounds(state), len(self.problem.held)))

    def lay_out(self) -> Sequence[Cell]:
        """Set out every kind of set there can be; return those that stand for a set in hand."""
        self.venues, named = _with_venues_in_hand(self.problem)
        self.cells = (*kinds(self.problem, self.problem.venues), *named)
        return named

    @property
    def proved(self) -> bool:
        """Whether the best arrangement meets every bound."""
        return self.best is not None and all(
            aim in self.bounds and value == self.bounds[aim] for aim, value in _aims(self.problem, self.best).items()
        )

    def _by_focus_first(self, named: Sequence[Cell]) -> bool:
        """Choose the focus of everyone without regard to slots, then the slots; True if that is proved or out of time."""
        venues = without_slots(self.problem.venues)
        if len(venues) == len(self.problem.venues):
            return False
        shift = len(venues) - len(self.problem.venues)
        coarse_named = [replace(cell, venue=cell.venue + shift) for cell in named]
        coarse = (*kinds(self.problem, venues), *coarse_named)
        stage = build(self.problem, coarse, (*venues, *self.venues[len(self.problem.venues) :]))
        self.clock.watching.enter(FOCUS)
        state = climb(self.problem, stage, self.clock, share=0.5, tell=self._tell_bounds)
        self._take_bounds(state)
        if state.columns is None:
            self.infeasible = state.infeasible
            return state.infeasible
        chosen = plan(stage, state.columns)
        self.clock.watching.enter(SLOTS)
        self._within(self._same_kind(chosen), self.cells)
        if not self.proved and self.clock.left() > 0:
            self._with_counts_of(chosen)
        return self.proved or self.clock.left() <= 0

    def _with_counts_of(self, chosen: Plan) -> None:
        """Keep only how many sets each focus has, ask for the bounds outright, and let everyone choose anew."""
        stage = build(self.problem, self.cells, self.venues)
        numbers: dict[tuple[int, str, str, str], int] = defaultdict(int)
        for cell, count in zip(chosen.stage.cells, chosen.counts, strict=True):
            numbers[_kind(cell, chosen.stage.venues[cell.venue])] += count
        counts: dict[tuple[int, str, str, str], list[tuple[int, float]]] = defaultdict(list)
        for cell, column in zip(self.cells, stage.count, strict=True):
            counts[_kind(cell, self.venues[cell.venue])].append((column, 1.0))
        for kind, columns in counts.items():
            stage.model.row(columns, low=numbers[kind], high=numbers[kind])
        for aim in ("waiting", "stranded", "total_fit", "at_fit_1"):
            if aim in self.bounds and stage.aims[aim]:
                stage.model.row(stage.aims[aim], high=self.bounds[aim])
        state = climb(self.problem, stage, self.clock, share=0.3, doubt=False, known=self.bounds)
        if state.columns is not None:
            found = self._split(plan(stage, state.columns))
            if found.overrun and not self.proved:
                self._within(*self._closer(found))

    def _same_kind(self, chosen: Plan) -> Allowed:
        """For each unit, the cells of the focus, language and mode it was given, whatever the slots."""
        alike = defaultdict(set)
        for number, cell in enumerate(self.cells):
            alike[_kind(cell, self.venues[cell.venue])].add(number)
        allowed: dict[int, set[int]] = {unit: set() for unit in range(len(self.problem.units))}
        for unit, number in chosen.placed:
            cell = chosen.stage.cells[number]
            allowed[unit] |= alike[_kind(cell, chosen.stage.venues[cell.venue])]
        return {unit: frozenset(cells) for unit, cells in allowed.items()}

    def _whole(self) -> None:
        """Solve the whole model; where a split overruns, name the sets of that cell one by one and solve again."""
        cells = self.cells
        for _ in range(MOST_ROUNDS):
            stage = build(self.problem, cells, self.venues)
            self.clock.watching.enter(WHOLE)
            start = columns_of(self.problem, stage, self.best.sets) if self.best else {}
            state = climb(self.problem, stage, self.clock, known=self.bounds, start=start, tell=self._tell_bounds)
            self._take_bounds(state)
            if state.columns is None:
                self.infeasible = state.infeasible
                return
            found = self._split(plan(stage, state.columns))
            if self.proved or not found.overrun or self.clock.left() <= 0:
                return
            self.clock.watching.enter(NAMING)
            self._within(*self._closer(found))
            if self.proved or self.clock.left() <= 0:
                return
            cells = self._named_apart(cells, found.overrun)

    def _within(self, allowed: Allowed, cells: Sequence[Cell]) -> None:
        """Solve with everyone's cells narrowed; this finds arrangements but proves no bound."""
        for _ in range(MOST_ROUNDS):
            stage = build(self.problem, cells, self.venues, allowed)
            state = climb(self.problem, stage, self.clock, share=0.6, doubt=False, known=self.bounds)
            if state.columns is None:
                return
            found = self._split(plan(stage, state.columns))
            if self.proved or not found.overrun or self.clock.left() <= 0:
                return
            allowed, cells = self._closer(found)

    def _closer(self, found: Dealt) -> tuple[Allowed, tuple[Cell, ...]]:
        """Keep everyone in the present cells, but name the sets of those that overran."""
        before = found.plan.stage.cells
        counts = dict(zip(before, found.plan.counts, strict=True))
        cells: list[Cell] = []
        moved: dict[int, set[int]] = {}
        for number, cell in enumerate(before):
            twins = [replace(cell, twin=twin) for twin in range(counts[cell])] if cell in found.overrun else [cell]
            moved[number] = set(range(len(cells), len(cells) + len(twins)))
            cells += twins
        allowed: dict[int, set[int]] = {unit: set() for unit in range(len(self.problem.units))}
        for unit, number in found.plan.placed:
            allowed[unit] |= moved[number]
        return {unit: frozenset(numbers) for unit, numbers in allowed.items()}, tuple(cells)

    def _named_apart(self, cells: Sequence[Cell], overrun: frozenset[Cell]) -> tuple[Cell, ...]:
        most = self.problem.placeable // self.problem.settings.smallest
        named: list[Cell] = []
        for cell in cells:
            named += [replace(cell, twin=twin) for twin in range(most)] if cell in overrun else [cell]
        return tuple(named)

    def _split(self, chosen: Plan) -> Dealt:
        """Deal every cell's people to its sets, and remember the arrangement if it is the best so far."""
        pieces, leading = _pieces(self.problem, chosen), led_by(self.problem, chosen)
        sets: list[ProposedSet] = []
        overrun = set()
        for number, cell in enumerate(chosen.stage.cells):
            if not chosen.counts[number] or not pieces[number]:
                continue
            leaders = leading[number]
            banned = [leader[1] for leader in leaders]
            groups, kept = split(self.problem, pieces[number], banned)
            if not kept:
                overrun.add(cell)
            for group, (leader, _) in zip(groups, leaders, strict=True):
                if group:
                    sets.append(proposed(self.problem, cell, chosen.stage.venues[cell.venue], group, leader))
        figures = recount(self.problem.people.values(), self.problem.settings, sets)
        self._offer(Found(tuple(sets), figures, _moved(chosen)))
        return Dealt(chosen, frozenset(overrun))

    def _offer(self, found: Found) -> None:
        if self.best is None or self._rank(found) < self._rank(self.best):
            self.best = found
            self.clock.watching.found(found.figures, self.problem.placed(found.figures))

    def _without_proof(self) -> None:
        """Take the quick arrangement if nothing better was found, and the bounds that follow from counting alone.

        It comes last because its place among equals is last. That it exists also refutes "infeasible".
        """
        problem = self.problem
        quick = self.quick or self._quickly()
        if quick:
            self._offer(quick)
            self.infeasible = False
        if not self.infeasible:
            keenest = sum(max(unit.fit) * len(unit.copies) for unit in problem.units)
            for aim, bound in (("waiting", 0), ("stranded", 0), ("total_fit", -keenest)):
                self.bounds[aim] = max(bound, self.bounds.get(aim, bound))

    def _quickly(self) -> Found | None:
        sets = first_sets(self.problem, self.cells, self.venues)
        figures = recount(self.problem.people.values(), self.problem.settings, sets)
        return Found(sets, figures, figures.moved) if sets else None

    def _rank(self, found: Found) -> tuple[int, ...]:
        return tuple(_aims(self.problem, found).values())

    def _take_bounds(self, state: Climb) -> None:
        self.bounds = self._with_bounds(state)

    def _with_bounds(self, state: Climb) -> dict[str, int]:
        """Keep a bound of a later model only while it agrees with the bounds of the aims before it."""
        order = LEAST_CHANGE_ORDER if self.problem.settings.least_change else FRESH_ORDER
        known, fresh = dict(self.bounds), {aim: 0 for aim in order if aim in state.idle}
        for aim in order:
            bounds = [source[aim] for source in (known, state.bounds) if aim in source]
            if bounds:
                fresh[aim] = max(bounds)
            if len(bounds) == 2 and bounds[1] > bounds[0]:
                known = {}
        return fresh


def _aims(problem: Problem, found: Found) -> dict[str, int]:
    """Return what is to be minimised, in order, as the model counts it (people held back aside)."""
    figures = found.figures
    values = {
        "waiting": figures.waiting - len(problem.held),
        "stranded": figures.stranded,
        "total_fit": -figures.total_fit,
        "at_fit_1": figures.at_fit_1,
        "same_organisation_pairs": figures.same_organisation_pairs,
        "size_deviation": figures.size_deviation,
        "repeated_pairs": figures.repeated_pairs,
    }
    if problem.settings.least_change:
        return {"waiting": values.pop("waiting"), "moved": found.moved, **values}
    return values


def _moved(chosen: Plan) -> int:
    stage, units = chosen.stage, chosen.placed
    return sum(round(stage.aims["moved"].get(stage.place[key], 0.0)) * copies for key, copies in units.items())


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


def _kind(cell: Cell, venue: Venue) -> tuple[int, str, str, str]:
    """What a cell is, its slots aside."""
    return cell.focus, venue.language, venue.mode, cell.label


def without_slots(venues: Sequence[Venue]) -> tuple[Venue, ...]:
    """Return one venue for each language and mode, open to everyone who can be there at some time."""
    merged: dict[tuple[str, str], int] = defaultdict(int)
    for venue in venues:
        merged[venue.language, venue.mode] |= venue.open_to
    return tuple(Venue((), language, mode, open_to) for (language, mode), open_to in merged.items())


def _with_venues_in_hand(problem: Problem) -> tuple[tuple[Venue, ...], list[Cell]]:
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


def _pieces(problem: Problem, chosen: Plan) -> dict[int, list[Piece]]:
    """Give each cell its people: the copies of a unit go out in the order of ids."""
    next_copy: dict[int, int] = defaultdict(int)
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for (unit, cell), copies in sorted(chosen.placed.items()):
        first = next_copy[unit]
        pieces[cell] += [Piece(unit, ids) for ids in problem.units[unit].copies[first : first + copies]]
        next_copy[unit] += copies
    return pieces
