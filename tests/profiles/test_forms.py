"""Putting subjects in order."""

import pytest

from elearning.profiles.forms import Arrangement, OrderForm

CODES = ["LEAD", "BARR", "INFL"]


@pytest.mark.parametrize(
    ("code", "by", "expected"),
    [
        ("BARR", -1, ("BARR", "LEAD", "INFL")),
        ("BARR", 1, ("LEAD", "INFL", "BARR")),
        ("LEAD", -1, ("LEAD", "BARR", "INFL")),
        ("INFL", 1, ("LEAD", "BARR", "INFL")),
    ],
)
def test_moved_goes_one_place_and_stops_at_the_ends(code: str, by: int, expected: tuple[str, ...]) -> None:
    assert Arrangement(tuple(CODES)).moved(code, by).codes == expected


def test_order_follows_one_changed_place() -> None:
    form = OrderForm(CODES, {"place-LEAD": "3", "place-BARR": "2", "place-INFL": "3"})

    assert form.is_valid()
    assert form.arranged().codes == ("BARR", "INFL", "LEAD")


def test_order_follows_a_whole_new_order() -> None:
    form = OrderForm(CODES, {"place-LEAD": "2", "place-BARR": "3", "place-INFL": "1"})

    assert form.is_valid()
    assert form.arranged().codes == ("INFL", "LEAD", "BARR")


def test_order_without_places_stays() -> None:
    form = OrderForm(CODES, {})

    assert form.is_valid()
    assert form.arranged().codes == tuple(CODES)


def test_order_refuses_two_subjects_moved_to_one_place() -> None:
    form = OrderForm(CODES, {"place-LEAD": "2", "place-BARR": "2", "place-INFL": "2"})

    assert form.errors == {"__all__": ["Give each subject a place of its own."]}


def test_order_refuses_a_place_that_is_not_there() -> None:
    assert list(OrderForm(CODES, {"place-LEAD": "4"}).errors) == ["place-LEAD"]
