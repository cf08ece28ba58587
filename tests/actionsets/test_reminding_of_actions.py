"""Reminders of one's own actions: three words at most, none once it is done, nothing of what it says."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from actionsets import reflecting, reminding
from elearning.post.reminding import REMINDERS, Due
from tests.actionsets.makers import Twelve
from tests.laying import laid

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Noted = Callable[..., uuid.UUID]


@laid
def at_work(twelve: Twelve) -> Twelve:
    twelve.at_work("P01", "P02")
    return twelve


def noted(twelve: Twelve, due_on: date | None, text: str = "Ring the Quixotic clinic.", who: str = "P01") -> uuid.UUID:
    return reflecting.commit(twelve.user(who), uuid.uuid4(), text=text, due_on=due_on).key


def told(days: int = 0) -> list[Due]:
    return list(reminding.own_actions(MONDAY + timedelta(days=days)))


def test_on_its_day_the_owner_alone_is_told(at_work: Twelve) -> None:
    noted(at_work, MONDAY.date())

    assert [one.user for one in told()] == [at_work.user("P01")]


def test_nothing_is_said_of_what_is_to_be_done(at_work: Twelve) -> None:
    noted(at_work, MONDAY.date())
    (one,) = told()

    assert one.sentence == "Something you noted for yourself has its day. Say what became of it, or let it go."
    assert one.path == at_work.step.door("actions")


def test_nothing_is_said_before_its_day_or_without_one(at_work: Twelve) -> None:
    noted(at_work, MONDAY.date() + timedelta(days=1))
    noted(at_work, None)

    assert told() == []


@pytest.mark.parametrize("state", ["done", "let_go"])
def test_it_stops_when_it_is_done_or_let_go(at_work: Twelve, state: str) -> None:
    key = noted(at_work, MONDAY.date())
    before = len(told())
    reflecting.report(at_work.user("P01"), key, state)

    assert (before, told()) == (1, [])


def test_what_is_carried_on_is_still_spoken_of(at_work: Twelve) -> None:
    reflecting.report(at_work.user("P01"), noted(at_work, MONDAY.date()), "carried")

    assert len(told()) == 1


def test_at_most_three_words_are_said_of_one_action(at_work: Twelve) -> None:
    noted(at_work, MONDAY.date())

    assert len({one.occasion for days in range(400) for one in told(days)}) == 3


def test_two_actions_of_one_day_are_one_word(at_work: Twelve) -> None:
    noted(at_work, MONDAY.date())
    noted(at_work, MONDAY.date(), "Another.")

    assert len(told()) == 1


def test_whoever_left_the_set_is_left_alone(at_work: Twelve) -> None:
    noted(at_work, MONDAY.date())
    place = at_work.place_of("P01")
    place.ended_at = MONDAY
    place.save()

    assert told() == []


def test_it_is_a_kind_of_mail_that_can_be_turned_off() -> None:
    assert REMINDERS["own_actions"].kind == "own_actions"


@pytest.mark.parametrize("people", [1, 3])
def test_as_many_queries_however_many_are_told(
    at_work: Twelve, people: int, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for who in list(at_work.people)[:people]:
        noted(at_work, MONDAY.date(), who=who)

    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        assert len(told()) == people
