"""The search for the best arrangement: stage 1, stage 2, and again with closer rows where a split costs more.

With many slots, a model that leaves out who is free when gives the bound and a first choice of focus for everyone; the
slots are then found within that choice. Only if this costs something is the whole model solved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from actionsets.formation.figures import recount
from actionsets.formation.greedy import first_sets
from actionsets.formation.kinds import columns_of, kind_of, kinds, with_venues_in_hand, without_slots, without_tongues
from actionsets.formation.leading import led_anew, led_by
from actionsets.formation.lexico import FRESH_ORDER, LEAST_CHANGE_ORDER, Climb, Plan, climb, plan
from actionsets.formation.model import Cell, StageOne, build, proposed
from actionsets.formation.parts import ORDER, Part, divide, keenest, pieces_of, summed
from actionsets.formation.problem import Problem, Venue
from actionsets.formation.split import split
from actionsets.formation.types import Figures, ProposedSet
from actionsets.formation.watching import FOCUS, NAMING, SLOTS, WHOLE, Clock, as_bounds

MOST_ROUNDS = 12
SETTLED = ("stranded", "total_fit", "at_fit_1")
"""What the focus of everyone decides."""
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
    """One run for one problem. If `impatient`, it gives up when so many must wait as `gave_up` then says."""

    problem: Problem
    clock: Clock
    best: Found | None = None
    quick: Found | None = None
    bounds: dict[str, int] = field(default_factory=dict)
    infeasible: bool = False
    impatient: bool = False
    gave_up: int = 0
    venues: tuple[Venue, ...] = ()
    cells: tuple[Cell, ...] = ()

    def run(self) -> None:
        """Leave the best arrangement in `best` and what nothing can better in `bounds`."""
        if not self.problem.units or not self.problem.venues:
            self.bounds = dict.fromkeys(LEAST_CHANGE_ORDER, 0)
            return
        named = self.lay_out()
        self._show_first()
        if not self.problem.settings.least_change and self._everyone_keenest():
            return
        done = len(self.problem.venues) > 1 and self._by_focus_first(named)
        if not done and not self.infeasible and not self.gave_up:
            self._whole()
        if not self.proved and not self.gave_up:
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
        self.venues, named = with_venues_in_hand(self.problem)
        self.cells = (*kinds(self.problem, self.problem.venues), *named)
        return named

    @property
    def best_sets(self) -> tuple[ProposedSet, ...]:
        """The sets of the best arrangement, none if there is none."""
        return self.best.sets if self.best else ()

    @property
    def proved(self) -> bool:
        """Whether the best arrangement meets every bound."""
        return self.best is not None and all(
            aim in self.bounds and value == self.bounds[aim] for aim, value in _aims(self.problem, self.best).items()
        )

    def _by_focus_first(self, named: Sequence[Cell]) -> bool:
        """Choose the focus of everyone without regard to slots, then the slots; True if that is proved or out of time.

        Where a focus finds no slots for its people at the price promised, its slots stand in the model the next time.
        """
        merged = without_slots(self.problem.venues)
        if len(merged) == len(self.problem.venues):
            return False
        detail: Counter[int] = Counter()
        while True:
            self.clock.watching.enter(FOCUS)
            stage = self._partly_merged(named, detail)
            tell, impatient = self._tell_bounds, self.impatient
            state = climb(self.problem, stage, self.clock, share=0.5, known=self.bounds, tell=tell, impatient=impatient)
            if self._gives_up(state):
                return False
            self._take_bounds(state)
            if state.columns is None:
                self.infeasible = state.infeasible
                return state.infeasible
            chosen = plan(stage, state.columns)
            self.clock.watching.enter(SLOTS)
            if self.problem.settings.least_change:
                self.within(self._same_kind(chosen), self.cells)
                break
            dearer = {focus for focus in self._in_parts(chosen, state) if detail[focus] < 2}
            if self.proved or not dearer or self.clock.left() <= 0:
                break
            detail.update(dearer)
        return self.proved or self.clock.left() <= 0

    def _partly_merged(self, named: Sequence[Cell], detail: Mapping[int, int]) -> StageOne:
        """Return the model in which some focuses have slots (detail 1), or language and mode as well (2)."""
        if self.problem.settings.least_change:
            layers = [without_slots(self.problem.venues)]
        else:
            layers = [without_tongues(self.problem.venues, slots=slots) for slots in (False, True)]
        venues: list[Venue] = []
        cells: list[Cell] = []
        for level, layer in enumerate((*layers, self.venues)):
            finest = level == len(layers)
            here = [cell for cell in self.cells if cell not in named] if finest else kinds(self.problem, layer)
            chosen = [cell for cell in here if min(detail.get(cell.focus, 0), len(layers)) == level]
            cells += [replace(cell, venue=cell.venue + len(venues)) for cell in (*chosen, *(named if finest else ()))]
            venues += layer
        return build(self.problem, cells, venues)

    def _in_parts(self, chosen: Plan, state: Climb) -> set[int]:
        """Find slots for the people of each focus by themselves, the facilitators aside; then see whether these suffice.

        Where the plan leaves nobody another focus, what no part can better nothing can better. Returns the focuses that
        cost more than the plan promised.
        """
        divided = divide(self.problem, chosen, state.bounds)
        alone = [self._alone(part, ()) for part in divided.parts]
        sets = led_anew(self.problem, [one for search, _ in alone for one in search.best_sets])
        if sets is None:
            sets = []
            for part in divided.parts:
                sets += self._alone(part, sets)[0].best_sets
        figures = recount(self.problem.people.values(), self.problem.settings, sets)
        self._offer(Found(tuple(sets), figures, figures.moved))
        if divided.forced:
            self._take_bounds(Climb(bounds=summed([bounds for _, bounds in alone])))
        dearer = [part.focuses for part, (search, _) in zip(divided.parts, alone, strict=True) if search.dearer(part)]
        return {self.problem.subjects.index(focus) for focuses in dearer for focus in focuses}

    def dearer(self, part: Part) -> bool:
        """Whether this costs more than promised for the part."""
        if self.best is None:
            return True
        reached = _aims(self.problem, self.best)
        return any(reached[aim] > promised for aim, promised in part.promised.items())

    def _everyone_keenest(self) -> bool:
        """Try to give everyone the focus they want most; True if that is proved, for nothing can be better then."""
        self.clock.watching.enter(FOCUS)
        least: list[dict[str, int]] = []
        sets: list[ProposedSet] = []
        for part in keenest(self.problem):
            search, bounds = self._alone(part, ())
            if not search.best or search.best.figures.waiting:
                return False
            least.append(bounds)
            sets += search.best_sets
        led = led_anew(self.problem, sets) if sets else None
        if led is None:
            return False
        figures = recount(self.problem.people.values(), self.problem.settings, led)
        self._offer(Found(tuple(led), figures, figures.moved))
        self._take_bounds(Climb(bounds=summed(least)))
        return self.proved

    def _alone(self, part: Part, taken: Sequence[ProposedSet]) -> tuple[Search, dict[str, int]]:
        """Solve a part with the facilitators whom other sets have not taken; return the search and its bounds."""
        search = Search(part.problem(self.problem, taken), self.clock.unwatched(), bounds=dict(part.promised))
        search.lay_out()
        search.cells = search.about(part.focuses, search.cells)
        if not search.problem.units or not search.cells:
            return search, {}
        settled = SETTLED if len(part.focuses) == 1 else ()
        venues = without_slots(search.problem.venues)
        if "same_organisation_pairs" not in part.promised and len(venues) < len(search.venues):
            stage = build(search.problem, search.about(part.focuses, kinds(search.problem, venues)), venues)
            search.bounds |= climb(search.problem, stage.without(settled), search.clock, doubt=False).bounds
        state = search.within(None, search.cells, settled=settled)
        known = (*state.bounds, *state.idle)
        return search, {aim: state.bounds.get(aim, part.promised.get(aim, 0)) for aim in ORDER if aim in known}

    def about(self, focuses: Container[str], cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """Return the cells of these focuses."""
        return tuple(cell for cell in cells if self.problem.subjects[cell.focus] in focuses)

    def _gives_up(self, state: Climb) -> bool:
        self.gave_up = state.bounds.get("waiting", 0) if self.impatient else 0
        return self.gave_up > 0

    def _same_kind(self, chosen: Plan) -> Allowed:
        """For each unit, the cells of the focus, language and mode it was given, whatever the slots."""
        alike = defaultdict(set)
        for number, cell in enumerate(self.cells):
            alike[kind_of(cell, self.venues[cell.venue])].add(number)
        allowed: dict[int, set[int]] = {unit: set() for unit in range(len(self.problem.units))}
        for unit, number in chosen.placed:
            cell = chosen.stage.cells[number]
            allowed[unit] |= alike[kind_of(cell, chosen.stage.venues[cell.venue])]
        return {unit: frozenset(cells) for unit, cells in allowed.items()}

    def _whole(self) -> None:
        """Solve the whole model; where a split overruns, name the sets of that cell one by one and solve again."""
        cells = self.cells
        for _ in range(MOST_ROUNDS):
            stage = build(self.problem, cells, self.venues)
            self.clock.watching.enter(WHOLE)
            start = columns_of(self.problem, stage, self.best.sets) if self.best else {}
            state = climb(
                self.problem,
                stage,
                self.clock,
                known=self.bounds,
                start=start,
                tell=self._tell_bounds,
                impatient=self.impatient,
            )
            if self._gives_up(state):
                return
            self._take_bounds(state)
            if state.columns is None:
                self.infeasible = state.infeasible
                return
            found = self._split(plan(stage, state.columns))
            if self.proved or not found.overrun or self.clock.left() <= 0:
                return
            self.clock.watching.enter(NAMING)
            self.within(*self._closer(found))
            if self.proved or self.clock.left() <= 0:
                return
            cells = self._named_apart(cells, found.overrun)

    def within(self, allowed: Allowed | None, cells: Sequence[Cell], *, settled: Sequence[str] = ()) -> Climb:
        """Solve with everyone's cells narrowed, and return what the first model said, which bounds only what it holds.

        Aims that are `settled` are no concern here, nor is the number of sets.
        """
        first: Climb | None = None
        for _ in range(MOST_ROUNDS):
            stage = build(self.problem, cells, self.venues, allowed).without(settled)
            state = climb(self.problem, stage, self.clock, share=0.6, doubt=False, known=self.bounds)
            first = first or state
            if state.columns is None:
                break
            found = self._split(plan(stage, state.columns))
            if self.proved or not found.overrun or self.clock.left() <= 0:
                break
            allowed, cells = self._closer(found)
        return first or Climb()

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
        pieces, leading = pieces_of(self.problem, chosen), led_by(self.problem, chosen)
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
        """Take what is found if it is better, unless somebody with a locked place has none in it."""
        placed = {member for one in found.sets for member in one.ids}
        if any(unit.locked_set and placed.isdisjoint(unit.copies[0]) for unit in self.problem.units):
            return
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
