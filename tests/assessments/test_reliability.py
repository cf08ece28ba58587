"""Coefficients: the vectors T5 and T6, other people's programs on generated data, and data of which nothing can be said."""

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pingouin
import pytest
from numpy.typing import NDArray
from statsmodels.multivariate.factor import Factor

from elearning.assessments import reliability
from elearning.assessments.reliability import BLANK, NO_CHANCE, Missing, Scale

T5 = np.array(
    [[2, 3, 2, 2], [3, 3, 4, 3], [4, 4, 3, 5], [1, 2, 2, 1], [5, 4, 4, 4], [3, 2, 3, 3], [4, 5, 5, 4], [2, 2, 1, 2]]
)
FOUR = Scale("LEAD", ("LEAD1", "LEAD2", "LEAD3", "LEAD4"), (False,) * 4)


def answers(people: int, loadings: list[float], seed: int, points: int = 5) -> NDArray[np.int64]:
    """Answers of invented people that lean on one thing by `loadings`."""
    draw = np.random.default_rng(seed)
    share = np.array(loadings)
    raw = draw.normal(size=(people, 1)) * share + draw.normal(size=(people, len(share))) * np.sqrt(1 - share**2)
    return np.clip(np.round(raw * points / 5 + (points + 1) / 2), 1, points).astype(np.int64)


