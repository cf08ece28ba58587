"""Scoring against the vectors of DOMAIN 4.7 and 8."""

from decimal import Decimal
from fractions import Fraction

import pytest

from elearning.profiles.scoring import (
    Parameters,
    Scale,
    Scored,
    Unscored,
    about_the_same,
    left_out,
    min_answered,
    need,
    score,
    shown,
    strengths,
    suggest,
    total_up,
    word_for,
)
from tests.profiles.scales import FIVE, scale


def worked_example(third_trak: int | None) -> list[Scale]:
    return [
        scale("LEAD", 2, 3, 2, 2, importance=5, number=1),
        scale("TRAK", 4, "NA", third_trak, 2, importance=5, number=2, reverse=3),
        scale("GRUP", 4, 5, 4, 4, importance=3, number=3),
    ]


def nine_scales() -> list[Scored]:
    """T2: scores and importances of nine subjects, in catalogue order."""
    given = [
        ("LEAD", Fraction(9, 4), 5),
        ("BARR", Fraction(11, 4), 4),
        ("INFL", Fraction(13, 4), 5),
        ("VISN", Fraction(4), 5),
        ("MOTV", Fraction(7, 2), 4),
        ("TRAK", Fraction(8, 3), 5),
        ("GRUP", Fraction(17, 4), 3),
        ("INTD", None, 4),
        ("PMOT", Fraction(3), 5),
    ]
    return [
        Scored(
            code=code,
            number=number,
            items=4,
            total=value.numerator * (12 // value.denominator) if value else 2,
            answered=12 if value else 1,
            no_chance=0,
            importance=importance,
            is_scored=value is not None,
        )
        for number, (code, value, importance) in enumerate(given, start=1)
    ]


def test_t1_scores_and_needs_are_exact() -> None:
    scales = score(worked_example(3)).scales

    assert [(s.code, s.score, need(s, FIVE)) for s in scales] == [
        ("LEAD", Fraction(9, 4), Fraction(55, 4)),
        ("TRAK", Fraction(11, 3), Fraction(20, 3)),
        ("GRUP", Fraction(17, 4), Fraction(0)),
    ]


def test_t1_suggests_two_and_does_not_pad() -> None:
    profile = score(worked_example(3))

    assert (profile.suggested, profile.near, profile.strengths) == (("LEAD", "TRAK"), (), ("GRUP",))


def test_t1_words() -> None:
    assert [word_for(s.score) for s in score(worked_example(3)).scales if s.score] == ["not_yet", "usual", "usual"]


def test_t1b_two_of_four_answers_give_no_score() -> None:
    profile = score(worked_example(None))

    assert profile.scales[1].score is None
    assert need(profile.scales[1], FIVE) is None
    assert profile.suggested == ("LEAD",)


def test_t2_needs() -> None:
    needs = {s.code: need(s, FIVE) for s in nine_scales()}

    assert needs == {
        "LEAD": Fraction(55, 4),
        "BARR": Fraction(5),
        "INFL": Fraction(35, 4),
        "VISN": Fraction(5),
        "MOTV": Fraction(2),
        "TRAK": Fraction(35, 3),
        "GRUP": Fraction(0),
        "INTD": None,
        "PMOT": Fraction(10),
    }


def test_t2_suggests_three_and_names_the_near_tie() -> None:
    assert suggest(nine_scales(), FIVE) == (("LEAD", "TRAK", "PMOT"), ("INFL",))


def test_t2_full_order_puts_the_more_important_first_among_equals() -> None:
    everything = Parameters(most_suggested=9, most_listed=9)

    assert suggest(nine_scales(), everything)[0] == ("LEAD", "TRAK", "PMOT", "INFL", "VISN", "BARR", "MOTV")


def test_t2_strengths() -> None:
    assert strengths(nine_scales(), FIVE) == (("GRUP", "VISN"), None)


@pytest.mark.parametrize(("items", "least"), [(3, 2), (4, 3), (5, 4), (6, 4)])
def test_t3_minimum_answered(items: int, least: int) -> None:
    assert min_answered(items) == least


@pytest.mark.parametrize(
    ("values", "is_scored"),
    [((3, 3, 3, None), True), ((3, 3, None, None), False), ((3, 3, 3, 3, None), True), ((3, 3, 3, None, None), False)],
)
def test_t3_scores_only_with_enough_answers(values: tuple[int | None, ...], is_scored: bool) -> None:
    assert total_up(scale("LEAD", *values, importance=5), FIVE).is_scored is is_scored


def test_t3_all_without_a_chance_says_so() -> None:
    assert total_up(scale("LEAD", "NA", "NA", "NA", "NA", importance=5), FIVE).unscored == Unscored.NO_CHANCE


def test_t3_all_blank_is_too_few_answers() -> None:
    assert total_up(scale("LEAD", None, None, None, None, importance=5), FIVE).unscored == Unscored.TOO_FEW


def test_t3_without_importance_there_is_a_score_and_no_suggestion() -> None:
    profile = score([scale("LEAD", 2, 2, 2, 2, importance=None)])

    assert profile.scales[0].score == Fraction(2)
    assert need(profile.scales[0], FIVE) is None
    assert profile.suggested == ()


def test_t4_rounds_half_up_for_showing_only() -> None:
    nearly = Fraction(34999, 10000)

    assert shown(Fraction(9, 4)) == Decimal("2.3")
    assert shown(nearly) == Decimal("3.5")
    assert word_for(nearly) == "some"


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (Fraction(5, 2), "some"),
        (Fraction(7, 2), "usual"),
        (Fraction(9, 2), "almost_always"),
        (Fraction(2499, 1000), "not_yet"),
    ],
)
def test_word_for_starts_each_band_at_its_edge(value: Fraction, word: str) -> None:
    assert word_for(value) == word


