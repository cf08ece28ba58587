"""A linear model under construction, HiGHS to solve it, and SciPy's own build of HiGHS to confirm a verdict.

Two builds, because one was seen to call a feasible model of this kind infeasible (FORMATION 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import inf

import highspy
import numpy as np
import scipy
from highspy.highs import HighsCallbackEvent
from numpy.typing import NDArray

from actionsets.formation.watching import Watching

Floats = NDArray[np.float64]
Expression = Mapping[int, float]
INTEGER_GAP = 0.9
"""Objectives have whole coefficients and whole values, so a bound within less than 1 of the value proves it."""


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
    """One model loaded once into HiGHS and solved for one aim after another; one thread and a fixed seed."""

    def __init__(self, model: LinearModel, seed: int, watching: Watching | None = None) -> None:
        """Load the model; `watching` can end a solve."""
        self.columns = len(model.upper)
        self.start: Floats | None = None
        self._highs = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", seed),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", INTEGER_GAP),
            ("mip_feasibility_tolerance", 1e-7),
        ):
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_highs_program(model))
        if watching is not None and watching.watch is not None:
            self._listen(watching)

    def _listen(self, watching: Watching) -> None:
        """Let the watcher hear now and then, and break off where they ask for it."""

        def beat(event: HighsCallbackEvent) -> None:
            if not watching.beat():
                event.interrupt()

        self._highs.cbMipInterrupt += beat
        self._highs.cbSimplexInterrupt += beat

    def fix(self, expression: Expression, *, high: float) -> None:
        """Add the row `expression <= high`: an aim already reached must not be given up."""
        columns = np.fromiter(expression.keys(), dtype=np.int32)
        self._highs.addRow(-inf, high, len(columns), columns, np.fromiter(expression.values(), dtype=np.float64))

    def minimise(self, objective: Expression, seconds: float, target: float = -inf) -> Verdict:
        """Solve for an objective with whole coefficients, starting from the last solution; `target` is good enough."""
        costs = np.zeros(self.columns)
        for column, cost in objective.items():
            costs[column] = cost
        self._highs.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), costs)
        self._highs.setOptionValue("time_limit", max(0.05, seconds) + self._highs.getRunTime())
        self._highs.setOptionValue("objective_target", target + 0.5)
        self._offer_start()
        self._highs.run()
        return self._verdict()

    def _offer_start(self) -> None:
        if self.start is not None:
            self._highs.setSolution(self.columns, np.arange(self.columns, dtype=np.int32), self.start)

    def _verdict(self) -> Verdict:
        status = self._highs.getModelStatus()
        info = self._highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Verdict(Status.INFEASIBLE)
        if not np.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
            return Verdict(Status.NOTHING, None, info.mip_dual_bound)
        self.start = np.array(self._highs.getSolution().col_value)
        solved = status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)
        return Verdict(Status.OPTIMAL if solved else Status.STOPPED, self.start, info.mip_dual_bound)


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
