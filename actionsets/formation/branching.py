"""Branch and bound of our own, which asks first how many sets of each kind there are.

Once these numbers are whole, hardly anything else is not, so a few dozen relaxed solves prove what takes HiGHS's own search
seconds of cuts. Every question is tried both ways before one is chosen; the node with the best bound is next.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import ceil, inf

import highspy
import numpy as np
from numpy.typing import NDArray

from actionsets.formation.shrinking import Floats, Program, Shrunk, shrunk
from actionsets.formation.watching import Watching

MOST_STEPS = 60_000
"""Simplex steps after which the search is left to HiGHS."""
TRIED = 5
"""Columns that are tried both ways before one is chosen to branch on."""
SLACK = 1e-3
"""What a relaxed optimum may be wrong by; every true value is a whole number."""
NEAR = 1e-6

Change = tuple[int, float, float]
Node = tuple[float, int, int, tuple[Change, ...]]


class GivenUpError(Exception):
    """The search ends without a proof: out of steps or time, or a relaxed solve had no clear answer."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A relaxed optimum, rounded up to what whole values can reach, with its values and reduced costs."""

    value: float
    values: Floats
    excess: Floats


@dataclass(frozen=True, slots=True)
class Question:
    """A column to branch on: at most `floor` (first) or more, and what each answer costs at least."""

    column: int
    floor: float
    bounds: tuple[float, float]


@dataclass(slots=True)
class Branching:
    """A search for the best whole values of a program; `first` are the columns to ask about first."""

    shrunk: Shrunk
    first: NDArray[np.intp]
    ends: float
    watching: Watching | None = None
    best: float = inf
    values: Floats | None = None
    bound: float = -inf
    steps: int = 0
    low: Floats = field(init=False)
    high: Floats = field(init=False)
    solver: highspy.Highs = field(init=False)

    def __post_init__(self) -> None:
        """Load what is left of the program."""
        program = self.shrunk.program
        self.low, self.high = program.low.copy(), program.high.copy()
        self.solver = _loaded(program)

    def _offer(self, values: Floats) -> None:
        program = self.shrunk.program
        whole = np.round(values[self.shrunk.columns])
        low, high = np.where(program.whole, whole, self.low), np.where(program.whole, whole, self.high)
        if ((low >= self.low) & (high <= self.high)).all() and (found := self._relax(low, high)):
            self._take(found)

    def run(self, start: Floats | None, target: float) -> bool:
        """Search until the best is proved, or is no worse than `target`; False if it had to be given up.

        Begins with the whole values of `start`, if they keep every row.
        """
        waiting: list[Node] = [(-inf, 0, 0, ())]
        try:
            if start is not None:
                self._offer(start)
            while waiting and waiting[0][0] < self.best and self.best > target:
                node = heappop(waiting)
                self.bound = max(self.bound, node[0])
                self._follow(node[3], waiting)
        except GivenUpError:
            return False
        if self.best > target:
            self.bound = self.best
        return True

    def _follow(self, changes: tuple[Change, ...], waiting: list[Node]) -> None:
        """Go down from a node by the better answer each time; the other one waits."""
        while (found := self._relax(*self._changed(changes))) and found.value < self.best:
            if not changes:
                self.bound = found.value
                self._close(found)
            open_questions = self._open_questions(found.values)
            if not len(open_questions):
                self._take(found)
                return
            question = self._choose(open_questions, found, changes)
            answers = ((-inf, question.floor), (question.floor + 1, inf))
            children = [(*changes, (question.column, *answer)) for answer in answers]
            better = int(question.bounds[1] < question.bounds[0])
            if (worse := question.bounds[1 - better]) < self.best:
                heappush(waiting, (worse, -len(changes), self.steps, children[1 - better]))
            if question.bounds[better] >= self.best:
                return
            changes = children[better]

    def _changed(self, changes: tuple[Change, ...]) -> tuple[Floats, Floats]:
        low, high = self.low.copy(), self.high.copy()
        for column, least, most in changes:
            low[column], high[column] = max(low[column], least), min(high[column], most)
        return low, high

    def _relax(self, low: Floats, high: Floats) -> Relaxed | None:
        """Solve without whole numbers between these bounds; None if nothing there is better than the best."""
        self._stay_within_limits()
        columns = len(low)
        if not columns:
            return Relaxed(round(self.shrunk.cost), low, low)
        self.solver.changeColsBounds(columns, np.arange(columns, dtype=np.int32), low, high)
        self.solver.run()
        info, status = self.solver.getInfo(), self.solver.getModelStatus()
        self.steps += max(0, info.simplex_iteration_count)
        if status in NOTHING_BETTER:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise GivenUpError
        value = ceil(info.objective_function_value + self.shrunk.cost - SLACK)
        solution = self.solver.getSolution()
        return Relaxed(value, np.array(solution.col_value), np.array(solution.col_dual))

    def _stay_within_limits(self) -> None:
        watched = self.watching is None or self.watching.beat()
        if self.steps > MOST_STEPS or time.monotonic() > self.ends or not watched:
            raise GivenUpError

    def _close(self, found: Relaxed) -> None:
        """Leave every whole column where it stands if to move it costs more than there is to gain."""
        gap, whole = self.best - found.value + SLACK, self.shrunk.program.whole
        self.high = np.where(whole & (found.excess > gap), self.low, self.high)
        self.low = np.where(whole & (found.excess < -gap), self.high, self.low)

    def _open_questions(self, values: Floats) -> NDArray[np.intp]:
        """Return the columns that should be whole and are not: among those to ask about first, if there are any."""
        broken = self.shrunk.program.whole & (np.abs(values - np.round(values)) > NEAR)
        first = self.first[broken[self.first]]
        return first if len(first) else np.flatnonzero(broken)

    def _choose(self, columns: NDArray[np.intp], found: Relaxed, changes: tuple[Change, ...]) -> Question:
        """Try the least decided columns both ways, and return the one whose answers cost most."""
        low, high = self._changed(changes)
        part = found.values[columns] - np.floor(found.values[columns])
        best: tuple[float, Question] | None = None
        for column in columns[np.argsort(-np.minimum(part, 1 - part), kind="stable")][:TRIED]:
            floor = float(np.floor(found.values[column] + NEAR))
            below, above = high.copy(), low.copy()
            below[column], above[column] = floor, floor + 1
            costs = (self._cost(low, below), self._cost(above, high))
            question = Question(int(column), floor, costs)
            if max(costs) >= self.best:
                return question
            worth = (costs[0] - found.value + NEAR) * (costs[1] - found.value + NEAR)
            if best is None or worth > best[0]:
                best = worth, question
        assert best is not None  # noqa: S101 - there is at least one column
        return best[1]

    def _cost(self, low: Floats, high: Floats) -> float:
        found = self._relax(low, high)
        return found.value if found else inf

    def _take(self, found: Relaxed) -> None:
        self.best, self.values = found.value, found.values
        self.solver.setOptionValue("objective_bound", self.best - 1 + 2 * SLACK - self.shrunk.cost)


NOTHING_BETTER = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound)


def branching(
    program: Program, first: Sequence[int], ends: float, watching: Watching | None = None
) -> Branching | None:
    """Return the search for a program, ready to run; None if the program plainly has no solution."""
    small = shrunk(program)
    if small is None:
        return None
    return Branching(small, np.flatnonzero(np.isin(small.columns, first)), ends, watching)


def _loaded(program: Program) -> highspy.Highs:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = program.matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = program.costs, program.low, program.high
    model.row_lower_, model.row_upper_ = program.row_low, program.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = program.matrix.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver
