"""Freezing a cohort's figures: when, what, once, and what becomes of them afterwards (DOMAIN 4.5, 6.3; T11)."""

import io
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, transaction

from elearning.accounts.models import Organisation
from elearning.assessments.models import SelfAssessmentPage
from elearning.erasures import asking, carrying
from elearning.programmes import snapshots
from elearning.programmes.evidence import Meetings, Practice, Score
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment, StepPage, StepProgress, Wave
from tests import factories
from tests.laying import laid

GROUPED = date(2026, 10, 20)  # the first answers count until the day before
AFTER = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
BEFORE = datetime(2026, 10, 19, 20, 0, tzinfo=UTC)


@laid
def council(db: None) -> Organisation:
    return factories.organisation("Riverside Council")


@laid
def cohort(db: None) -> Cohort:
    return factories.cohort(factories.programme())


@pytest.fixture(autouse=True)
def _everybody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has joined has answered before and after, with the same score everywhere, and chosen LEAD."""

    def practice(cohort: Cohort) -> Practice:
        people = list(cohort.enrolments.values_list("pk", flat=True))
        score = {"LEAD": Score(Fraction(3), "some"), "TRAK": Score(Fraction(4), "usual")}
        waves = {wave.value: dict.fromkeys(people, score) for wave in Wave}
        return Practice(scores=waves, chosen=dict.fromkeys(people, frozenset({"LEAD"})))

    monkeypatch.setitem(snapshots.SOURCES, Practice, practice)
    monkeypatch.setitem(snapshots.SOURCES, Meetings, lambda cohort: Meetings())


def join(cohort: Cohort, organisation: Organisation, number: int, **fields: Any) -> list[Enrolment]:
    return [factories.enrolment(cohort, organisation=organisation, **fields) for _one in range(number)]


def count(snapshot: CohortSnapshot, name: str) -> tuple[int, int]:
    row = next(row for row in snapshot.cells["reach"] if row["name"] == name)
    return row["low"], row["high"]


def test_freeze_waits_for_the_end_of_the_window(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)

    assert snapshots.freeze_due(BEFORE) == []
    assert [(row.occasion, row.number) for row in snapshots.freeze_due(AFTER)] == [("pre", 1)]


def test_freeze_again_makes_nothing_more(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)
    snapshots.freeze_due(AFTER)

    assert snapshots.freeze_due(AFTER + timedelta(minutes=1)) == []
    assert CohortSnapshot.objects.count() == 1


def test_freeze_makes_every_occasion_in_its_time(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)
    last = datetime.combine(cohort.last_meeting_on, datetime.min.time(), tzinfo=UTC)
    moments = [AFTER, last + timedelta(days=14), last + timedelta(days=15), last + timedelta(days=121)]

    made = [[row.occasion for row in snapshots.freeze_due(moment)] for moment in moments]

    assert made == [["pre"], [], ["post"], ["follow_up"]]


def test_freeze_makes_up_for_a_clock_that_stood_still(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)

    assert [row.occasion for row in snapshots.freeze_due(AFTER + timedelta(days=400))] == ["pre", "post", "follow_up"]


def test_freeze_of_a_cohort_of_four_tells_nothing(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 4)

    assert [row.cells for row in snapshots.freeze_due(AFTER)] == [{"too_few": True}]


def test_t11_an_eighth_is_not_released_and_twelve_are(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)
    first = snapshots.freeze_due(AFTER)[0]
    late = AFTER + timedelta(hours=1)

    join(cohort, council, 1, joined_at=late)
    eighth = snapshots.freeze_due(late + timedelta(hours=1))
    join(cohort, council, 4, joined_at=late)
    twelfth = snapshots.freeze_due(late + timedelta(hours=2))

    assert count(first, "joined") == (7, 7)
    assert eighth == []
    assert [(row.number, count(row, "joined")) for row in twelfth] == [(2, (12, 12))]


def test_cohorts_that_wait_for_nothing_are_not_gone_through(
    cohort: Cohort, council: Organisation, django_assert_num_queries: Any
) -> None:
    for one in [cohort, *(factories.cohort(cohort.programme) for _more in range(3))]:
        join(one, council, 7)
    snapshots.freeze_due(AFTER)
    join(cohort, council, 4, joined_at=AFTER + timedelta(hours=1))
    ContentType.objects.clear_cache()

    with django_assert_num_queries(2):
        assert snapshots.freeze_due(AFTER + timedelta(days=1)) == []
    join(cohort, council, 1, joined_at=AFTER + timedelta(hours=2))
    assert list(snapshots.due(AFTER + timedelta(days=1))) == [cohort]


def test_five_who_answer_late_are_looked_at(cohort: Cohort, council: Organisation) -> None:
    people = join(cohort, council, 12)
    snapshots.freeze_due(AFTER)
    step = StepPage(title="Late", slug="late")
    cohort.programme.add_child(instance=step)
    StepPage.objects.update(content_type=ContentType.objects.get_for_model(SelfAssessmentPage))
    late = AFTER + timedelta(hours=1)
    for one in people[:4]:
        StepProgress.objects.create(enrolment=one, step=step, started_at=AFTER, done_at=late)
    four = list(snapshots.due(late))
    StepProgress.objects.create(enrolment=people[4], step=step, started_at=AFTER, done_at=late)

    assert (four, list(snapshots.due(late))) == ([], [cohort])


def test_nothing_is_released_again_once_a_later_occasion_is_frozen(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)
    after_the_end = AFTER + timedelta(days=190)
    snapshots.freeze_due(after_the_end)

    join(cohort, council, 5, joined_at=after_the_end + timedelta(minutes=1))

    assert snapshots.freeze_due(after_the_end + timedelta(hours=1)) == []


def test_who_joins_after_the_first_release_is_not_counted_later(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 10)
    snapshots.freeze_due(AFTER)
    join(cohort, council, 3, joined_at=AFTER + timedelta(days=1))

    end = snapshots.freeze_due(AFTER + timedelta(days=190))[0]

    assert end.sizes["answered_post"] == 10
    assert count(end, "answered_post") == (6, 10)


def test_frozen_figures_stay_when_people_leave_or_are_erased(cohort: Cohort, council: Organisation) -> None:
    people = join(cohort, council, 9)
    kept = snapshots.freeze_due(AFTER)[0].cells

    people[0].state = Enrolment.State.WITHDRAWN
    people[0].save()
    people[1].delete()

    assert snapshots.freeze_due(AFTER + timedelta(hours=1)) == []
    assert CohortSnapshot.objects.get().cells == kept


def test_figures_that_are_not_frozen_yet_are_counted_without_who_was_erased(
    cohort: Cohort, council: Organisation, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    people = join(cohort, council, 12)
    kept = snapshots.freeze_due(AFTER)[0].cells
    for one in people[:6]:
        carrying.carry_out(asking.ask_for(one.user, reason="L-1"))

    end = snapshots.freeze_due(AFTER + timedelta(days=190))[0]

    assert CohortSnapshot.objects.get(occasion="pre").cells == kept
    assert (end.sizes["answered_post"], cohort.enrolments.count()) == (6, 6)
    assert str([one.pk for one in people[:6]]) not in str(end.cells)


def test_frozen_figures_are_never_changed(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 5)
    snapshot = snapshots.freeze_due(AFTER)[0]

    with pytest.raises(ValueError, match="never changed"):
        snapshot.save()


def test_the_database_keeps_one_release_a_number(cohort: Cohort) -> None:
    CohortSnapshot.objects.create(cohort=cohort, occasion="pre", frozen_at=AFTER)

    with pytest.raises(IntegrityError), transaction.atomic():
        CohortSnapshot.objects.create(cohort=cohort, occasion="pre", frozen_at=AFTER)


def test_the_database_keeps_the_threshold_at_five_or_more(cohort: Cohort) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortSnapshot.objects.create(cohort=cohort, occasion="pre", frozen_at=AFTER, threshold=4)


def test_the_threshold_can_be_raised_and_stays_raised(cohort: Cohort, council: Organisation, settings: Any) -> None:
    join(cohort, council, 7)
    settings.SMALLEST_GROUP = 8
    first = snapshots.freeze_due(AFTER)[0]
    settings.SMALLEST_GROUP = 5
    end = snapshots.freeze_due(AFTER + timedelta(days=190))[0]

    assert (first.cells, first.threshold, end.threshold) == ({"too_few": True}, 8, 8)


def test_figures_are_not_made_without_every_room(
    cohort: Cohort, council: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(cohort, council, 7)
    monkeypatch.delitem(snapshots.SOURCES, Meetings)

    with pytest.raises(KeyError):
        snapshots.freeze_due(AFTER)
    assert not CohortSnapshot.objects.exists()


def test_invited_who_did_not_join_are_told_as_a_range_if_they_are_few(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)
    join(cohort, council, 2, state=Enrolment.State.INVITED, joined_at=None)

    first = snapshots.freeze_due(AFTER)[0]

    assert count(first, "invited") == (7, 11)


def test_tick_freezes_what_is_due_once(cohort: Cohort, council: Organisation) -> None:
    join(cohort, council, 7)
    Cohort.objects.update(
        workshop_starts_at=datetime(2025, 10, 6, tzinfo=UTC),
        workshop_ends_at=datetime(2025, 10, 6, 4, tzinfo=UTC),
        priorities_due_on=date(2025, 10, 16),
        grouping_on=date(2025, 10, 20),
        last_meeting_on=date(2125, 10, 20),
    )

    for _again in range(2):
        call_command("tick", stdout=io.StringIO())

    assert [(row.occasion, row.number) for row in CohortSnapshot.objects.all()] == [("pre", 1)]
