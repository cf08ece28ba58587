"""A linear program made smaller before it is solved: rows that can never bind and columns with one value left go.

Nothing that could be better is lost; a column that costs nothing stands where it hinders no row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy  # its parts load themselves when they are first used: what serves pages needs none of them
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
MOST_ROUNDS = 6
TINY = 1e-9
CLASH = 1e-6
"""What a row may be broken by before it counts as broken."""


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise costs, with rows and columns between bounds; `whole` marks the columns that must be whole."""

    matrix: scipy.sparse.csr_array
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    costs: Floats
    whole: Marks

    @property
    def free(self) -> Marks:
        """The columns with more than one value left."""
        return self.high - self.low > TINY


@dataclass(frozen=True, slots=True)
class Shrunk:
    """What is left of a program, which columns these are, where all columns stood, and what the others cost."""

    program: Program
    columns: NDArray[np.intp]
    values: Floats
    cost: float

    def whole_values(self, values: Floats) -> Floats:
        """Return values for all columns from those of the columns left; whole ones rounded."""
        result = self.values.copy()
        result[self.columns] = np.where(self.program.whole, np.round(values), values)
        return result


def shrunk(program: Program) -> Shrunk | None:
    """Return the program made smaller; None if it plainly has no solution."""
    for _ in range(MOST_ROUNDS):
        rows, before = program.matrix.shape[0], program.free.sum()
        program = _tightened(_without_idle_rows(program))
        if (program.low > program.high + CLASH).any():
            return None
        program = _settled(program)
        if rows == program.matrix.shape[0] and before == program.free.sum():
            break
    return _extracted(program)


def _without_idle_rows(program: Program) -> Program:
    """Leave out the rows, and the sides of rows, that no values can break."""
    more, less = program.matrix.maximum(0), program.matrix.minimum(0)
    least = more @ program.low + less @ program.high
    most = more @ program.high + less @ program.low
    low = np.where(least >= program.row_low - TINY, -np.inf, program.row_low)
    high = np.where(most <= program.row_high + TINY, np.inf, program.row_high)
    kept = np.isfinite(low) | np.isfinite(high)
    return replace(program, matrix=program.matrix[kept], row_low=low[kept], row_high=high[kept])


def _tightened(program: Program) -> Program:
    """Turn each row with a single free column into bounds of that column."""
    matrix, free = program.matrix, program.free
    taken = matrix @ np.where(free, 0.0, program.low)
    entries = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    live = free[matrix.indices] & (matrix.data != 0)
    single = np.bincount(entries[live], minlength=matrix.shape[0]) == 1
    low, high = program.low.copy(), program.high.copy()
    for place in np.flatnonzero(live & single[entries]):
        row, column, entry = entries[place], matrix.indices[place], matrix.data[place]
        ends = sorted(((program.row_low[row] - taken[row]) / entry, (program.row_high[row] - taken[row]) / entry))
        if program.whole[column]:
            ends = [np.ceil(ends[0] - CLASH), np.floor(ends[1] + CLASH)]
        low[column], high[column] = max(low[column], ends[0]), min(high[column], ends[1])
    return replace(program, low=low, high=high)


def _settled(program: Program) -> Program:
    """Put each column that costs nothing, or less than nothing, where it hinders no row, if there is such a place."""
    up, down = (program.matrix > 0).astype(np.float64).T, (program.matrix < 0).astype(np.float64).T
    above, below = np.isfinite(program.row_high) * 1.0, np.isfinite(program.row_low) * 1.0
    raised = program.free & (up @ above + down @ below == 0) & (program.costs <= 0)
    lowered = program.free & ~raised & (up @ below + down @ above == 0) & (program.costs >= 0)
    low, high = np.where(raised, program.high, program.low), np.where(lowered, program.low, program.high)
    return replace(program, low=low, high=np.maximum(low, high))


def _extracted(program: Program) -> Shrunk | None:
    columns = np.flatnonzero(program.free)
    values = np.where(program.free, 0.0, program.low)
    taken = program.matrix @ values
    matrix = program.matrix[:, columns]
    matrix.eliminate_zeros()
    kept = np.diff(matrix.indptr) > 0
    low, high = program.row_low - taken, program.row_high - taken
    if ((low > CLASH) | (high < -CLASH))[~kept].any():
        return None
    left = Program(
        matrix[kept],
        low[kept],
        high[kept],
        program.low[columns],
        program.high[columns],
        program.costs[columns],
        program.whole[columns],
    )
    return Shrunk(left, columns, values, float(program.costs @ values))
