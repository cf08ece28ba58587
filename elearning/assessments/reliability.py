"""Says how far the statements of a scale hang together, from answers without names (DOMAIN 4.4); knows no framework.

Answers are a table of whole numbers, a row a person and a column a statement: a point of the scale from 1 upwards, `BLANK`
or `NO_CHANCE`. Nothing here raises or warns for answers that leave a figure undefined: the figure then is a `Missing`, which
says why. What may be shown of the figures is decided elsewhere (`releasing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import ceil, sqrt

import numpy as np
import scipy  # its parts load themselves when they are first used: what serves pages needs none of them
from numpy.typing import NDArray

BLANK, NO_CHANCE = 0, -1
LEAST_UNIQUE = 0.005  # A share of its own below this is read as none: such a loading cannot be trusted.
NOTHING = 1e-9  # Variances and eigenvalues below this are zero but for rounding.

Table = NDArray[np.int64]
Numbers = NDArray[np.float64]


class Missing(StrEnum):
    """Why a figure does not exist."""

    TOO_FEW_PEOPLE = "too_few_people"
    TOO_FEW_STATEMENTS = "too_few_statements"
    NO_SPREAD = "no_spread"
    SAME = "same"
    IMPROPER = "improper"


Figure = float | Missing


@dataclass(frozen=True)
class Scale:
    """The statements of one subject: their codes, and which of them are reversed."""

    code: str
    statements: tuple[str, ...]
    reverse: tuple[bool, ...]


@dataclass(frozen=True)
class StatementFigures:
    """One statement: how many chose each point (recoded, so that more is always more), and how it goes with the others."""

    code: str
    reverse: bool
    points: tuple[int, ...]
    no_chance: int
    blank: int
    mean: Figure
    sd: Figure
    item_rest: Figure
    alpha_without: Figure

    @property
    def answered(self) -> int:
        """How many chose a point of the scale."""
        return sum(self.points)

    @property
    def lowest(self) -> int:
        """How many chose the lowest point."""
        return self.points[0]

    @property
    def highest(self) -> int:
        """How many chose the highest point."""
        return self.points[-1]


@dataclass(frozen=True)
class ScaleFigures:
    """One scale: `complete` people answered all its statements, and the coefficients rest on them alone."""

    code: str
    respondents: int
    complete: int
    points: int
    alpha: Figure
    interval: tuple[Figure, Figure]
    standardised: Figure
    omega: Figure
    statements: tuple[StatementFigures, ...]


@dataclass(frozen=True)
class PairFigures:
    """How the scores of two scales go together, among the `people` who have both."""

    first: str
    second: str
    people: int
    correlation: Figure


def recoded(answers: Table, reverse: Sequence[bool], points: int) -> Table:
    """`answers` with the points of reversed statements turned round (DOMAIN 4.2 R1); blank and no chance stay."""
    turned = np.asarray(reverse, dtype=bool) & (answers > 0)
    return np.where(turned, points + 1 - answers, answers)


def complete_rows(answers: Table) -> Table:
    """The rows of people who answered every statement."""
    return answers[(answers > 0).all(axis=1)]


def alpha(complete: Table) -> Figure:
    """Cronbach's alpha of a table without gaps: k/(k−1) × (1 − Σ variances ÷ variance of the sum) (DOMAIN 4.4)."""
    people, statements = complete.shape
    if statements < 2:
        return Missing.TOO_FEW_STATEMENTS
    if people < 2:
        return Missing.TOO_FEW_PEOPLE
    whole = float(complete.sum(axis=1).var(ddof=1))
    if whole < NOTHING:
        return Missing.NO_SPREAD
    return statements / (statements - 1) * (1 - float(complete.var(axis=0, ddof=1).sum()) / whole)


