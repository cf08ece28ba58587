"""A linear model under construction, HiGHS to solve it, and SciPy's own build of HiGHS to confirm a verdict.

Two builds, because one was seen to call a feasible model of this kind infeasible (FORMATION 2).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from math import inf

import highspy
import numpy as np
import scipy  # its parts load themselves when they are first used: what serves pages needs none of them
from highspy.highs import HighsCallbackEvent
from numpy.typing import NDArray

from actionsets.formation.branching import branching
from actionsets.formation.shrinking import Program
from actionsets.formation.watching import Watching

Floats = NDArray[np.float64]
Expression = Mapping[int, float]
INTEGER_GAP = 0.9
"""Objectives have whole coefficients and whole values, so a bound within less than 1 of the value proves it."""
FEW = 400
"""Whole columns that are let in at first; a model with no more is solved at once."""
MANY = 20_000
"""A model with more columns is solved at once as well: to solve it relaxed beforehand was measured to save nothing."""
BRANCHED = 1_000
"""Up to so many whole columns our own search is tried first."""
MARGIN = 1e-3
"""What a reduced cost may be wrong by."""


class Status(Enum):
    """What a solver says about a model."""

    OPTIMAL = "optimal"
    STOPPED = "stopped"
    INFEASIBLE = "infeasible"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A solver's answer: the values of the columns (if it has any) and a bound no solution is below."""

    status: Status
    values: Floats | None = None
    bound: float = -inf


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second solver found: whether the wish can be had and, if so, how."""

    feasible: bool
    values: Floats | None = None


@dataclass(slots=True)
class LinearModel:
    """Columns and rows as they are added; everything is minimised."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    indices: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)
    first: list[int] = field(default_factory=list)

    def column(self, upper: float, *, whole: bool = True) -> int:
        """Add a column from 0 to `upper` and return its number."""
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def row(self, entries: Expression | Iterable[tuple[int, float]], *, low: float = -inf, high: float = inf) -> None:
        """Add a row: low <= sum of entries <= high."""
        for column, coefficient in entries.items() if isinstance(entries, Mapping) else entries:
            self.indices.append(column)
            self.coefficients.append(coefficient)
        self.starts.append(len(self.indices))
        self.row_lower.append(low)
        self.row_upper.append(high)


