"""How change between two waves is put into words: at the edges, both ways, on any scale (DOMAIN 4.3; T7)."""

from collections import Counter
from fractions import Fraction

import pytest

from elearning.profiles import scoring
from elearning.profiles.scoring import Parameters, Size

T7_PRE = ["2.5", "3", "2.75", "3.25", "2.25", "3.5", "3", "2.5", "3.75", "2.75", "3", "3.25"]
T7_POST = ["3.25", "3.5", "3", "3.5", "3.25", "3.5", "3.75", "2.75", "4", "3.5", "2.75", "3.75"]


@pytest.mark.parametrize(
    ("by", "size"),
    [
        ("0", Size.SAME),
        ("0.4999", Size.SAME),
        ("0.5", Size.SOME),
        ("0.9999", Size.SOME),
        ("1.0", Size.CLEAR),
        ("2.75", Size.CLEAR),
    ],
)
def test_change_has_its_word_at_the_edge_either_way(by: str, size: Size) -> None:
    low, high = Fraction(2), Fraction(2) + Fraction(by)

    assert [scoring.change(low, high).size, scoring.change(high, low).size] == [size, size]


def test_change_compares_what_is_not_rounded() -> None:
    # 2.25 shows as 2.3 and 2.7499 as 2.7: the picture of a smaller step than the true one, and not yet half a point.
    assert scoring.change(Fraction("2.25"), Fraction("2.7499")).size == Size.SAME
    assert scoring.change(Fraction(8, 3), Fraction(11, 3)).size == Size.CLEAR


@pytest.mark.parametrize(("now", "is_downward"), [("3.0", False), ("2.5001", False), ("2.5", True), ("4.0", False)])
def test_change_downward_is_more_than_a_wobble(now: str, is_downward: bool) -> None:
    assert scoring.change(Fraction(3), Fraction(now)).is_downward is is_downward


def test_change_of_t7_by_person() -> None:
    pairs = zip(map(Fraction, T7_PRE), map(Fraction, T7_POST), strict=True)

    assert Counter(scoring.change(then, now).size for then, now in pairs) == {Size.CLEAR: 1, Size.SOME: 5, Size.SAME: 6}


@pytest.mark.parametrize(("highest", "by"), [(2, "0.25"), (3, "0.5"), (7, "1.5")])
def test_change_is_read_on_the_ruler_whatever_the_points(highest: int, by: str) -> None:
    rules = Parameters(highest=highest)

    assert scoring.change(Fraction(1), 1 + Fraction(by), rules).size == Size.CLEAR
    assert scoring.change(Fraction(1), 1 + Fraction(by) - Fraction("0.0001"), rules).size == Size.SOME
