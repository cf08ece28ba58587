"""The one verb of set formation: people and settings in, the best sets and how good they are out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import scipy

from actionsets.formation.figures import fit, recount, same_organisation_pairs
from actionsets.formation.problem import Problem, prepare
from actionsets.formation.reasons import set_reasons, waiting_reason
from actionsets.formation.relaxing import relaxations
from actionsets.formation.rules import check, common
from actionsets.formation.search import Search
from actionsets.formation.types import (
    Bounds,
    Facilitator,
    Member,
    Note,
    Outcome,
    Person,
    ProposedSet,
    Settings,
    Waiting,
)
from actionsets.formation.waiting import least_waiting
from actionsets.formation.watching import RELAXING, Clock, Watch, Watching, as_bounds


def form(
    people: Iterable[Person],
    settings: Settings,
    *,
    facilitators: Iterable[Facilitator] = (),
    watch: Watch | None = None,
) -> Outcome:
    """Form sets by the rules and aims of FORMATION 1 and say how good they are.

    The same input in any order gives the same sets. Sizes are stretched, and the cap raised, only where that places more
    people or the largest organisation forces it; the settings used are in the outcome. No rule is ever broken: whoever
    cannot be placed waits, with a reason. `watch` is told of progress about four times a second and at each better
    arrangement; if it returns False, the run ends as at its time limit. Raises FormationError if two people share an id.
    """
    people, leaders = tuple(people), tuple(facilitators)
    clock = Clock(settings.time_limit, Watching(watch))
    outcome = _widened(people, settings, leaders, clock)
    if outcome.waiting and outcome.feasible:
        clock.watching.enter(RELAXING)
        found = relaxations(people, outcome.settings, leaders, len(outcome.waiting), clock)
        outcome = replace(outcome, relaxations=found)
    return replace(outcome, seconds=clock.elapsed(), stopped=clock.stopped())


def _widened(people: tuple[Person, ...], settings: Settings, leaders: tuple[Facilitator, ...], clock: Clock) -> Outcome:
    """Form sets of the normal sizes, or of the stretched ones where that leaves fewer people waiting."""
    if not settings.stretch or (settings.smallest, settings.largest) == settings.stretch:
        return _attempt(people, settings, leaders, clock)
    smallest, largest = settings.stretch
    wider = replace(settings, smallest=smallest, largest=largest)
    note = Note("sizes stretched", {"smallest": smallest, "largest": largest})
    normal, least = _tried(people, settings, leaders, clock, impatient=True)
    stretched = _attempt(people, wider, leaders, clock) if least else None
    if stretched and stretched.feasible and len(stretched.waiting) < least:
        return replace(stretched, warnings=(note, *stretched.warnings))
    if least:
        normal = _attempt(people, settings, leaders, clock)
    if normal.feasible and (not normal.waiting or _no_fewer_wait(people, wider, leaders, len(normal.waiting), clock)):
        return normal
    stretched = stretched or _attempt(people, wider, leaders, clock)
    if (len(stretched.waiting), not stretched.feasible) < (len(normal.waiting), not normal.feasible):
        return replace(stretched, warnings=(note, *stretched.warnings))
    return normal


def _no_fewer_wait(
    people: tuple[Person, ...], settings: Settings, leaders: tuple[Facilitator, ...], waiting: int, clock: Clock
) -> bool:
    """Whether it is sure, before any set is formed, that no fewer than `waiting` would wait with these settings."""
    problem = prepare(people, settings, leaders)
    held = len(problem.held)
    if held >= waiting or problem.impossible or settings.least_change:
        return held >= waiting
    return held + (least_waiting(problem, clock.unwatched(), doubt=True) or 0) >= waiting


def _attempt(people: tuple[Person, ...], settings: Settings, leaders: tuple[Facilitator, ...], clock: Clock) -> Outcome:
    return _tried(people, settings, leaders, clock, impatient=False)[0]


def _tried(
    people: tuple[Person, ...],
    settings: Settings,
    leaders: tuple[Facilitator, ...],
    clock: Clock,
    *,
    impatient: bool,
) -> tuple[Outcome, int]:
    """Return the outcome; if `impatient`, also how many must wait if that made the search give up (0 if it did not)."""
    problem = prepare(people, settings, leaders)
    search = Search(problem, clock, impatient=impatient)
    if not problem.impossible:
        search.run()
    return _outcome(search), search.gave_up + len(problem.held) if search.gave_up else 0


def _outcome(search: Search) -> Outcome:
    problem = search.problem
    everyone = tuple(problem.people.values())
    sets = _labelled(problem, search.best.sets if search.best else ())
    sets = tuple(_described(problem, one) for one in sets)
    figures = recount(everyone, problem.settings, sets)
    feasible = not problem.impossible and not search.infeasible
    trouble = problem.impossible or ((Note("locked places clash"),) if search.infeasible else ())
    return Outcome(
        sets=sets,
        waiting=tuple(_waiting(problem, sets)),
        figures=figures,
        bounds=_bounds(search),
        proved=feasible and (search.proved or not problem.units),
        rules=check(everyone, problem.settings, sets, facilitators=problem.facilitators),
        settings=problem.settings,
        feasible=feasible,
        warnings=(*trouble, *problem.warnings),
    )


def _bounds(search: Search) -> Bounds:
    bounds = as_bounds(search.bounds, len(search.problem.held))
    return bounds if search.problem.settings.in_hand else replace(bounds, moved=0)


def _labelled(problem: Problem, sets: Sequence[ProposedSet]) -> tuple[ProposedSet, ...]:
    """Name the sets: locked and kept names stay, the rest are numbered by focus and lowest id."""
    order = {subject: index for index, subject in enumerate(problem.subjects)}
    sets = sorted(sets, key=lambda one: (order[one.focus], one.ids))
    if not problem.settings.least_change:
        sets = _heirs(sets, problem.settings.in_hand)
    used = {one.label for one in sets} | {one.label for one in problem.settings.in_hand}
    used |= {person.locked_set for person in problem.people.values()}
    numbers = (str(number) for number in range(1, len(sets) + len(used) + 1) if str(number) not in used)
    return tuple(one if one.label else replace(one, label=next(numbers)) for one in sets)


def _heirs(sets: Sequence[ProposedSet], in_hand: Sequence[ProposedSet]) -> list[ProposedSet]:
    """Give each new set the name of the set in hand it shares most people with, so that fewest count as moved."""
    taken = {one.label for one in sets}
    free = [one for one in in_hand if one.label not in taken]
    nameless = [index for index, one in enumerate(sets) if not one.label]
    result = list(sets)
    if free and nameless:
        shared = [[len({*sets[index].ids} & {*one.ids}) for one in free] for index in nameless]
        for row, column in zip(*scipy.optimize.linear_sum_assignment(shared, maximize=True), strict=True):
            if shared[row][column]:
                index = nameless[row]
                result[index] = replace(sets[index], label=free[column].label)
    return result


def _described(problem: Problem, one: ProposedSet) -> ProposedSet:
    group = [problem.people[member] for member in one.ids]
    members = sorted((Member(person.id, fit(person, one.focus)) for person in group), key=lambda m: (-m.fit, m.id))
    slots = common(person.availability for person in group)
    described = replace(
        one,
        members=tuple(members),
        organisations=len({person.organisation for person in group if person.organisation}),
        same_organisation_pairs=same_organisation_pairs(group),
        common_slots=len(slots) if slots is not None else len(problem.slots),
    )
    return replace(described, reasons=set_reasons(described, group))


def _waiting(problem: Problem, sets: Sequence[ProposedSet]) -> Iterable[Waiting]:
    placed = {member for one in sets for member in one.ids}
    held = dict(problem.held)
    for key in problem.people:
        if key not in placed:
            yield Waiting(key, held.get(key) or waiting_reason(problem, key, len(sets)))