class Highs:
    """One model solved for one aim after another; one thread and a fixed seed.

    The model without whole numbers is solved first. What a column would cost there beyond the relaxed optimum (its reduced
    cost) is the least that using it costs in whole numbers too: so dear columns are left out, the rest is solved, and
    only if its optimum does not pay for what was left out are more let in.
    """

    def __init__(self, model: LinearModel, seed: int, watching: Watching | None = None) -> None:
        """Load the model; `watching` can end a solve."""
        self._model = model
        self.columns = len(model.upper)
        self.all = np.arange(self.columns, dtype=np.int32)
        self.upper = np.array(model.upper)
        self.whole = np.array(model.whole)
        self.start: Floats | None = None
        self.closed = np.zeros(self.columns, dtype=bool)
        self._dear = self.closed
        self._solver = _loaded(model, seed, watching)
        self._relaxed = _loaded(model, seed, watching)
        self._relaxed.setOptionValue("solve_relaxation", True)
        self._watching = watching
        self._costs = np.zeros(self.columns)
        shape = (len(model.row_upper), self.columns)
        self._matrix = scipy.sparse.csr_array((model.coefficients, model.indices, model.starts), shape=shape)
        self._row_low, self._row_high = np.array(model.row_lower), np.array(model.row_upper)

    def offer(self, values: Mapping[int, float]) -> None:
        """Start from these whole columns (all others at nothing), if they keep every row."""
        solver = _loaded(self._model, 0, None)
        fixed = np.zeros(self.columns)
        for column, value in values.items():
            fixed[column] = value
        solver.setOptionValue("solve_relaxation", True)
        solver.changeColsBounds(self.columns, self.all, fixed, np.where(self.whole, fixed, self.upper))
        solver.changeColsCost(self.columns, self.all, np.where(self.whole, 0.0, 1.0))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            self.start = np.array(solver.getSolution().col_value)

    def fix(self, expression: Expression, *, high: float) -> None:
        """Add the row `expression <= high`: an aim already reached must not be given up."""
        columns = np.fromiter(expression.keys(), dtype=np.int32)
        costs = np.fromiter(expression.values(), dtype=np.float64)
        for solver in (self._solver, self._relaxed):
            solver.addRow(-inf, high, len(columns), columns, costs)
        row = scipy.sparse.csr_array(
            (costs, (np.zeros(len(columns), dtype=np.int32), columns)), shape=(1, self.columns)
        )
        self._matrix = scipy.sparse.vstack([self._matrix, row], format="csr")
        self._row_low, self._row_high = np.append(self._row_low, -inf), np.append(self._row_high, high)

    def settle(self) -> None:
        """Close the columns that no solution as good as the last uses; for when what was last minimised is fixed there."""
        self.closed = self.closed | self._dear

    def minimise(self, objective: Expression, seconds: float, target: float = -inf) -> Verdict:
        """Solve for an objective with whole coefficients, starting from the last solution; `target` is good enough."""
        costs = np.zeros(self.columns)
        for column, cost in objective.items():
            costs[column] = cost
        self._costs = costs
        for solver in (self._solver, self._relaxed):
            solver.changeColsCost(self.columns, self.all, costs)
        self._solver.setOptionValue("objective_target", target + 0.5)
        self._dear = np.zeros(self.columns, dtype=bool)
        ends = time.monotonic() + seconds
        some = FEW < np.count_nonzero(self.whole & ~self.closed) <= MANY
        excess = self._excess(seconds) if some else None
        if excess is None:
            return self._solve(~self.closed, ends - time.monotonic())
        return self._sift(costs, *excess, ends)

    def _excess(self, seconds: float) -> tuple[float, Floats] | None:
        """Return the relaxed optimum and what each column costs beyond it at least; None if there is no such optimum."""
        _limit(self._relaxed, seconds)
        self._relaxed.run()
        if self._relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        costs = np.array(self._relaxed.getSolution().col_dual)
        return self._relaxed.getInfo().objective_function_value, np.where(self.whole, costs, 0.0)

    def _sift(self, costs: Floats, relaxed: float, excess: Floats, ends: float) -> Verdict:
        """Solve with the cheap columns, and with more of them until nothing left out could do better."""
        limit = float(np.partition(excess[self.whole & ~self.closed], FEW)[FEW])
        if self.start is not None:
            value = float(costs @ self.start)
            if value <= max(relaxed + INTEGER_GAP, self._target()):
                return self._done(Verdict(Status.OPTIMAL, self.start, relaxed), excess, value - relaxed)
            limit = min(limit, value - relaxed)
        while True:
            cheap = excess <= limit + MARGIN if self.start is None else (excess <= limit + MARGIN) | (self.start > 0.5)
            verdict = self._solve(cheap & ~self.closed, ends - time.monotonic())
            most = relaxed + limit if np.any(~cheap & ~self.closed) else inf
            if verdict.values is None:
                if verdict.status is not Status.INFEASIBLE or most == inf:
                    return replace(verdict, bound=max(relaxed, min(verdict.bound, most)))
                limit = inf
                continue
            value, bound = float(costs @ verdict.values), max(relaxed, min(verdict.bound, most))
            if verdict.status is Status.STOPPED or value <= max(bound + INTEGER_GAP, self._target()) or most == inf:
                return self._done(replace(verdict, bound=bound), excess, value - relaxed)
            limit = value - relaxed

    def _done(self, verdict: Verdict, excess: Floats, gap: float) -> Verdict:
        """Remember which columns cost more than the gap that is left."""
        self._dear = excess > gap + MARGIN
        return verdict

    def _target(self) -> float:
        return float(self._solver.getOptionValue("objective_target")[1])

    def _solve(self, open_columns: NDArray[np.bool_], seconds: float) -> Verdict:
        """Solve with these columns open and all others at nothing."""
        upper = np.where(open_columns, self.upper, 0.0)
        ends = time.monotonic() + seconds
        if np.count_nonzero(self.whole & open_columns) <= BRANCHED:
            verdict = self._branch(upper, ends)
            if verdict.status is not Status.NOTHING:
                return verdict
        seconds = ends - time.monotonic()
        self._solver.changeColsBounds(self.columns, self.all, np.zeros(self.columns), upper)
        _limit(self._solver, seconds)
        if self.start is not None:
            self._solver.setSolution(self.columns, self.all, self.start)
        self._solver.run()
        return self._verdict()

    def _branch(self, upper: Floats, ends: float) -> Verdict:
        """Solve by our own search; NOTHING if it was given up, though what it found is kept to start from."""
        program = Program(
            self._matrix, self._row_low, self._row_high, np.zeros(self.columns), upper, self._costs, self.whole
        )
        search = branching(program, self._model.first, ends, self._watching)
        if search is None:
            return Verdict(Status.INFEASIBLE)
        done = search.run(self.start, self._target())
        if search.values is not None:
            self.start = search.shrunk.whole_values(search.values)
        if not done:
            return Verdict(Status.NOTHING, bound=search.bound)
        return (
            Verdict(Status.OPTIMAL, self.start, search.bound)
            if search.values is not None
            else Verdict(Status.INFEASIBLE)
        )

    def _verdict(self) -> Verdict:
        status = self._solver.getModelStatus()
        info = self._solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Verdict(Status.INFEASIBLE)
        if not np.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
            return Verdict(Status.NOTHING, None, info.mip_dual_bound)
        self.start = np.array(self._solver.getSolution().col_value)
        solved = status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)
        return Verdict(Status.OPTIMAL if solved else Status.STOPPED, self.start, info.mip_dual_bound)


