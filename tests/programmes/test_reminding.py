"""Whose step is due, and when: fourteen, seven and two days before the workshop; four, eight and ten days after it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from elearning.post.reminding import Due
from elearning.programmes import progress, reminding
from elearning.programmes.models import Cohort, Enrolment, StepPage
from tests import factories
from tests.conftest import Cast
from tests.laying import laid
from tests.programmes.makers import a_step

# A Thursday: what falls on a weekend is tried apart.
WORKSHOP = datetime(2026, 10, 8, 9, 30, tzinfo=ZoneInfo("Europe/London"))
DAY = timedelta(days=1)


@laid
def cast_of(cast: Cast) -> Cast:
    cohort = cast.cohort
    Cohort.objects.filter(pk=cohort.pk).update(
        workshop_starts_at=WORKSHOP,
        workshop_ends_at=WORKSHOP + timedelta(hours=3),
        priorities_due_on=(WORKSHOP + 10 * DAY).date(),
        grouping_on=(WORKSHOP + 14 * DAY).date(),
    )
    return cast


@laid
def preparing(cast_of: Cast) -> StepPage:
    return a_step(cast_of, "map", stage=StepPage.Stage.BEFORE)


def prepared_for(days: float) -> list[Due]:
    return list(reminding.preparation(WORKSHOP + days * DAY))


@pytest.mark.parametrize(("days", "number"), [(-15, 0), (-14, 1), (-8, 1), (-7, 2), (-3, 2), (-2, 3), (-0.1, 3)])
def test_preparation_is_named_three_times_at_most(cast_of: Cast, preparing: StepPage, days: float, number: int) -> None:
    said = {due.occasion for due in prepared_for(days) if due.user == cast_of.ada.user}

    assert said == ({f"preparation-{cast_of.ada.pk}-{number}"} if number else set())


def test_nothing_is_said_of_what_is_done(cast_of: Cast, preparing: StepPage) -> None:
    progress.done(cast_of.ada, preparing)

    assert {due.user for due in prepared_for(-7)} == {cast_of.ben.user, cast_of.cal.user}


def test_somebody_who_has_done_half_of_it_is_reminded(cast_of: Cast, preparing: StepPage) -> None:
    a_step(cast_of, "questions", stage=StepPage.Stage.BEFORE)
    progress.done(cast_of.ada, preparing)

    assert cast_of.ada.user in {due.user for due in prepared_for(-7)}


@pytest.mark.parametrize("state", ["invited", "declined", "withdrawn", "deferred", "removed"])
def test_somebody_who_does_not_take_part_gets_nothing(cast_of: Cast, preparing: StepPage, state: str) -> None:
    Enrolment.objects.filter(pk=cast_of.ada.pk).update(state=state)

    assert {due.user for due in prepared_for(-7)} == {cast_of.ben.user, cast_of.cal.user}


def test_closed_cohort_gets_nothing(cast_of: Cast, preparing: StepPage) -> None:
    Cohort.objects.filter(pk=cast_of.cohort.pk).update(state=Cohort.State.CLOSED)

    assert prepared_for(-7) == []


def test_people_of_another_cohort_are_not_reminded_of_this_one(cast_of: Cast, preparing: StepPage) -> None:
    later = factories.cohort(cast_of.programme, workshop_starts_at=WORKSHOP + 60 * DAY)
    factories.enrolment(later, cast_of.zoe)

    assert cast_of.zoe not in {due.user for due in prepared_for(-7)}


def test_nothing_is_said_of_it_once_the_workshop_has_begun(cast_of: Cast, preparing: StepPage) -> None:
    assert {due.until for due in prepared_for(-7)} == {WORKSHOP}


def test_choice_is_named_three_times_until_it_is_made(cast_of: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    step = a_step(cast_of, "choose", stage=StepPage.Stage.AFTER)
    other = a_step(cast_of, "results", stage=StepPage.Stage.AFTER)
    monkeypatch.setattr(
        reminding, "CHOICE", reminding.Plan("choice", StepPage.Stage.AFTER, (4, 8, 10), frozenset({""}))
    )
    progress.done(cast_of.ben, step)
    progress.done(cast_of.ben, other)
    days = (3, 4, 7, 8, 9, 10, 13)

    said = [{due.occasion for due in reminding.choice(WORKSHOP + day * DAY)} for day in days]

    # The eighth day after a Thursday is a Friday, and the tenth a Sunday: what is due then is said on that Friday.
    expected = [0, 1, 1, 3, 3, 3, 3]
    assert said == [
        {f"choice-{who.pk}-{number}" for who in (cast_of.ada, cast_of.cal)} if number else set() for number in expected
    ]


def test_sentences_name_dates_only(cast_of: Cast, preparing: StepPage) -> None:
    (said,) = {due.sentence for due in prepared_for(-7)}

    assert said == "What prepares you for the workshop is not finished yet. It helps to have it by Tuesday 6 October."
    assert preparing.title not in said


def test_number_of_queries_does_not_grow_with_people(
    cast_of: Cast, preparing: StepPage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _person in range(3):
        factories.enrolment(cast_of.cohort)

    with django_assert_max_num_queries(6):
        assert len(prepared_for(-7)) == 6