def feldt(value: Figure, people: int, statements: int, level: float = 0.95) -> tuple[Figure, Figure]:
    """Feldt's interval around an alpha: 1 − (1 − α)·F, with n−1 and (n−1)(k−1) degrees of freedom (DOMAIN 4.4)."""
    if isinstance(value, Missing):
        return value, value
    degrees = people - 1, (people - 1) * (statements - 1)
    tail = (1 - level) / 2
    low, high = (1 - (1 - value) * float(scipy.special.fdtri(*degrees, share)) for share in (1 - tail, tail))
    return low, high


def correlations(complete: Table | Numbers) -> Numbers | Missing:
    """The correlation matrix of the columns; missing where a column does not vary."""
    if len(complete) < 2:
        return Missing.TOO_FEW_PEOPLE
    if (complete.var(axis=0) < NOTHING).any():
        return Missing.NO_SPREAD
    return np.clip(np.atleast_2d(np.corrcoef(complete, rowvar=False)), -1, 1)


def standardised_alpha(matrix: Numbers | Missing) -> Figure:
    """Alpha of the standardised statements, from their mean correlation."""
    if isinstance(matrix, Missing):
        return matrix
    statements = len(matrix)
    if statements < 2:
        return Missing.TOO_FEW_STATEMENTS
    mean = float(matrix[np.triu_indices(statements, 1)].mean())
    spread = 1 + (statements - 1) * mean
    return statements * mean / spread if spread > NOTHING else Missing.NO_SPREAD


def item_rest(complete: Table, place: int) -> Figure:
    """The correlation of one statement with the sum of the others."""
    if complete.shape[1] < 2:
        return Missing.TOO_FEW_STATEMENTS
    rest = np.delete(complete, place, axis=1).sum(axis=1)
    matrix = correlations(np.column_stack([complete[:, place], rest]))
    return matrix if isinstance(matrix, Missing) else float(matrix[0, 1])


def alpha_without(complete: Table, place: int) -> Figure:
    """The alpha that would be left if one statement were dropped."""
    return alpha(np.delete(complete, place, axis=1))


def omega(loadings: Sequence[float] | Numbers) -> float:
    """McDonald's omega (total) from the standardised loadings of one factor: (Σλ)² ÷ ((Σλ)² + Σ(1−λ²)) (DOMAIN 4.4)."""
    values = np.asarray(loadings, dtype=float)
    common = float(values.sum()) ** 2
    return common / (common + float((1 - values**2).sum()))


def one_factor(matrix: Numbers | Missing) -> Numbers | Missing:
    """The standardised loadings of the one-factor model with the greatest likelihood, their sum not negative.

    Missing where the model cannot be told from others (fewer than three statements), where statements say the same so that
    the matrix has no inverse, and where a statement would have no share of its own (a Heywood case).
    """
    if isinstance(matrix, Missing):
        return matrix
    if len(matrix) < 3:
        return Missing.TOO_FEW_STATEMENTS
    if float(np.linalg.eigvalsh(matrix)[0]) < NOTHING:
        return Missing.SAME
    start = np.clip(0.5 / np.diag(np.linalg.inv(matrix)), LEAST_UNIQUE, 1)
    fit = scipy.optimize.minimize(
        _misfit, start, args=(matrix,), jac=True, method="L-BFGS-B", bounds=[(LEAST_UNIQUE, 1)] * len(matrix)
    )
    if not fit.success or (fit.x <= LEAST_UNIQUE * 1.01).any():
        return Missing.IMPROPER
    loadings = _loadings(fit.x, matrix)
    return loadings if loadings.sum() >= 0 else -loadings


def omega_of(matrix: Numbers | Missing) -> Figure:
    """Omega of the one-factor model fitted to a correlation matrix."""
    loadings = one_factor(matrix)
    return loadings if isinstance(loadings, Missing) else omega(loadings)


def _scaled(unique: Numbers, matrix: Numbers) -> tuple[Numbers, Numbers]:
    """The eigenvalues, smallest first, and eigenvectors of the matrix scaled by the statements' own shares."""
    scale = 1 / np.sqrt(unique)
    values, vectors = np.linalg.eigh(matrix * np.outer(scale, scale))
    return values, vectors