@pytest.fixture(autouse=True)
def _no_warning() -> Iterator[None]:
    """A warning of NumPy or SciPy is a fault too."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def rounded(values: object, places: int = 4) -> list[float]:
    return [round(float(value), places) for value in np.ravel(np.array(values, dtype=float))]


def test_t5_alpha_and_what_hangs_on_it() -> None:
    figures = reliability.scale_figures(FOUR, T5, 5)

    assert rounded([figures.alpha, figures.standardised]) == [0.9314, 0.9329]
    assert rounded([one.item_rest for one in figures.statements]) == [0.8988, 0.8399, 0.7743, 0.8562]
    assert rounded([one.alpha_without for one in figures.statements]) == [0.8903, 0.9130, 0.9324, 0.9050]
    assert rounded(figures.interval, 3) == [0.796, 0.985]
    assert rounded(T5.var(axis=0, ddof=1)) == [1.7143, 1.2679, 1.7143, 1.7143]


def test_t6_omega_from_loadings() -> None:
    assert round(reliability.omega([0.7, 0.6, 0.8, 0.5]), 4) == 0.7494


@pytest.mark.parametrize(("people", "interval"), [(30, [0.48, 0.84]), (100, [0.59, 0.79]), (200, [0.63, 0.76])])
def test_feldt_is_wide_for_few_people(people: int, interval: list[float]) -> None:
    assert rounded(reliability.feldt(0.70, people, 4), 2) == interval


@pytest.mark.parametrize(
    ("people", "loadings", "points"),
    [
        (40, [0.7, 0.6, 0.8, 0.5], 5),
        (150, [0.5, 0.5, 0.4], 7),
        (400, [0.8, 0.7, 0.6, 0.5, 0.3], 4),
        (1000, [0.6, 0.7], 2),
    ],
)
def test_alpha_is_that_of_pingouin(people: int, loadings: list[float], points: int) -> None:
    table = answers(people, loadings, seed=people, points=points)
    theirs, interval = pingouin.cronbach_alpha(pd.DataFrame(table))

    value = reliability.alpha(table)

    assert value == pytest.approx(theirs, abs=1e-12)
    assert rounded(reliability.feldt(value, *table.shape), 3) == rounded(interval, 3)


@pytest.mark.parametrize(
    ("people", "loadings"),
    [
        (100, [0.7, 0.6, 0.8, 0.5]),
        (300, [0.6, 0.6, 0.6]),
        (500, [0.8, 0.3, 0.5, 0.6, 0.7, 0.4]),
        (2000, [0.5] * 8),
    ],
)
def test_loadings_and_omega_are_those_of_statsmodels(people: int, loadings: list[float]) -> None:
    table = answers(people, loadings, seed=people + 1)
    theirs = np.ravel(Factor(table, n_factor=1, method="ml").fit().loadings)
    theirs = theirs if theirs.sum() > 0 else -theirs

    ours = reliability.one_factor(reliability.correlations(table))

    assert not isinstance(ours, Missing)
    assert np.abs(ours - theirs).max() < 1e-4
    assert reliability.omega(ours) == pytest.approx(reliability.omega(theirs), abs=1e-4)


def test_omega_finds_the_loadings_that_made_the_data() -> None:
    draw = np.random.default_rng(7)
    share = np.array([0.7, 0.6, 0.8, 0.5])
    table = draw.normal(size=(20000, 1)) * share + draw.normal(size=(20000, 4)) * np.sqrt(1 - share**2)

    assert reliability.omega_of(reliability.correlations(table)) == pytest.approx(0.7494, abs=0.01)


def test_reversed_statements_are_turned_round_first() -> None:
    turned = Scale("LEAD", FOUR.statements, (False, False, False, True))
    asked = T5.copy()
    asked[:, 3] = 6 - asked[:, 3]

    figures = reliability.scale_figures(turned, asked, 5)

    assert round(float(figures.alpha), 4) == 0.9314
    assert figures.statements[3].points == reliability.scale_figures(FOUR, T5, 5).statements[3].points


def test_coefficients_rest_on_complete_answers_and_counts_on_all() -> None:
    more = np.vstack([T5, [5, NO_CHANCE, 5, 5], [1, 1, BLANK, 1]])

    figures = reliability.scale_figures(FOUR, more, 5)

    assert (figures.respondents, figures.complete, round(float(figures.alpha), 4)) == (10, 8, 0.9314)
    assert [(one.answered, one.no_chance, one.blank) for one in figures.statements] == [
        (10, 0, 0),
        (9, 1, 0),
        (9, 0, 1),
        (10, 0, 0),
    ]
    assert figures.statements[0].points == (2, 2, 2, 2, 2)


def column(*values: int) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64).reshape(-1, 1)


EMPTY = np.zeros((0, 4), dtype=np.int64)
FLAT = np.full((40, 4), 3)
SAME = np.repeat(answers(40, [0.5], seed=3), 4, axis=1)
ONE_FLAT = np.column_stack([answers(40, [0.7, 0.6, 0.8], seed=4), np.full(40, 2)])
OPPOSED = np.column_stack([column(*[1, 2, 3, 4, 5] * 8), column(*[5, 4, 3, 2, 1] * 8)])


@pytest.mark.parametrize(
    ("table", "alpha", "standardised", "omega"),
    [
        (EMPTY, Missing.TOO_FEW_PEOPLE, Missing.TOO_FEW_PEOPLE, Missing.TOO_FEW_PEOPLE),
        (T5[:1], Missing.TOO_FEW_PEOPLE, Missing.TOO_FEW_PEOPLE, Missing.TOO_FEW_PEOPLE),
        (FLAT, Missing.NO_SPREAD, Missing.NO_SPREAD, Missing.NO_SPREAD),
        (SAME, 1.0, 1.0, Missing.SAME),
        (OPPOSED, Missing.NO_SPREAD, Missing.NO_SPREAD, Missing.TOO_FEW_STATEMENTS),
        (T5[:, :1], Missing.TOO_FEW_STATEMENTS, Missing.TOO_FEW_STATEMENTS, Missing.TOO_FEW_STATEMENTS),
        (np.full((40, 4), BLANK), Missing.TOO_FEW_PEOPLE, Missing.TOO_FEW_PEOPLE, Missing.TOO_FEW_PEOPLE),
    ],
)
def test_what_cannot_be_said_says_why(
    table: NDArray[np.int64], alpha: object, standardised: object, omega: object
) -> None:
    scale = Scale("LEAD", FOUR.statements[: table.shape[1]], FOUR.reverse[: table.shape[1]])

    figures = reliability.scale_figures(scale, table, 5)

    assert [figures.alpha, figures.standardised, figures.omega] == [alpha, standardised, omega]


def test_two_statements_have_an_alpha_and_no_omega() -> None:
    figures = reliability.scale_figures(Scale("LEAD", ("A", "B"), (False, False)), answers(200, [0.7, 0.6], seed=5), 5)

    assert 0 < float(figures.alpha) < 1
    assert figures.omega == Missing.TOO_FEW_STATEMENTS
    assert [one.alpha_without for one in figures.statements] == [Missing.TOO_FEW_STATEMENTS] * 2


def test_a_statement_that_all_answer_alike_has_no_correlation() -> None:
    figures = reliability.scale_figures(FOUR, ONE_FLAT, 5)

    assert figures.statements[3].item_rest == Missing.NO_SPREAD
    assert isinstance(figures.statements[0].item_rest, float)
    assert (figures.standardised, figures.omega) == (Missing.NO_SPREAD, Missing.NO_SPREAD)


def test_a_model_that_leaves_a_statement_no_share_of_its_own_is_not_reported() -> None:
    matrix = np.array([[1.0, 0.8, 0.8], [0.8, 1.0, 0.5], [0.8, 0.5, 1.0]])

    assert reliability.one_factor(matrix) == Missing.IMPROPER


@pytest.mark.parametrize("seed", range(40))
def test_no_answers_lead_to_an_error(seed: int) -> None:
    draw = np.random.default_rng(seed)
    people, statements, points = draw.integers(0, 40), draw.integers(1, 7), draw.integers(2, 8)
    table = draw.integers(NO_CHANCE, points + 1, size=(people, statements))
    scale = Scale("X", tuple(map(str, range(statements))), tuple(draw.random(statements) < 0.3))

    figures = reliability.scale_figures(scale, table, int(points))
    pairs = reliability.pair_figures({"X": reliability.scores(scale, table, int(points)), "Y": np.zeros(people)})

    assert all(
        isinstance(one, Missing) or np.isfinite(one) for one in (figures.alpha, figures.omega, *figures.interval)
    )
    assert pairs[0].correlation in set(Missing)


def test_scores_need_two_thirds_of_the_statements() -> None:
    table = np.array([[2, 3, 2, 2], [4, NO_CHANCE, 3, 4], [4, NO_CHANCE, BLANK, 4]])

    scored = reliability.scores(FOUR, table, 5)

    assert (scored[0], round(float(scored[1]), 3), bool(np.isnan(scored[2]))) == (2.25, 3.667, True)


def test_pairs_rest_on_those_who_have_both_scores() -> None:
    one, two = np.array([1.0, 2.0, 3.0, np.nan]), np.array([2.0, 4.0, 6.0, 1.0])

    pair = reliability.pair_figures({"LEAD": one, "TRAK": two})[0]

    assert (pair.first, pair.second, pair.people, round(float(pair.correlation), 6)) == ("LEAD", "TRAK", 3, 1.0)


def test_one_answer_throughout_is_seen_and_blanks_are_not_taken_for_one() -> None:
    table = np.array([[3, 3, 3], [3, 3, 2], [BLANK, BLANK, BLANK], [NO_CHANCE, NO_CHANCE, NO_CHANCE], [3, 3, BLANK]])

    assert reliability.says_the_same_throughout(table).tolist() == [True, False, False, True, False]
