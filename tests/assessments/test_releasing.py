"""What may be shown of an instrument's figures, and that nobody can work out a group of one to four people from it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.assessments import releasing, reliability
from elearning.assessments.releasing import Cells, Counts, Level, Reading
from elearning.assessments.reliability import Missing, PairFigures, Scale
from tests.assessments.test_reliability import FOUR, T5, answers

LOADINGS = [0.7, 0.6, 0.8, 0.5]
COEFFICIENTS = ("alpha", "alpha_from", "alpha_to", "standardised", "omega")


def released(people: int, loadings: list[float] = LOADINGS) -> Cells:
    table = answers(people, loadings, seed=people)
    scale = Scale("LEAD", tuple(f"LEAD{n}" for n in range(1, len(loadings) + 1)), (False,) * len(loadings))
    return releasing.scale_cells(reliability.scale_figures(scale, table, 5))


def numbers(cells: Cells) -> set[str]:
    """The names of the coefficients that are shown."""
    return {name for name in COEFFICIENTS if isinstance(cells[name], float)}


@pytest.mark.parametrize(
    ("people", "level", "shown"),
    [
        (8, Level.TOO_FEW, set()),
        (29, Level.TOO_FEW, set()),
        (30, Level.PROVISIONAL, {"alpha", "alpha_from", "alpha_to"}),
        (99, Level.PROVISIONAL, {"alpha", "alpha_from", "alpha_to"}),
        (100, Level.ALL, set(COEFFICIENTS)),
    ],
)
def test_coefficients_need_thirty_and_a_hundred(people: int, level: Level, shown: set[str]) -> None:
    cells = released(people)

    assert (cells["level"], numbers(cells)) == (level, shown)
    assert {isinstance(one["item_rest"], float) for one in cells["statements"]} == {level is Level.ALL}


def test_t5_is_too_few_to_say() -> None:
    cells = releasing.scale_cells(reliability.scale_figures(FOUR, T5, 5))

    assert (cells["people"], cells["level"], numbers(cells)) == ("few", Level.TOO_FEW, set())
    assert {str(one[name]) for one in cells["statements"] for name in ("mean", "sd", "lowest", "blank")} == {"too_few"}


@pytest.mark.parametrize(
    ("alpha", "reading"),
    [
        (0.70, Reading.USABLE),
        (0.6999, Reading.WITH_CARE),
        (0.60, Reading.WITH_CARE),
        (0.5999, Reading.TOO_LOW),
        (Missing.NO_SPREAD, ""),
    ],
)
def test_reading_goes_by_the_unrounded_alpha(alpha: float, reading: str) -> None:
    assert releasing.reading_of(alpha) == reading


def test_a_statement_that_goes_badly_with_the_others_is_to_be_reviewed() -> None:
    assert [one["review"] for one in released(400, [0.7, 0.7, 0.7, 0.0])["statements"]] == [[], [], [], ["item_rest"]]


@pytest.mark.parametrize(("no_chance", "review"), [(8, ["no_chance"]), (7, [])])
def test_more_than_a_quarter_without_a_chance_is_to_be_reviewed(no_chance: int, review: list[str]) -> None:
    table = np.column_stack([answers(30, LOADINGS, seed=1)])
    table[:no_chance, 1] = reliability.NO_CHANCE
    cells = releasing.scale_cells(reliability.scale_figures(FOUR, table, 5))

    assert cells["statements"][1]["review"] == review


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "few"), (9, "few"), (10, 10), (12, 10), (13, 15), (28, 30), (101, 100)]
)
def test_numbers_of_people_are_rounded(number: int, shown: object) -> None:
    assert releasing.people(number) == shown


@pytest.mark.parametrize(
    ("number", "everybody", "shown"),
    [(9, 29, "too_few"), (4, 40, "few"), (0, 40, "few"), (5, 40, 15), (36, 40, "most"), (40, 40, "most"), (35, 40, 90)],
)
def test_shares_need_five_people_on_either_side(number: int, everybody: int, shown: object) -> None:
    assert releasing.share(number, everybody) == shown


def test_means_near_the_ends_and_small_spreads_are_told_in_words() -> None:
    assert releasing.distribution((34, 6, 0, 0, 0, 0, 0))["mean"] == "low_end"
    assert releasing.distribution((0, 0, 0, 6, 34, 0, 0))["mean"] == "high_end"
    assert releasing.distribution((0, 0, 40, 0, 0, 0, 0))["sd"] == "small"


def test_scales_go_together_from_a_hundred_people_on() -> None:
    shown = [releasing.pair_cells(PairFigures("A", "B", people, 0.4321))["correlation"] for people in (99, 100)]

    assert shown == ["too_few", 0.43]


def every_distribution(people: Iterable[int], groups: int) -> Iterator[Counts]:
    """All ways in which so many people can fall into so many groups."""
    for number in people:
        for bars in combinations(range(number + groups - 1), groups - 1):
            edges = (-1, *bars, number + groups - 1)
            yield tuple(edges[place + 1] - edges[place] - 1 for place in range(groups))


def worked_out(universe: Iterable[Counts], held: tuple[str, ...] = ()) -> dict[str, list[Counts]]:
    """The cells, with what is held back, from which an attacker who tries every distribution learns the size of a small group."""
    groups: dict[str, list[Counts]] = defaultdict(list)
    for counts in universe:
        groups[str(releasing.hold_back(releasing.distribution(counts), held))].append(counts)
    return {
        cells: found
        for cells, found in groups.items()
        if any(len(set(sizes)) == 1 and 1 <= sizes[0] <= 4 for sizes in zip(*found, strict=True))
    }


@pytest.mark.parametrize(("points", "people"), [(2, range(28, 33)), (3, range(8, 13)), (5, range(8, 13))])
def test_no_small_group_can_be_worked_out_by_trying_every_distribution(points: int, people: range) -> None:
    universe = list(every_distribution(people, points + 2))
    leaks = {counts for found in worked_out(universe).values() for counts in found}
    shown = {counts: releasing.kept_apart(counts) for counts in leaks}

    answers_to_attack = {
        held: set(worked_out(universe, held)) for held in [(), ("sd",), ("sd", "mean")] if shown
    }  # what would still be learnt at each degree of holding back
    for cells in shown.values():
        held = tuple(name for name in ("sd", "mean") if cells[name] == "held_back")
        if cells["blank"] != "held_back":
            assert str(cells) not in answers_to_attack[held]


def test_the_attack_finds_what_is_not_held_back() -> None:
    universe = list(every_distribution(range(28, 33), 4))
    leaks = worked_out(universe)

    assert len(leaks) > 100
    assert {"held_back"} <= {str(releasing.kept_apart(found[0])["sd"]) for found in leaks.values()}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=7, max_size=7))
def test_what_is_shown_of_five_points_leaves_a_doubt_about_every_small_group(numbers: list[int]) -> None:
    counts = tuple(numbers)
    cells = releasing.kept_apart(counts)
    held = tuple(name for name, cell in cells.items() if cell == "held_back")
    alike = [
        other
        for other in releasing.neighbours(counts)
        if releasing.hold_back(releasing.distribution(other), held) == cells or cells["blank"] == "held_back"
    ]

    small = [place for place, number in enumerate(counts) if 0 < number < 5]
    assert [place for place in small if all(other[place] == counts[place] for other in alike)] == []
