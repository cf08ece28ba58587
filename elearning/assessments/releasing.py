"""Decides what of an instrument's figures may be shown: nothing that rests on too few, nothing that betrays one to four people.

Coefficients follow the display rules of DOMAIN 4.4, statements the rules for small groups of 4.5. A cell is a number, rounded
as it is shown, or a word that says why there is none (`Why`). Numbers of people are rounded to the nearest five, since exact
ones beside other exact counts would tell how many were left out.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import product
from math import floor, sqrt
from typing import Any

from elearning.assessments.reliability import Figure, Missing, PairFigures, ScaleFigures, StatementFigures

LEAST_IN_A_GROUP = 5
STATEMENTS_FROM, PROVISIONAL_FROM, ALL_FROM = 10, 30, 100
USABLE_FROM, WITH_CARE_FROM = 0.70, 0.60
LEAST_ITEM_REST, MOST_NO_CHANCE = 0.30, 0.25
END = 0.5  # How near to the end of the scale a mean must be to be told only as "near the end".
SMALL_SD = 0.5

Cell = float | str
Cells = dict[str, Any]
Counts = tuple[int, ...]


class Why(StrEnum):
    """Why there is no number, beside the reasons of `Missing`."""

    TOO_FEW = "too_few"
    FEW = "few"
    MOST = "most"
    LOW_END = "low_end"
    HIGH_END = "high_end"
    SMALL = "small"
    HELD_BACK = "held_back"


class Level(StrEnum):
    """How much may be said of a scale, by how many answered all its statements."""

    TOO_FEW = "too_few"
    PROVISIONAL = "provisional"
    ALL = "all"


class Reading(StrEnum):
    """What an alpha is good for."""

    USABLE = "usable"
    WITH_CARE = "with_care"
    TOO_LOW = "too_low"


def level_of(people: int) -> Level:
    """How much may be said of a scale that so many people answered in full (DOMAIN 4.4)."""
    if people < PROVISIONAL_FROM:
        return Level.TOO_FEW
    return Level.ALL if people >= ALL_FROM else Level.PROVISIONAL


def people(number: int) -> Cell:
    """A number of people as it may be shown: to the nearest five, and below ten only that it is few."""
    return Why.FEW.value if number < STATEMENTS_FROM else 5 * floor(number / 5 + 0.5)


def coefficient(value: Figure) -> Cell:
    """A coefficient with two decimals, or why there is none."""
    return value.value if isinstance(value, Missing) else round(value, 2) + 0.0


def reading_of(alpha: Figure) -> str:
    """What an alpha is good for, by its unrounded value; empty where there is none."""
    if isinstance(alpha, Missing):
        return ""
    if alpha >= USABLE_FROM:
        return Reading.USABLE
    return Reading.WITH_CARE if alpha >= WITH_CARE_FROM else Reading.TOO_LOW


def scale_cells(figures: ScaleFigures) -> Cells:
    """Everything that may be shown of one scale."""
    level = level_of(figures.complete)
    some, every = level is not Level.TOO_FEW, level is Level.ALL
    low, high = figures.interval
    too_few = Why.TOO_FEW.value
    return {
        "code": figures.code,
        "people": people(figures.complete),
        "level": level.value,
        "alpha": coefficient(figures.alpha) if some else too_few,
        "alpha_from": coefficient(low) if some else too_few,
        "alpha_to": coefficient(high) if some else too_few,
        "standardised": coefficient(figures.standardised) if every else too_few,
        "omega": coefficient(figures.omega) if every else too_few,
        "reading": str(reading_of(figures.alpha)) if some else "",
        "statements": [statement_cells(statement, with_coefficients=every) for statement in figures.statements],
    }


def statement_cells(figures: StatementFigures, *, with_coefficients: bool) -> Cells:
    """Everything that may be shown of one statement."""
    counts = (*figures.points, figures.no_chance, figures.blank)
    cells: Cells = {"code": figures.code, "reverse": figures.reverse, **kept_apart(counts)}
    item_rest, without = figures.item_rest, figures.alpha_without
    cells["item_rest"] = coefficient(item_rest) if with_coefficients else Why.TOO_FEW.value
    cells["alpha_without"] = coefficient(without) if with_coefficients else Why.TOO_FEW.value
    weak = with_coefficients and not isinstance(item_rest, Missing) and item_rest < LEAST_ITEM_REST
    cells["review"] = [*(["item_rest"] if weak else []), *(["no_chance"] if cells.pop("rarely") else [])]
    return cells


def kept_apart(counts: Counts) -> Cells:
    """How a statement was answered, as far as it may be shown; `counts` are people by point, then no chance, then blank.

    What would let one group of one to four people be worked out is held back: first the spread, then the mean, then all.
    """
    return next(cells for cells in versions_of(counts) if is_safe(counts, cells))


def versions_of(counts: Counts) -> Iterator[Cells]:
    """What could be shown of a statement, the fullest first; of the last nothing is left."""
    cells = distribution(counts)
    for held in ((), ("sd",), ("sd", "mean"), tuple(cells)):
        yield hold_back(cells, held)


def hold_back(cells: Cells, held: tuple[str, ...]) -> Cells:
    """`cells` with a word in place of those that are held back."""
    return {name: (name != "rarely" and Why.HELD_BACK.value) if name in held else cells[name] for name in cells}


def distribution(counts: Counts) -> Cells:
    """Mean, spread and shares of a statement by the rules for small groups, before anything is held back."""
    points, (no_chance, blank) = counts[:-2], counts[-2:]
    everybody, answered = sum(counts), sum(points)
    return {
        "mean": _mean(points, answered),
        "sd": _sd(points, answered),
        "lowest": share(points[0], everybody),
        "highest": share(points[-1], everybody),
        "no_chance": share(no_chance, everybody),
        "blank": share(blank, everybody),
        "rarely": everybody >= PROVISIONAL_FROM and no_chance > MOST_NO_CHANCE * everybody,
    }


def share(number: int, everybody: int) -> Cell:
    """A share in steps of five per cent, of thirty people or more; no number where it, or the rest, is fewer than five people.

    So "most" stands for "all" too (DOMAIN 4.5).
    """
    if everybody < PROVISIONAL_FROM:
        return Why.TOO_FEW.value
    if number < LEAST_IN_A_GROUP:
        return Why.FEW.value
    return Why.MOST.value if everybody - number < LEAST_IN_A_GROUP else 5 * floor(20 * number / everybody + 0.5)


def _mean(points: Counts, answered: int) -> Cell:
    """The mean with one decimal; near an end of the scale only that, since there it would tell of single people."""
    if answered < STATEMENTS_FROM:
        return Why.TOO_FEW.value
    mean = sum(point * number for point, number in enumerate(points, start=1)) / answered
    if mean < 1 + END:
        return Why.LOW_END.value
    return Why.HIGH_END.value if mean > len(points) - END else round(mean, 1)


def _sd(points: Counts, answered: int) -> Cell:
    """The standard deviation with one decimal, from thirty people on."""
    if answered < PROVISIONAL_FROM:
        return Why.TOO_FEW.value
    total = sum(point * number for point, number in enumerate(points, start=1))
    squares = sum(point * point * number for point, number in enumerate(points, start=1))
    sd = sqrt(max(squares - total * total / answered, 0) / (answered - 1))
    return Why.SMALL.value if sd < SMALL_SD else round(sd, 1)


def is_safe(counts: Counts, cells: Mapping[str, Any]) -> bool:
    """Whether somebody who knows `cells` is left in doubt about the size of every group of one to four people.

    A doubt is another distribution, a few people away, with the same cells and another size of that group.
    """
    held = tuple(name for name, cell in cells.items() if cell == Why.HELD_BACK)
    if len(held) == len(cells) - 1:  # Everything but the mark for review, which is then left off.
        return True
    in_danger = {place for place, number in enumerate(counts) if 0 < number < LEAST_IN_A_GROUP}
    for other in neighbours(counts):
        if not in_danger:
            break
        doubts = {place for place in in_danger if other[place] != counts[place]}
        if doubts and shown_alike(counts, other) and hold_back(distribution(other), held) == cells:
            in_danger -= doubts
    return not in_danger


def shown_alike(counts: Counts, other: Counts) -> bool:
    """Whether two numbers of people look the same where they are shown."""
    return people(sum(counts)) == people(sum(other))


def neighbours(counts: Counts) -> Iterator[Counts]:
    """The distributions that differ by one or two people who answered otherwise, came or stayed away."""
    places = range(len(counts))
    steps = [_step(len(counts), start, end) for start, end in product((None, *places), (None, *places)) if start != end]
    for first in steps:
        yield from _within(counts, first)
    for first, second in product(steps, steps):
        yield from _within(counts, tuple(a + b for a, b in zip(first, second, strict=True)))


def _step(size: int, start: int | None, end: int | None) -> Counts:
    return tuple((place == end) - (place == start) for place in range(size))


def _within(counts: Counts, step: Counts) -> Iterator[Counts]:
    moved = tuple(number + change for number, change in zip(counts, step, strict=True))
    if min(moved) >= 0:
        yield moved


def pair_cells(figures: PairFigures) -> Cells:
    """The correlation of two scales, from a hundred people on."""
    enough = figures.people >= ALL_FROM
    value = coefficient(figures.correlation) if enough else Why.TOO_FEW.value
    return {"first": figures.first, "second": figures.second, "correlation": value}
