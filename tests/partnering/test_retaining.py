"""Maps, answers, checklists and comparisons go 90 days after their cohort has closed, and nothing before (DOMAIN 7.5)."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from elearning.agreements.management.commands import tidy_partnerships
from elearning.partnering import checking, questioning, retaining, siding
from elearning.partnering.checking import Given
from elearning.partnering.models import (
    AnswerSheet,
    Comparison,
    HealthAnswer,
    HealthCheck,
    MapEntry,
    MapTaskPage,
    PartnershipMap,
    Side,
)
from elearning.programmes import closing
from elearning.programmes.models import Cohort, StepProgress
from elearning.values import valuing
from elearning.values.models import ValuesBoard
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers

MET = date(2026, 1, 15)  # the last meeting; the cohort closes 120 days later
LAST = MET + timedelta(days=210)
KEPT = (PartnershipMap, MapEntry, AnswerSheet, HealthCheck, HealthAnswer, Comparison, Side, ValuesBoard)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@laid
def written(cast: Cast) -> MapTaskPage:
    """Ada has some of everything; Ben, of the same cohort, looks at one partnership from the other side."""
    page, workshop, questions = (
        make(cast.programme) for make in (makers.map_page, makers.workshop_page, makers.questions_page)
    )
    entry = makers.entry(cast.ada, page)
    key = questioning.newest(questions).questions()[0].key
    questioning.answer(cast.ada, questions, key, text="The board.", shared=False, seen=0)
    checking.answer(checking.begin(cast.ada, workshop, entry=entry), {"H1": Given("fully", "We do")}, seen=0)
    comparison = siding.ask(cast.ada, workshop, partnership="Discharge", email=cast.ben.user.email)
    side = comparison.sides.get(user=cast.ben.user)
    siding.accept(side, organisation="Harbour Trust")
    checking.answer(siding.own_check(side), {"H1": Given("partly")}, seen=0)
    valuing.keep(cast.ada, {}, [("Candour", "", "")], seen=0)
    Cohort.objects.update(last_meeting_on=MET)
    return page


def left() -> set[str]:
    return {model.__name__ for model in KEPT if model._default_manager.exists()}


def tidy(now: datetime) -> None:
    """What the clock does once a day."""
    retaining.tidy(now)
    tidy_partnerships.values.tidy(now)


def test_everything_stays_to_the_last_day_and_goes_after_it(written: MapTaskPage) -> None:
    tidy(noon(LAST))
    assert left() == {model.__name__ for model in KEPT}

    tidy(noon(LAST + timedelta(days=1)))

    assert left() == set()
    assert StepProgress.objects.filter(step=written).exists()


def test_cohort_that_runs_longer_keeps_its_own(cast: Cast, written: MapTaskPage) -> None:
    later = Cohort.objects.get(pk=cast.cohort.pk)
    later.pk, later.public_id, later.last_meeting_on = None, None, MET + timedelta(days=60)
    later.public_id = cast.ada.public_id
    later.save()
    cast.ben.pk, cast.ben.cohort, cast.ben.public_id = None, later, written.programme.translation_key
    cast.ben.save()

    tidy(noon(LAST + timedelta(days=1)))

    assert left() == {"Comparison", "Side", "HealthCheck", "HealthAnswer"}


def test_who_never_took_part_keeps_a_checklist_for_a_year(cast: Cast, written: MapTaskPage) -> None:
    Comparison.objects.all().delete()
    HealthCheck.objects.filter(owner=cast.ben.user).update(owner=cast.zoe, begun_at=noon(MET))

    tidy(noon(MET + timedelta(days=365)))
    assert list(HealthCheck.objects.values_list("owner", flat=True)) == [cast.zoe.pk]

    tidy(noon(MET + timedelta(days=366)))
    assert not HealthCheck.objects.exists()


def test_dry_run_counts_and_deletes_nothing(written: MapTaskPage) -> None:
    Cohort.objects.update(last_meeting_on=date(2020, 1, 1))
    said = StringIO()

    call_command("tidy_partnerships", "--dry-run", stdout=said)

    lines = [line.split(maxsplit=1) for line in said.getvalue().splitlines()]
    assert lines == [
        ["1", "maps"],
        ["1", "answers to the questions"],
        ["2", "checklists"],
        ["1", "comparisons of two sides"],
        ["1", "values exercises"],
        ["0", "shared values boards"],
        ["0", "agreements"],
        ["Nothing", "was deleted."],
    ]
    assert left() == {model.__name__ for model in KEPT}


@pytest.mark.parametrize(
    ("days", "numbers"), [(-91, []), (-90, ["1"]), (-15, ["1"]), (-14, ["2"]), (0, ["2"]), (1, [])]
)
def test_who_wrote_is_told_at_the_close_and_two_weeks_before(
    cast: Cast, written: MapTaskPage, days: int, numbers: list[str]
) -> None:
    found = list(retaining.before_forgetting(noon(LAST + timedelta(days=days))))

    assert [one.occasion.rpartition("-")[2] for one in found] == numbers
    assert {one.user for one in found} <= {cast.ada.user}


def test_calendar_of_the_last_cohort_counts(cast: Cast, written: MapTaskPage) -> None:
    assert closing.last_days([cast.ada.user.pk, cast.zoe.pk]) == {cast.ada.user.pk: LAST}
    assert retaining.last_day([cast.zoe.pk], noon(MET)) == MET + timedelta(days=365)


def test_pages_say_until_when(cast: Cast, written: MapTaskPage) -> None:
    check = HealthCheck.objects.get(owner=cast.ada.user, occasion="own")
    pages = [
        written.door(),
        reverse("partnering:check", args=[check.public_id]),
        reverse("partnering:side", args=[Comparison.objects.get().public_id]),
        reverse("values:exercise", args=[cast.ada.public_id]),
    ]
    client = signed_in(cast.ada.user)

    assert ["Kept until 13 August 2026" in client.get(page).content.decode() for page in pages] == [True] * 4
