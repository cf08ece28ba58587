"""Each of the rules R1 to R12 of DOMAIN 4.2 by its name; the vectors stand in `test_scoring.py`."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from elearning.assessments import answering
from elearning.assessments.answering import Sheet
from elearning.assessments.instruments import NO_CHANCE
from elearning.assessments.models import ResponseSet
from elearning.profiles.models import Result
from elearning.profiles.scoring import (
    SCORING_VERSION,
    Parameters,
    Unscored,
    in_order_of_need,
    min_answered,
    need,
    score,
    shown,
    suggest,
    total_up,
)
from tests.assessments.makers import begun
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers
from tests.profiles.scales import FIVE, scale


def test_r1_recodes_reversed_statements_alone() -> None:
    plain = total_up(scale("A", 1, 2, 4, 5, importance=3), FIVE)

    assert plain.total == 12
    assert total_up(scale("A", 1, 2, 4, 5, importance=3, reverse=0), FIVE).total == (5 + 2 + 4 + 5)
    assert total_up(scale("A", 1, 2, 4, 5, importance=3, reverse=2), FIVE).total == (1 + 2 + 2 + 5)


@pytest.mark.parametrize(("points", "recoded"), [(2, 1), (3, 2), (4, 3), (5, 4), (6, 5), (7, 6)])
def test_r1_recodes_within_the_points_of_the_scale(points: int, recoded: int) -> None:
    scored = total_up(scale("A", 2, importance=None, reverse=0), Parameters(highest=points))

    assert scored.total == recoded


def test_r2_keeps_no_chance_and_blank_apart_and_leaves_both_out() -> None:
    scored = total_up(scale("A", 3, "NA", None, "NA", 4, importance=3), FIVE)

    assert (scored.items, scored.answered, scored.total, scored.no_chance) == (5, 2, 7, 2)


@pytest.mark.parametrize(("items", "least"), [(2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (8, 6), (9, 6), (10, 7)])
def test_r3_asks_for_two_thirds_and_for_two_at_least(items: int, least: int) -> None:
    values = [3] * least + [None] * (items - least)

    assert min_answered(items) == least
    assert total_up(scale("A", *values, importance=3), FIVE).is_scored is True
    assert total_up(scale("A", *[None, *values[1:]], importance=3), FIVE).is_scored is False


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (("NA", "NA", "NA", "NA"), Unscored.NO_CHANCE),
        ((3, 3, "NA", None), Unscored.NO_CHANCE),
        ((3, "NA", None, None), Unscored.TOO_FEW),
        ((3, 3, None, None), Unscored.TOO_FEW),
        ((None, None, None, None), Unscored.TOO_FEW),
    ],
)
def test_r3_says_why_there_is_no_score(values: tuple[int | str | None, ...], why: Unscored) -> None:
    assert total_up(scale("A", *values, importance=3), FIVE).unscored == why


def test_r4_keeps_the_mean_exactly_and_rounds_half_up_for_showing() -> None:
    scored = total_up(scale("A", 1, 2, 2, importance=3), FIVE)

    assert scored.score == Fraction(5, 3)
    assert shown(Fraction(5, 3)) == Decimal("1.7")
    assert [shown(Fraction(n, 20)) for n in (45, 47, 49)] == [Decimal("2.3"), Decimal("2.4"), Decimal("2.5")]


def test_r4_imputes_nothing() -> None:
    assert total_up(scale("A", 5, 5, 5, None, importance=3), FIVE).total == 15


@pytest.mark.parametrize("importance", [None, 1, 2, 3, 4, 5])
def test_r5_importance_is_kept_as_given(importance: int | None) -> None:
    assert total_up(scale("A", 3, 3, 3, 3, importance=importance), FIVE).importance == importance


@pytest.mark.parametrize(
    ("values", "importance", "expected"),
    [
        ((1, 1, 1, 1), 5, Fraction(20)),
        ((2, 2, 2, 3), 5, Fraction(55, 4)),
        ((5, 5, 5, 5), 5, Fraction(0)),
        ((4, 4, 4, 4), 3, Fraction(0)),
        ((3, 3, 3, 3), None, None),
        ((3, 3, None, None), 5, None),
    ],
)
def test_r6_need_is_importance_times_what_is_missing(
    values: tuple[int | None, ...], importance: int | None, expected: Fraction | None
) -> None:
    assert need(total_up(scale("A", *values, importance=importance), FIVE), FIVE) == expected


def test_r7_is_eligible_with_a_need_and_an_importance_from_three() -> None:
    scales = [
        scale("little", 1, 1, 1, 1, importance=2, number=1),
        scale("fairly", 2, 2, 2, 2, importance=3, number=2),
        scale("no gap", 4, 4, 4, 4, importance=4, number=3),
        scale("unknown", 1, 1, 1, 1, importance=None, number=4),
        scale("unscored", 1, 1, None, None, importance=5, number=5),
    ]

    assert score(scales).suggested == ("fairly",)


def test_r8_orders_by_need_then_importance_then_the_lower_score_then_the_catalogue() -> None:
    scored = [
        total_up(one, FIVE)
        for one in (
            scale("catalogue 6", 3, 3, 3, 3, importance=5, number=6),  # 10
            scale("catalogue 2", 3, 3, 3, 3, importance=5, number=2),  # 10
            scale("importance 4", 2, 1, 1, 2, importance=4, number=1),  # 4 × 2.5 = 10
            scale("more need", 2, 3, 3, 3, importance=5, number=9),  # 5 × 2.25 = 11.25
        )
    ]

    ordered = [one.code for one, _need in in_order_of_need(scored, FIVE)]

    assert ordered == ["more need", "catalogue 2", "catalogue 6", "importance 4"]


def test_r8_equal_need_and_importance_leave_only_the_catalogue_to_decide() -> None:
    """A lower score would come next, but need and importance determine it: no two can differ in it alone."""
    for importance in range(1, 6):
        for method in ("borich", "headroom"):
            rules = Parameters(need_method=method)
            scores = [
                total_up(scale("A", *[n, n, m, m], importance=importance), rules)
                for n in range(1, 6)
                for m in range(1, 6)
            ]
            found = {(value, one.score) for one in scores if (value := need(one, rules))}
            assert len(found) == len({value for value, _score in found})


@pytest.mark.parametrize(
    ("fourth", "near"),
    [((2, 2, 2, 3), ()), ((2, 2, 2, 2), ("S4",))],
    ids=["a need of 7.0, more than 2.0 below", "a need of 8.0, just 2.0 below"],
)
def test_r9_suggests_three_and_names_what_is_within_two_points_of_the_third(
    fourth: tuple[int, ...], near: tuple[str, ...]
) -> None:
    scales = [
        scale("S1", 1, 1, 1, 1, importance=4, number=1),  # 12
        scale("S2", 1, 1, 1, 1, importance=4, number=2),  # 12
        scale("S3", 3, 3, 3, 3, importance=5, number=3),  # 10
    ]

    profile = score([*scales, scale("S4", *fourth, importance=4, number=4)])

    assert (profile.suggested, profile.near) == (("S1", "S2", "S3"), near)


def test_r9_lists_five_at_most_and_never_pads() -> None:
    many = [scale(f"S{n}", 2, 2, 2, 2, importance=4, number=n) for n in range(1, 8)]

    assert score(many).suggested + score(many).near == ("S1", "S2", "S3", "S4", "S5")
    assert score(many[:2]).suggested == ("S1", "S2")
    assert suggest([], FIVE) == ((), ())


def test_r10_names_three_strengths_from_four_by_score_then_importance() -> None:
    scales = [
        scale("A", 4, 4, 4, 4, importance=3, number=1),
        scale("B", 4, 4, 4, 4, importance=5, number=2),
        scale("C", 5, 5, 5, 5, importance=1, number=3),
        scale("D", 4, 4, 4, 5, importance=1, number=4),
        scale("E", 4, 4, 4, 3, importance=5, number=5),
    ]

    assert (score(scales).strengths, score(scales).strongest) == (("C", "D", "B"), None)


def test_r10_names_the_relatively_strongest_where_none_reaches_four() -> None:
    scales = [scale("A", 3, 3, 4, 5, importance=3), scale("B", 3, 3, 3, 3, importance=5, number=2)]

    assert (score(scales).strengths, score(scales).strongest) == ((), "A")


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


PROMPT = "Did the statements feel right for your role?"
MIXED = ("2", "4")


def answered(client: Client, cast: Cast, steps: makers.Steps, choices: tuple[str, ...], seconds: int) -> ResponseSet:
    """All 36 statements answered, over and over by `choices`, by somebody who began so many seconds ago."""
    mine = begun(client, steps.assessment, cast.ada)
    ResponseSet.objects.update(started_at=timezone.now() - timedelta(seconds=seconds))
    statements = mine.version.instrument.statements
    given = {one.key: choices[place % len(choices)] for place, one in enumerate(statements)}
    answering.record(mine, Sheet(given=given))
    return mine


@pytest.mark.parametrize(
    ("choices", "seconds", "asks"),
    [(("3",), 600, True), ((NO_CHANCE,), 600, True), (MIXED, 60, True), (MIXED, 600, False), (("3",), 60, True)],
    ids=["all the same", "no chance everywhere", "very fast", "neither", "both"],
)
def test_r11_asks_kindly_after_equal_or_very_fast_answers(
    cast: Cast, steps: makers.Steps, ada: Client, choices: tuple[str, ...], seconds: int, asks: bool
) -> None:
    answered(ada, cast, steps, choices, seconds)

    page = ada.get(steps.assessment.door("check")).content.decode()

    assert (PROMPT in page) is asks
    assert "Submit my answers" in page


@pytest.mark.parametrize(("choices", "seconds"), [(("3",), 600), (MIXED, 1)])
def test_r11_never_blocks(cast: Cast, steps: makers.Steps, ada: Client, choices: tuple[str, ...], seconds: int) -> None:
    answered(ada, cast, steps, choices, seconds)

    response = ada.post(steps.assessment.door("submit"))

    assert response.headers["Location"] == steps.results.url
    assert Result.objects.current(cast.ada) is not None


@pytest.mark.parametrize("who", ["fay", "max"])
def test_r11_is_told_to_nobody_else(cast: Cast, steps: makers.Steps, ada: Client, who: str) -> None:
    answered(ada, cast, steps, ("3",), 1)
    ada.post(steps.assessment.door("submit"))

    board = signed_in(getattr(cast, who)).get(f"/cohorts/{cast.cohort.public_id}/").content.decode().lower()

    assert "ada" in board
    assert [
        word for word in ("straight", "identical", "all the same", "very fast", "feel right") if word in board
    ] == []


def test_r12_stores_what_a_result_was_made_with(cast: Cast, steps: makers.Steps) -> None:
    result = makers.result(cast.ada, steps)

    assert result.version == steps.assessment.versions.get()
    assert result.scoring_version == SCORING_VERSION
    assert Parameters(**result.parameters) == FIVE