def _loadings(unique: Numbers, matrix: Numbers) -> Numbers:
    values, vectors = _scaled(unique, matrix)
    return np.sqrt(unique) * vectors[:, -1] * sqrt(max(float(values[-1]) - 1, 0))


def _misfit(unique: Numbers, matrix: Numbers) -> tuple[float, Numbers]:
    """How far one factor is from `matrix` for these own shares (Jöreskog's concentrated likelihood), and its slope."""
    values, _vectors = _scaled(unique, matrix)
    rest = values[:-1]
    loadings = _loadings(unique, matrix)
    slope = (loadings**2 + unique - np.diag(matrix)) / unique**2
    return float((rest - np.log(rest) - 1).sum()), slope


def statement_figures(scale: Scale, answers: Table, points: int) -> tuple[StatementFigures, ...]:
    """The figures of every statement; `answers` are recoded."""
    complete = complete_rows(answers)
    return tuple(
        _statement(scale, place, answers[:, place], points, complete) for place in range(len(scale.statements))
    )


def _statement(scale: Scale, place: int, column: Table, points: int, complete: Table) -> StatementFigures:
    given = column[column > 0]
    return StatementFigures(
        code=scale.statements[place],
        reverse=scale.reverse[place],
        points=tuple(int((column == point).sum()) for point in range(1, points + 1)),
        no_chance=int((column == NO_CHANCE).sum()),
        blank=int((column == BLANK).sum()),
        mean=float(given.mean()) if len(given) else Missing.TOO_FEW_PEOPLE,
        sd=float(given.std(ddof=1)) if len(given) > 1 else Missing.TOO_FEW_PEOPLE,
        item_rest=item_rest(complete, place),
        alpha_without=alpha_without(complete, place),
    )


def scale_figures(scale: Scale, answers: Table, points: int) -> ScaleFigures:
    """All figures of one scale from `answers` as they were given, one column for each of its statements in order."""
    turned = recoded(answers, scale.reverse, points)
    complete = complete_rows(turned)
    matrix, value = correlations(complete), alpha(complete)
    return ScaleFigures(
        code=scale.code,
        respondents=len(answers),
        complete=len(complete),
        points=points,
        alpha=value,
        interval=feldt(value, *complete.shape),
        standardised=standardised_alpha(matrix),
        omega=omega_of(matrix),
        statements=statement_figures(scale, turned, points),
    )


def scores(scale: Scale, answers: Table, points: int) -> Numbers:
    """Each person's mean of the statements they answered, not a number for fewer than two thirds (DOMAIN 4.2 R3, R4)."""
    turned = recoded(answers, scale.reverse, points)
    given = turned > 0
    counts = given.sum(axis=1)
    enough = counts >= max(2, ceil(2 * len(scale.statements) / 3))
    return np.where(enough, np.where(given, turned, 0).sum(axis=1) / np.maximum(counts, 1), np.nan)


def pair_figures(scored: dict[str, Numbers]) -> tuple[PairFigures, ...]:
    """The correlation of every two scales, from the scores of each by its code."""
    return tuple(_pair(one, two, scored[one], scored[two]) for one, two in combinations(scored, 2))


def _pair(first: str, second: str, one: Numbers, two: Numbers) -> PairFigures:
    both = ~np.isnan(one) & ~np.isnan(two)
    matrix = correlations(np.column_stack([one[both], two[both]]))
    value = matrix if isinstance(matrix, Missing) else float(matrix[0, 1])
    return PairFigures(first, second, int(both.sum()), value)


def says_the_same_throughout(answers: Table) -> NDArray[np.bool_]:
    """Which people gave one and the same answer to every statement of the whole instrument (DOMAIN 4.2 R11)."""
    return (answers == answers[:, :1]).all(axis=1) & (answers[:, 0] != BLANK)
