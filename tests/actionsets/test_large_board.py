"""A board with many sets: folded, people found by name, a set named by its number; and what is wrong stands at the top."""

import re

import pytest
from django.urls import reverse

from actionsets import moving, reports
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in


@pytest.fixture
def large(twelve: Twelve, monkeypatch: pytest.MonkeyPatch) -> Twelve:
    """The draft of two sets, as if two were many."""
    monkeypatch.setattr(reports, "MANY_SETS", 1)
    twelve.propose()
    return twelve


def board(twelve: Twelve, query: str = "") -> str:
    answer = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_few_sets_are_shown_whole_and_picked_from_a_list(twelve: Twelve) -> None:
    twelve.propose()

    shown = board(twelve)

    assert ("Find a person" in shown, "Who is in it" in shown, shown.count("<select")) == (False, False, 12)


def test_many_sets_are_folded_and_named_by_their_number(large: Twelve) -> None:
    shown = board(large)

    assert (shown.count("<select"), shown.count('inputmode="numeric"')) == (0, 12)
    assert shown.count("Who is in it") == 2
    assert ('href="#set-1"' in shown, 'id="set-1"' in shown) == (True, True)


def test_a_set_that_breaks_a_rule_is_open_and_linked_from_the_top(large: Twelve) -> None:
    draft = large.set_of("P01").proposal
    where = large.set_of("P02")
    moving.move(draft, large.people["P01"], where, revision=0, by=large.max, reason="Their wish.")

    shown = board(large)

    top = shown.partition("Find a person")[0]
    assert ("break a rule" in top or "breaks a rule" in top, f'href="#set-{where.number}"' in top) == (True, True)
    assert re.findall(r'<details class="govuk-details" open>', shown) != []


@pytest.mark.parametrize(
    ("who", "names"), [("sian", ["Siân Example"]), ("P05", ["P05 Example"]), ("nobody", []), ("", [])]
)
def test_a_person_is_found_by_name_whatever_the_accents(large: Twelve, who: str, names: list[str]) -> None:
    user = large.user("P03")
    user.first_name = "Siân"
    user.save()

    answer = signed_in(large.fay).get(reverse("actionsets:board", args=[large.cohort.public_id]), {"who": who})

    assert [row.enrolment.user.name for row in answer.context["found"]] == names
    ids = re.findall(r' id="([^"]+)"', answer.content.decode())
    assert len(ids) == len(set(ids))


def test_who_waits_is_found_as_well(large: Twelve) -> None:
    factories.enrolment(large.cohort, factories.user("Late Example"))

    shown = board(large, "?who=late")

    assert "1 person found" in shown
    assert ("Late Example" in shown, "· waiting" in shown) == (True, True)


@pytest.mark.parametrize("number", ["99", "-1", "x", ""])
def test_a_number_that_is_no_set_shows_every_way(large: Twelve, number: str) -> None:
    address = reverse("actionsets:move", args=[large.cohort.public_id, large.people["P05"].public_id])

    shown = signed_in(large.fay).get(address, {"to": number}).content.decode()

    assert "Where should P05 Example go?" in shown
