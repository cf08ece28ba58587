"""Branch and bound of our own, which asks first how many sets of each kind there are.

Once these numbers are whole, hardly anything else is not, so a few dozen relaxed solves prove what takes HiGHS's own search
seconds of cuts. A question is tried both ways before it is chosen for the first time, and judged by that afterwards; the
node with the best bound is next.
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
TRIED, LOOKED_AT = 3, 20
"""Columns that are tried both ways, and looked at, before one is chosen to branch on."""
HOPELESS = 50.0
"""What an answer counts for that leaves nothing better than the best."""
LEAST_PART = 0.05
SLACK = 1e-3
"""What a relaxed optimum may be wrong by; every true value is a whole number."""
NEAR = 1e-6

Change = tuple[int, float, float]
Node = tuple[float, int, int, tuple[Change, ...]]


class GivenUpError(Exception):
    """The search ends without a proof: out of steps or time, or a relaxed solve had no clear answer."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A relaxed optimum, exact and rounded up to what whole values can reach, with its values and reduced costs."""

    exact: float
    value: float
    values: Floats
    excess: Floats


@dataclass(frozen=True, slots=True)
class Question:
    """A column to branch on: at most `floor` (first) or more; what each answer costs at least, and is thought to add."""

    column: int
    floor: float
    bounds: tuple[float, float]
    gains: tuple[float, float]

    @property
    def worth(self) -> float:
        """How much the question promises."""
        return (self.gains[0] + NEAR) * (self.gains[1] + NEAR)


class Experience:
    """What the answers to each question have added to the relaxed optimum so far, for a step of one."""

    def __init__(self, columns: int) -> None:
        """Nothing is known yet."""
        self.gained = np.zeros((2, columns))
        self.times = np.zeros((2, columns))

    def add(self, column: int, part: float, gains: tuple[float, float]) -> None:
        """Note what the answers added for a column that was `part` above a whole number."""
        steps = np.maximum((part, 1 - part), LEAST_PART)
        self.gained[:, column] += np.maximum(gains, 0) / steps
        self.times[:, column] += 1

    def knows(self, column: int) -> bool:
        """Whether the question has been tried."""
        return bool(self.times[0, column])

    def expected(self, columns: NDArray[np.intp], parts: Floats) -> Floats:
        """Return what each answer (a row each) can be expected to add: where nothing is known, as elsewhere on average."""
        usual = self.gained.sum(axis=1) / max(1, self.times[0].sum())
        known = self.gained[:, columns] / np.maximum(self.times[:, columns], 1)
        steps = np.where(self.times[:, columns] > 0, known, np.where(usual > 0, usual, 1.0)[:, None])
        return steps * np.array((parts, 1 - parts))


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
    experience: Experience = field(init=False)

    def __post_init__(self) -> None:
        """Load what is left of the program."""
        program = self.shrunk.program
        self.low, self.high = program.low.copy(), program.high.copy()
        self.solver = _loaded(program)
        self.experience = Experience(len(self.low))

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
            better = int((question.bounds[1], question.gains[1]) < (question.bounds[0], question.gains[0]))
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
            return Relaxed(self.shrunk.cost, round(self.shrunk.cost), low, low)
        self.solver.changeColsBounds(columns, np.arange(columns, dtype=np.int32), low, high)
        self.solver.run()
        info, status = self.solver.getInfo(), self.solver.getModelStatus()
        self.steps += max(0, info.simplex_iteration_count)
        if status in NOTHING_BETTER:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise GivenUpError
        exact = info.objective_function_value + self.shrunk.cost
        solution = self.solver.getSolution()
        return Relaxed(exact, ceil(exact - SLACK), np.array(solution.col_value), np.array(solution.col_dual))

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
        """Return the question that promises most; one never asked before is tried first, while there are few of them."""
        parts = found.values[columns] - np.floor(found.values[columns] + NEAR)
        expected = self.experience.expected(columns, parts)
        best: Question | None = None
        tried = 0
        for place in np.argsort(-np.prod(expected + NEAR, axis=0), kind="stable")[:LOOKED_AT]:
            column, gains = int(columns[place]), (float(expected[0, place]), float(expected[1, place]))
            floor = float(np.floor(found.values[column] + NEAR))
            question = Question(column, floor, (found.value, found.value), gains)
            if not self.experience.knows(column):
                if tried == TRIED:
                    continue
                tried += 1
                question = self._tried(column, float(parts[place]), found, changes)
                if max(question.bounds) >= self.best:
                    return question
            if best is None or question.worth > best.worth:
                best = question
        assert best is not None  # noqa: S101 - there is at least one column
        return best

    def _tried(self, column: int, part: float, found: Relaxed, changes: tuple[Change, ...]) -> Question:
        """Solve for both answers to a question, and keep what they add in mind."""
        low, high = self._changed(changes)
        floor = float(np.floor(found.values[column] + NEAR))
        below, above = high.copy(), low.copy()
        below[column], above[column] = floor, floor + 1
        answers = (self._relax(low, below), self._relax(above, high))
        bounds = (answers[0].value if answers[0] else inf, answers[1].value if answers[1] else inf)
        gains = (_gain(answers[0], found), _gain(answers[1], found))
        self.experience.add(column, part, gains)
        return Question(column, floor, bounds, gains)

    def _take(self, found: Relaxed) -> None:
        self.best, self.values = found.value, found.values
        self.solver.setOptionValue("objective_bound", self.best - 1 + 2 * SLACK - self.shrunk.cost)


def _gain(answer: Relaxed | None, before: Relaxed) -> float:
    return answer.exact - before.exact if answer else HOPELESS


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
