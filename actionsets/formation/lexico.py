"""The aims one after another: each at its best without giving up what those before it have reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from actionsets.formation.model import StageOne
from actionsets.formation.problem import Problem
from actionsets.formation.solver import Expression, Floats, Highs, Status, Verdict, second_opinion
from actionsets.formation.watching import Clock

LARGEST_WEIGHT = 20_000
"""Aims share a solve only while no coefficient outgrows what the solver's tolerances can tell apart."""
MORE_SETS = "more sets"
FRESH = ("waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation", MORE_SETS)
FRESH_ORDER = (*FRESH, "repeated_pairs")
LEAST_CHANGE_ORDER = ("waiting", "moved", *FRESH[1:], "repeated_pairs")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of each unit go to each cell, how many sets each cell has, and who leads them."""

    stage: StageOne
    placed: Mapping[tuple[int, int], int]
    counts: Sequence[int]
    led: Mapping[tuple[int, int], int]
    values: Mapping[str, int]


@dataclass(slots=True)
class Climb:
    """The state of a solve: the best columns so far, the bound of every aim dealt with, the aims nothing touches."""

    columns: Floats | None = None
    bounds: dict[str, int] = field(default_factory=dict)
    idle: frozenset[str] = frozenset()
    infeasible: bool = False


def climb(
    problem: Problem,
    stage: StageOne,
    clock: Clock,
    *,
    share: float = 1.0,
    doubt: bool = True,
    known: Mapping[str, int] | None = None,
    start: Mapping[int, float] | None = None,
    tell: Callable[[Climb], None] = lambda _state: None,
    impatient: bool = False,
) -> Climb:
    """Solve stage 1 for every aim in turn, in at most this share of the time left.

    With `doubt`, "somebody must wait" and "infeasible" are put to the second solver before they are believed.
    `known` are bounds from elsewhere: a level that reaches them needs no proof of its own.
    `start` are the whole columns of an arrangement to begin with.
    `tell` hears of the state whenever bounds have been added to it.
    If `impatient`, the climb ends when it is sure that somebody must wait.
    """
    known = known or {}
    ends = clock.elapsed() + clock.left() * share
    state = Climb(idle=frozenset(aim for aim, expression in stage.aims.items() if not expression))
    highs = Highs(stage.model, problem.settings.seed, clock.watching)
    if start:
        highs.offer(start)
    levels = _levels(problem, stage)
    if not problem.settings.least_change:
        levels = _take_easy_start(problem, stage, highs, levels, state, ends - clock.elapsed(), known)
        known = _still_known(list(state.bounds.items()), state, known)
    tell(state)
    for level in levels:
        left = ends - clock.elapsed()
        if left <= 0 and state.columns is not None:
            return state
        verdict = highs.minimise(_weighted(stage, level), left, _target(level, known))
        if not _accept(stage, level, verdict, state):
            if verdict.status is Status.INFEASIBLE and state.columns is None:
                _reconsider(stage, state, min(20.0, ends - clock.elapsed()), doubt=doubt)
            return state
        _settle(stage, level, state, highs)
        tell(state)
        known = _still_known(level, state, known)
        someone_waits = level[0][0] == "waiting" and state.bounds["waiting"] > 0
        if doubt and someone_waits and _doubtful(stage, state, min(10.0, (ends - clock.elapsed()) / 4)):
            return state
        if impatient and someone_waits:
            return state
    return state


def plan(stage: StageOne, columns: Floats) -> Plan:
    """Return the solution in whole numbers."""

    def whole(column: int) -> int:
        return round(float(columns[column]))

    values = {aim: round(_value(expression, columns)) for aim, expression in stage.aims.items()}
    return Plan(
        stage,
        {key: whole(column) for key, column in stage.place.items() if whole(column)},
        [whole(column) for column in stage.count],
        {key: whole(column) for key, column in stage.led.items() if whole(column)},
        values,
    )


def _value(expression: Expression, columns: Floats) -> float:
    return float(sum(cost * columns[column] for column, cost in expression.items()))


def _expression(stage: StageOne, aim: str) -> Expression:
    if aim == MORE_SETS:
        return {column: -cost for column, cost in stage.fewer_sets.items()}
    return stage.aims[aim]


Level = list[tuple[str, int]]


def _levels(problem: Problem, stage: StageOne) -> list[Level]:
    """Group consecutive aims, each with its weight, so that a lower aim can never outweigh a higher one."""
    order = LEAST_CHANGE_ORDER if problem.settings.least_change else FRESH_ORDER
    levels: list[Level] = []
    spans: list[tuple[str, int]] = [(aim, _span(problem, stage, aim)) for aim in order if _expression(stage, aim)]
    group: list[tuple[str, int]] = []
    for aim, span in spans:
        weight = 1
        for _, other in [*group[1:], (aim, span)]:
            weight *= other + 1
        if group and weight > LARGEST_WEIGHT:
            levels.append(_weights(group))
            group = []
        group.append((aim, span))
    return [*levels, _weights(group)] if group else levels


def _weights(group: Sequence[tuple[str, int]]) -> Level:
    weight, level = 1, []
    for aim, span in reversed(group):
        level.append((aim, weight))
        weight *= span + 1
    return level[::-1]


def _span(problem: Problem, stage: StageOne, aim: str) -> int:
    """Return how far apart two values of an aim can be."""
    people, settings = problem.placeable, problem.settings
    sets = people // settings.smallest
    if aim == "size_deviation":
        return sets * max(settings.ideal - settings.smallest, settings.largest - settings.ideal, 1)
    if aim == MORE_SETS:
        return sets
    if aim == "same_organisation_pairs":
        return people * (settings.max_per_organisation - 1)
    if aim == "repeated_pairs":
        return sum(problem.repeated.values())
    return 3 * people if aim == "total_fit" else people


def _still_known(level: Level, state: Climb, known: Mapping[str, int]) -> Mapping[str, int]:
    """A bound from elsewhere says nothing more once an aim before it has missed its own."""
    missed = any(aim in known and state.bounds.get(aim) != known[aim] for aim, _ in level)
    return {} if missed else known


def _target(level: Level, known: Mapping[str, int]) -> float:
    """Return the value of a level at which every aim in it is at its known bound."""
    if all(aim in known for aim, _ in level):
        return float(sum(weight * known[aim] for aim, weight in level))
    return float("-inf")


def _weighted(stage: StageOne, level: Level) -> dict[int, float]:
    objective: dict[int, float] = {}
    for aim, weight in level:
        for column, cost in _expression(stage, aim).items():
            objective[column] = objective.get(column, 0.0) + weight * cost
    return objective


def _take_easy_start(
    problem: Problem,
    stage: StageOne,
    highs: Highs,
    levels: list[Level],
    state: Climb,
    seconds: float,
    known: Mapping[str, int],
) -> list[Level]:
    """Try to settle "nobody waits, nobody is stranded" and the best fit in one solve.

    With penalties on both, a best solution that has neither is the best of all that have neither.
    """
    fit_level = next((level for level in levels if level[0][0] == "total_fit"), None)
    if fit_level is None or len(levels) == 1:
        return levels
    big = 2 * max(weight for _, weight in fit_level)
    level = [("waiting", 4 * big), ("stranded", 2 * big), *fit_level]
    verdict = highs.minimise(_weighted(stage, level), seconds, _target(level, known))
    if verdict.values is None:
        return levels
    state.columns = verdict.values
    reached = plan(stage, verdict.values).values
    if reached["waiting"] or reached["stranded"]:
        return levels
    state.bounds |= {"waiting": 0, "stranded": 0}
    if not _accept(stage, fit_level, verdict, state):
        return []
    for aim in ("waiting", "stranded"):
        highs.fix(stage.aims[aim] or {stage.count[0]: 0.0}, high=0.0)
    _settle(stage, fit_level, state, highs)
    return levels[levels.index(fit_level) + 1 :]


def _accept(stage: StageOne, level: Level, verdict: Verdict, state: Climb) -> bool:
    """Keep the verdict's solution and bounds; False unless the level is proved."""
    if verdict.values is None:
        return False
    state.columns = verdict.values
    reached = {aim: round(_value(_expression(stage, aim), verdict.values)) for aim, _ in level}
    if verdict.status is Status.OPTIMAL:
        state.bounds |= reached
        return True
    state.bounds |= _stopped_bounds(level, verdict.bound)
    return False


