"""Everything stays to its last day and goes after it, room by room, and a dry run says how much (DOMAIN 7.5, TRUST P10)."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone

from elearning.assessments import retaining as answers
from elearning.assessments.models import RespondentKey, Response, ResponseSet
from elearning.evaluations import retaining as views
from elearning.evaluations.models import EvaluationKey, EvaluationSheet
from elearning.jobs.ticking import CHORES
from elearning.profiles import retaining as results
from elearning.profiles.models import PriorityList, Result
from elearning.programmes import retaining as enrolments
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment, StepProgress
from elearning.records.clearing import CLEARINGS
from elearning.stories.models import Story
from packs import retaining as notes
from packs.models import PackNote, PackReading
from tests.actionsets.makers import Twelve
from tests.records.test_records import both  # noqa: F401 (a fixture)

MET = date(2026, 1, 15)  # the last meeting; the cohort closes 120 days later
CLOSE = MET + timedelta(days=120)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def frozen(twelve: Twelve) -> None:
    """Every figure of the cohort is frozen."""
    CohortSnapshot.objects.create(
        cohort=twelve.cohort, occasion="follow_up", number=1, frozen_at=noon(CLOSE), threshold=5, cells={}, sizes={}
    )


@pytest.fixture
def closed(both: Twelve) -> Twelve:  # noqa: F811
    """P01 and P03 have something in every table, in a cohort that is over."""
    Cohort.objects.update(last_meeting_on=MET)
    frozen(both)
    return both


@pytest.mark.parametrize(
    ("room", "gone", "days"),
    [
        (answers, [RespondentKey], 0),
        (views, [EvaluationKey], 0),
        (notes, [PackNote], 90),
        (answers, [ResponseSet, Response], 365),
        (views, [EvaluationSheet], 365),
        (results, [Result], 365),
        (enrolments, [Enrolment, StepProgress, PriorityList, PackReading], 730),
    ],
)
def test_kept_to_the_last_day_and_gone_after_it(closed: Twelve, room: Any, gone: list[type[Model]], days: int) -> None:
    Story.objects.all().delete()
    last = CLOSE + timedelta(days=days)
    before = {model: model._default_manager.count() for model in gone}

    room.tidy(noon(last))
    assert {model: model._default_manager.count() for model in gone} == before
    assert all(before.values())

    counted = sum(count for _name, count in room.due(noon(last + timedelta(days=1))))
    room.tidy(noon(last + timedelta(days=1)))

    assert {model: model._default_manager.count() for model in gone} == dict.fromkeys(gone, 0)
    assert (counted > 0, sum(count for _name, count in room.due(noon(last + timedelta(days=1))))) == (True, 0)


def test_answers_stay_linked_until_every_figure_is_frozen(closed: Twelve) -> None:
    CohortSnapshot.objects.all().delete()

    answers.tidy(noon(CLOSE + timedelta(days=30)))

    assert RespondentKey.objects.exists()


def test_what_somebody_said_of_themselves_goes_ninety_days_after_the_close(closed: Twelve) -> None:
    last = CLOSE + timedelta(days=90)
    enrolments.tidy(noon(last))
    assert Enrolment.objects.exclude(access_needs="").exists()

    enrolments.tidy(noon(last + timedelta(days=1)))

    assert not Enrolment.objects.exclude(access_needs="", role_title="", level="", line_manager_email="").exists()


def test_who_tells_a_story_that_others_read_stays_with_it(closed: Twelve) -> None:
    told = Story.objects.filter(enrolment=closed.people["P01"]).first()
    assert told
    Story.objects.filter(pk=told.pk).update(audience=4, wanted=4, looked_at=timezone.now())

    enrolments.tidy(noon(CLOSE + timedelta(days=731)))

    assert list(Enrolment.objects.values_list("pk", flat=True)) == [closed.people["P01"].pk]


def test_cohort_that_runs_keeps_everything(both: Twelve) -> None:  # noqa: F811
    for clearing in CLEARINGS.values():
        assert [row for row in clearing.due(timezone.now()) if row[1]] == []


def test_every_room_is_in_the_one_command_and_done_by_the_clock() -> None:
    assert set(CLEARINGS) == {
        "sets_kept", "notes_kept", "results_kept", "agreements_kept", "maps_kept", "values_kept", "events_tidied",
        "answers_kept", "audit_log_kept", "views_kept", "enrolments_kept", "accounts_unused",
    }  # fmt: skip
    assert {CHORES[name].every for name in CLEARINGS} == {timedelta(days=1)}


def test_dry_run_says_how_much_and_deletes_nothing(closed: Twelve) -> None:
    said = StringIO()
    before = PackNote.objects.count()
    Cohort.objects.update(last_meeting_on=date(2020, 1, 1))

    call_command("tidy", "--dry-run", stdout=said)

    told = {line.split(maxsplit=1)[1]: line.split()[0] for line in said.getvalue().splitlines()}
    assert (told["notes beside packs"], told["enrolments"]) == (str(before), "12")
    assert (PackNote.objects.count(), Enrolment.objects.count()) == (before, 12)


def test_command_does_what_the_clock_does(closed: Twelve) -> None:
    Story.objects.all().delete()
    Cohort.objects.update(last_meeting_on=date(2020, 1, 1))

    call_command("tidy", stdout=StringIO())

    assert (PackNote.objects.count(), Enrolment.objects.count(), ResponseSet.objects.count()) == (0, 0, 0)
