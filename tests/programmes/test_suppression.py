"""What may be said of a group: the vectors T7, T10 and T11 of DOMAIN 8, and the edges around them."""

from fractions import Fraction

import pytest

from elearning.programmes import counting
from elearning.programmes.counting import Pair, Tally
from elearning.programmes.evidence import Figures
from elearning.programmes.suppression import (
    Count,
    Parts,
    Spread,
    beyond,
    chosen,
    counted,
    is_alike,
    may_follow,
    merged,
    parted,
    spread,
)

BEFORE = [2.5, 3, 2.75, 3.25, 2.25, 3.5, 3, 2.5, 3.75, 2.75, 3, 3.25]
AFTER = [3.25, 3.5, 3, 3.5, 3.25, 3.5, 3.75, 2.75, 4, 3.5, 2.75, 3.75]
T7 = [Pair(Fraction(then), Fraction(now)) for then, now in zip(BEFORE, AFTER, strict=True)]


def a_row(pairs: list[Pair], wholes: tuple[int, ...] = ()) -> dict[str, object]:
    return counting.row(pairs, Tally({}, 5), wholes, "row", with_levels=True)


def test_t7_matched_change() -> None:
    assert a_row(T7) == {
        "change": 0.42,
        "from": 0.19,
        "to": 0.64,
        "groups": [{"of": ["clear_up", "some_up"], "number": 6}, {"of": ["same"], "number": 6}],
        "most": None,
        "then": 3.0,
        "now": 3.4,
    }


def test_t7_individuals_before_anything_is_put_together() -> None:
    assert counting.by_kind(one.change for one in T7) == [1, 5, 6, 0, 0]


def test_change_of_fewer_than_ten_has_no_interval_and_no_categories() -> None:
    shown = a_row(T7[:9])

    assert "from" not in shown
    assert shown["groups"] == []
    assert shown["most"] is None


def test_change_that_is_the_same_for_everybody_is_not_told() -> None:
    assert a_row([Pair(Fraction(3), Fraction(4))] * 12) == {}


def test_change_names_no_group_that_leaves_a_few_of_a_larger_one() -> None:
    assert a_row(T7, wholes=(14,))["groups"] == [{"of": ["same"], "number": 6}]


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ({"A": 9, "B": 6, "C": 5, "D": 3}, Parts({"A": 9, "B": 6}, ("C", "D"), 8)),
        ({"A": 9, "B": 6, "C": 4, "D": 3}, Parts({"A": 9, "B": 6}, ("C", "D"), 7)),
        ({"A": 4}, Parts({}, ("A",), 4)),
        ({"A": 20, "B": 3}, Parts({}, ("A", "B"), 23)),
        ({"A": 9, "B": 6}, Parts({"A": 9, "B": 6}, (), 0)),
    ],
)
def test_t10_small_organisations_are_pooled(cells: dict[str, int], parts: Parts) -> None:
    assert parted(cells, [sum(cells.values())]) == parts


def test_t11_later_release() -> None:
    seven, eight, twelve = ({"respondents": number} for number in (7, 8, 12))

    assert may_follow(seven, eight, of="respondents") is False
    assert may_follow(seven, twelve, of="respondents") is True


@pytest.mark.parametrize(
    "after",
    [
        {"respondents": 12, "LEAD": 7},
        {"respondents": 13, "LEAD": 11},
        {"respondents": 17, "LEAD": 5},
        {"respondents": 12, "LEAD": 11, "TRAK": 5},
    ],
)
def test_later_release_that_leaves_a_few_is_refused(after: dict[str, int]) -> None:
    assert may_follow({"respondents": 7, "LEAD": 6}, after, of="respondents") is False


def test_later_release_with_other_means_of_the_same_people_is_refused() -> None:
    def figures(answered: int, change: float) -> Figures:
        return Figures({"learning": {"change": change}}, {"answered_post": answered, "matched_post": 8})

    assert counting.may_release(figures(10, 0.4), figures(15, 0.4), wave="post") is True
    assert counting.may_release(figures(10, 0.4), figures(15, 0.5), wave="post") is False


@pytest.mark.parametrize(
    ("number", "wholes", "shown"),
    [
        (0, [], Count(0, 4)),
        (4, [], Count(0, 4)),
        (5, [], Count(5, 5)),
        (17, [22], Count(17, 17)),
        (18, [22], Count(18, 22)),
        (21, [22], Count(18, 22)),
        (22, [22], Count(18, 22)),
        (12, [22, 16], Count(12, 16)),
    ],
)
def test_counts_near_a_known_whole_are_ranges(number: int, wholes: list[int], shown: Count) -> None:
    assert counted(number, wholes) == shown


def test_whole_around_a_known_part_is_a_range_where_a_few_are_left() -> None:
    assert (beyond(22, 22), beyond(26, 22), beyond(27, 22)) == (Count(22, 26), Count(22, 26), Count(27, 27))


def test_chosen_by_nearly_everybody_or_by_a_few_has_no_number() -> None:
    cells = {"LEAD": 20, "TRAK": 18, "GRUP": 12, "VISN": 4, "MOTV": 1, "INTD": 0}

    assert chosen(cells, [22]) == ({"GRUP": 12}, ("LEAD", "TRAK"))


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ([1, 5, 6, 0, 0], [(0, 1), (2,)]),
        ([8, 3, 6, 0, 0], [(0, 1), (2,)]),
        ([0, 3, 9, 0, 0], [(1, 2)]),
        ([0, 2, 9, 1, 7], [(1, 2), (3, 4)]),
        ([6, 0, 6, 0, 0], [(0,), (2,)]),
    ],
)
def test_small_categories_join_their_own_side(counts: list[int], groups: list[tuple[int, ...]]) -> None:
    assert merged(counts, sides=("up", "up", "same", "down", "down")) == groups


@pytest.mark.parametrize("counts", [[0, 12, 0, 0], [1, 11, 0, 0], [2, 16, 2, 0]])
def test_uniform_answers_are_most(counts: list[int]) -> None:
    assert spread(counts) == Spread(most=1)


def test_distribution_needs_ten() -> None:
    assert spread([5, 4]) == Spread()
    assert spread([5, 5]) == Spread((((0,), 5), ((1,), 5)))


def test_distribution_leaves_no_few_who_did_not_answer() -> None:
    assert spread([12, 8], [22]).groups == (((0,), 12),)


def test_distribution_whose_groups_all_join_is_not_told() -> None:
    assert spread([4, 4, 4, 0]) == Spread()


def test_alike() -> None:
    assert [is_alike([3, 3]), is_alike([]), is_alike([3, 4])] == [True, True, False]


@pytest.mark.parametrize(
    ("share", "percent"), [(Fraction(1), 95), (Fraction(59, 60), 95), (Fraction(7, 8), 90), (0, 5)]
)
def test_attendance_hides_a_single_absence(share: Fraction, percent: int) -> None:
    assert counting.rounded_percent(Fraction(share)) == percent