def _stopped_bounds(level: Level, bound: float) -> dict[str, int]:
    """Return what a bound on the weighted sum says about its first aim; the others together stay under its weight."""
    if bound == float("-inf"):
        return {}
    aim, weight = level[0]
    return {aim: ceil((bound - 1e-6 - (weight - 1)) / weight)}


def _settle(stage: StageOne, level: Level, state: Climb, highs: Highs) -> None:
    for aim, _ in level:
        expression = _expression(stage, aim)
        if expression:
            highs.fix(expression, high=float(state.bounds[aim]))
    highs.settle()


def _reconsider(stage: StageOne, state: Climb, seconds: float, *, doubt: bool) -> None:
    """Believe "infeasible" only if the second solver says so as well."""
    found = second_opinion(stage.model, {}, below=0.0, seconds=seconds) if doubt else None
    state.infeasible = found is None or not found.feasible
    state.columns = found.values if found else None


def _doubtful(stage: StageOne, state: Climb, seconds: float) -> bool:
    """Whether the second solver finds a plan with fewer waiting; if so it is taken, and nothing counts as proved."""
    found = second_opinion(stage.model, stage.aims["waiting"], below=state.bounds["waiting"] - 1, seconds=seconds)
    if found is None or not found.feasible:
        return False
    state.columns, state.bounds = found.values, {}
    return True