def _loaded(model: LinearModel, seed: int, watching: Watching | None) -> highspy.Highs:
    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", seed),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", INTEGER_GAP),
        ("mip_feasibility_tolerance", 1e-7),
        ("mip_heuristic_run_rins", False),
        ("mip_heuristic_run_rens", False),
        ("mip_heuristic_run_root_reduced_cost", False),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(_highs_program(model))
    if watching is not None and watching.watch is not None:
        _listen(solver, watching)
    return solver


def _listen(solver: highspy.Highs, watching: Watching) -> None:
    """Let the watcher hear now and then, and break off where they ask for it."""

    def beat(event: HighsCallbackEvent) -> None:
        if not watching.beat():
            event.interrupt()

    solver.cbMipInterrupt += beat
    solver.cbSimplexInterrupt += beat


def _limit(solver: highspy.Highs, seconds: float) -> None:
    solver.setOptionValue("time_limit", max(0.05, seconds) + solver.getRunTime())


def _highs_program(model: LinearModel) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_ = len(model.upper)
    program.num_row_ = len(model.row_upper)
    program.col_cost_ = np.zeros(len(model.upper))
    program.col_lower_ = np.array(model.lower)
    program.col_upper_ = np.array(model.upper)
    program.row_lower_ = np.array(model.row_lower)
    program.row_upper_ = np.array(model.row_upper)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array(model.starts, dtype=np.int32)
    program.a_matrix_.index_ = np.array(model.indices, dtype=np.int32)
    program.a_matrix_.value_ = np.array(model.coefficients)
    kinds = highspy.HighsVarType
    program.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in model.whole]
    return program


def second_opinion(model: LinearModel, expression: Expression, *, below: float, seconds: float) -> Opinion | None:
    """Ask SciPy's build whether `expression <= below` can be had; None if it ran out of time."""
    shape = (len(model.row_upper), len(model.upper))
    matrix = scipy.sparse.csr_array((model.coefficients, model.indices, model.starts), shape=shape)
    row = np.zeros((1, len(model.upper)))
    for column, coefficient in expression.items():
        row[0, column] = coefficient
    answer = scipy.optimize.milp(
        np.zeros(len(model.upper)),
        integrality=np.array(model.whole, dtype=int),
        bounds=scipy.optimize.Bounds(model.lower, model.upper),
        constraints=[
            scipy.optimize.LinearConstraint(matrix, model.row_lower, model.row_upper),
            scipy.optimize.LinearConstraint(row, -inf, below),
        ],
        options={"time_limit": max(0.05, seconds)},
    )
    if answer.status == 2:
        return Opinion(feasible=False)
    return None if answer.x is None else Opinion(feasible=True, values=np.array(answer.x))