def test_strengths_names_the_relatively_strongest_when_none_reaches_four() -> None:
    profile = score([scale("LEAD", 2, 2, 2, 2, importance=3), scale("BARR", 3, 3, 3, 3, importance=3, number=2)])

    assert (profile.strengths, profile.strongest) == ((), "BARR")


def test_suggest_leaves_out_what_matters_little() -> None:
    assert score([scale("LEAD", 1, 1, 1, 1, importance=2)]).suggested == ()


def test_suggest_lists_five_at_most() -> None:
    scales = [scale(f"S{n}", 2, 2, 2, 2, importance=4, number=n) for n in range(1, 8)]

    profile = score(scales)

    assert (profile.suggested, profile.near) == (("S1", "S2", "S3"), ("S4", "S5"))


def test_left_out_names_what_is_as_strong_and_had_no_place() -> None:
    scales = [total_up(scale(f"S{n}", 2, 2, 2, 2, importance=4, number=n), FIVE) for n in range(1, 8)]
    weaker = total_up(scale("S8", 3, 3, 3, 4, importance=4, number=8), FIVE)

    assert left_out([*scales, weaker], FIVE) == ("S6", "S7")


def test_left_out_is_empty_when_everything_had_a_place() -> None:
    assert left_out(nine_scales(), FIVE) == ()


def test_need_by_headroom_counts_to_the_top_of_the_scale() -> None:
    scored = total_up(scale("LEAD", 3, 3, 3, 3, importance=3), FIVE)

    assert (need(scored, FIVE), need(scored, Parameters(need_method="headroom"))) == (0, 6)


def test_seven_points_are_read_on_the_same_ruler() -> None:
    seven = Parameters(highest=7)
    scored = total_up(scale("LEAD", 4, 4, 4, 4, importance=5), seven)

    assert scored.score == Fraction(4)
    assert need(scored, seven) == 10
    assert word_for(Fraction(4), seven) == "some"


def test_parameters_refuse_an_unknown_method() -> None:
    with pytest.raises(ValueError, match="Unknown need method"):
        Parameters(need_method="guess")


def test_total_up_refuses_an_answer_outside_the_scale() -> None:
    with pytest.raises(ValueError, match="outside its scale"):
        total_up(scale("LEAD", 6, 3, 3, 3, importance=5), FIVE)


def test_about_the_same_groups_what_lies_within_half_a_point() -> None:
    given = [("A", Fraction(4)), ("B", Fraction(7, 2)), ("C", Fraction(3)), ("D", Fraction(1))]

    assert about_the_same(given) == [("A", "B")]
