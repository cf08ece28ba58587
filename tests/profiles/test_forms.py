"""Putting subjects in order."""

from itertools import permutations

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


def test_order_keeps_reasons_that_the_page_did_not_send() -> None:
    form = OrderForm(CODES, {"reason-LEAD": "", "reason-BARR": "New."}, reasons={"LEAD": "Old.", "INFL": "Kept."})

    assert form.is_valid()
    assert form.draft()["reasons"] == {"LEAD": "", "BARR": "New.", "INFL": "Kept."}


def test_order_refuses_a_reason_that_is_too_long() -> None:
    form = OrderForm(CODES, {"reason-LEAD": "x" * 501})

    assert form.errors == {"reason-LEAD": ["A reason has at most 500 characters; this one has 501."]}


def test_every_order_of_three_can_be_chosen_by_places_alone() -> None:
    reached = set()
    for wanted in permutations("123"):
        form = OrderForm(CODES, {f"place-{code}": place for code, place in zip(CODES, wanted, strict=True)})
        assert form.is_valid()
        reached.add(form.arranged().codes)

    assert reached == set(permutations(CODES))


def test_every_order_of_three_can_be_reached_by_buttons_alone() -> None:
    seen, todo = {tuple(CODES)}, [Arrangement(tuple(CODES))]
    while todo:
        now = todo.pop()
        steps = [now.moved(code, by) for code in CODES for by in (-1, 1)]
        todo += [step for step in steps if step.codes not in seen]
        seen |= {step.codes for step in steps}

    assert seen == set(permutations(CODES))
