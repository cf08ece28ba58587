"""What is kept of answers: two tabs, double presses, and what can no longer be changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError, Sheet
from elearning.assessments.models import ImportanceRating, RespondentKey, Response, ResponseSet
from elearning.programmes.models import StepProgress
from tests.assessments.makers import keys, stored
from tests.conftest import Cast
from tests.laying import laid
from tests.profiles import makers


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def open_set(cast: Cast, steps: makers.Steps) -> ResponseSet:
    return answering.open_set(cast.ada, steps.assessment)


def test_open_set_gives_the_same_set_twice(cast: Cast, steps: makers.Steps, open_set: ResponseSet) -> None:
    assert answering.open_set(cast.ada, steps.assessment) == open_set
    assert RespondentKey.objects.count() == 1


def test_response_sets_hold_nothing_that_names_the_person(open_set: ResponseSet) -> None:
    names = {field.name for field in ResponseSet._meta.get_fields()}

    assert names & {"enrolment", "user", "person"} == set()


def test_open_set_is_refused_in_a_closed_cohort(cast: Cast, steps: makers.Steps) -> None:
    cast.cohort.state = cast.cohort.State.CLOSED
    cast.cohort.save()

    with pytest.raises(AnsweringError, match="cohort is closed"):
        answering.open_set(cast.ada, steps.assessment)


def test_record_keeps_answers_no_chance_and_blanks_apart(open_set: ResponseSet) -> None:
    first, second, third, _ = keys(open_set, "LEAD")

    answering.record(open_set, Sheet(given={first: "4", second: "no_chance", third: ""}))

    assert set(open_set.responses.values_list("item", "value", "no_chance")) == {
        (first, 4, False),
        (second, None, True),
    }


def test_record_lets_a_stale_tab_take_nothing_back(open_set: ResponseSet) -> None:
    first, second, *_ = keys(open_set, "LEAD")
    answering.record(open_set, Sheet(given={first: "4", second: ""}, form="one"))

    answering.record(open_set, Sheet(given={first: "", second: "2"}, shown={first: "", second: ""}, form="two"))

    assert stored(open_set, [first, second]) == ["4", "2"]


def test_record_keeps_what_another_tab_changed(open_set: ResponseSet) -> None:
    first = keys(open_set, "LEAD")[0]
    answering.record(open_set, Sheet(given={first: "2"}, form="zero"))
    answering.record(open_set, Sheet(given={first: "5"}, shown={first: "2"}, form="one"))

    answering.record(open_set, Sheet(given={first: "2"}, shown={first: "2"}, form="two"))

    assert stored(open_set, [first]) == ["5"]


def test_record_takes_a_change_back_within_one_page(open_set: ResponseSet) -> None:
    first = keys(open_set, "LEAD")[0]
    answering.record(open_set, Sheet(given={first: "2"}, form="zero"))
    answering.record(open_set, Sheet(given={first: "5"}, shown={first: "2"}, form="one"))

    answering.record(open_set, Sheet(given={first: "2"}, shown={first: "2"}, form="one"))

    assert stored(open_set, [first]) == ["2"]


def test_record_writes_over_nothing_that_two_tabs_changed(open_set: ResponseSet) -> None:
    first, second, *_ = keys(open_set, "LEAD")
    answering.record(open_set, Sheet(given={first: "2"}, form="zero"))
    answering.record(open_set, Sheet(given={first: "4"}, shown={first: "2"}, form="one"))

    stale = Sheet(given={first: "3", second: "1"}, shown={first: "2", second: ""}, form="two")

    assert answering.record(open_set, stale) == {first: "4"}
    assert stored(open_set, [first, second]) == ["4", "1"]


def test_record_takes_nothing_back_with_an_older_copy_of_the_same_page(open_set: ResponseSet) -> None:
    first, second, *_ = keys(open_set, "LEAD")
    answering.record(open_set, Sheet(given={first: "5", second: "3"}, shown={first: "", second: ""}, form="a", turn=2))

    left = answering.record(
        open_set, Sheet(given={first: "4", second: ""}, shown={first: "", second: ""}, form="a", turn=1)
    )

    assert (left, stored(open_set, [first, second])) == ({}, ["5", "3"])


def test_record_takes_no_answer_away_that_another_tab_changed(open_set: ResponseSet) -> None:
    first = keys(open_set, "LEAD")[0]
    answering.record(open_set, Sheet(given={first: "4"}, form="one"))

    left = answering.record(open_set, Sheet(given={first: ""}, shown={first: "2"}, form="two"))

    assert (left, stored(open_set, [first])) == ({first: "4"}, ["4"])


def test_record_asks_nothing_when_both_tabs_say_the_same(open_set: ResponseSet) -> None:
    first = keys(open_set, "LEAD")[0]
    answering.record(open_set, Sheet(given={first: "4"}, form="one"))

    assert answering.record(open_set, Sheet(given={first: "4"}, shown={first: "2"}, form="two")) == {}


def test_record_keeps_the_importance_that_another_tab_changed(open_set: ResponseSet) -> None:
    answering.record(open_set, ratings=Sheet(given={"LEAD": "5"}, shown={"LEAD": ""}, form="one"))

    left = answering.record(open_set, ratings=Sheet(given={"LEAD": "unknown"}, shown={"LEAD": ""}, form="two"))

    assert (left, answering.ratings_of(open_set)) == ({"LEAD": "5"}, {"LEAD": "5"})


def test_record_is_refused_after_submission(open_set: ResponseSet) -> None:
    first = keys(open_set, "LEAD")[0]
    answering.submit(open_set)

    with pytest.raises(AnsweringError, match="can no longer be changed"):
        answering.record(open_set, Sheet(given={first: "5"}))


def test_count_records_only_how_many_are_answered(cast: Cast, steps: makers.Steps, open_set: ResponseSet) -> None:
    answering.record(open_set, Sheet(given=dict.fromkeys(keys(open_set, "LEAD"), "3")))

    answering.count(cast.ada, steps.assessment, open_set)

    progress = StepProgress.objects.get(enrolment=cast.ada)
    assert (progress.answered, progress.of, progress.done_at) == (4, 36, None)


def test_submit_twice_keeps_the_first_moment(open_set: ResponseSet) -> None:
    first = answering.submit(open_set)

    assert answering.submit(open_set).submitted_at == first.submitted_at


def test_redo_begins_with_the_submitted_answers(cast: Cast, steps: makers.Steps, open_set: ResponseSet) -> None:
    first = keys(open_set, "LEAD")[0]
    answering.record(open_set, Sheet(given={first: "4"}), Sheet(given={"LEAD": "5", "BARR": "unknown"}))
    answering.submit(open_set)

    again = answering.redo(cast.ada, steps.assessment)

    assert answering.answers_of(again) == {first: "4"}
    assert answering.ratings_of(again) == {"LEAD": "5", "BARR": "unknown"}


def test_submitting_again_supersedes_the_first_and_keeps_it(
    cast: Cast, steps: makers.Steps, open_set: ResponseSet
) -> None:
    answering.submit(open_set)
    again = answering.redo(cast.ada, steps.assessment)

    answering.submit(again)

    open_set.refresh_from_db()
    assert open_set.superseded_at is not None
    assert answering.current(cast.ada, steps.assessment) == again


def test_redo_is_refused_once_sets_are_formed(cast: Cast) -> None:
    steps = makers.steps(cast, days_to_grouping=0)
    answering.submit(answering.open_set(cast.ada, steps.assessment))

    with pytest.raises(AnsweringError, match="Sets are being formed"):
        answering.redo(cast.ada, steps.assessment)


def test_answers_taken_up_again_count_no_more_once_sets_are_formed(cast: Cast, steps: makers.Steps) -> None:
    submitted = answering.submit(answering.open_set(cast.ada, steps.assessment))
    answering.redo(cast.ada, steps.assessment)

    cast.ada.cohort.grouping_on = timezone.localdate()

    assert answering.current(cast.ada, steps.assessment) == submitted


def test_nothing_is_recorded_or_submitted_in_a_closed_cohort(cast: Cast, open_set: ResponseSet) -> None:
    cast.cohort.state = cast.cohort.State.CLOSED
    cast.cohort.save()
    sheet = Sheet(given={keys(open_set, "LEAD")[0]: "5"})

    with pytest.raises(AnsweringError, match="cohort is closed"):
        answering.record(open_set, sheet)
    with pytest.raises(AnsweringError, match="cohort is closed"):
        answering.submit(open_set)

    assert answering.answers_of(open_set) == {}


def test_is_worth_asking_when_all_answers_are_the_same(steps: makers.Steps, open_set: ResponseSet) -> None:
    open_set.started_at = timezone.now() - timedelta(hours=1)
    statements = open_set.version.instrument.statements
    same = {statement.key: "3" for statement in statements}

    assert answering.is_worth_asking(open_set, same, steps.assessment) is True
    assert answering.is_worth_asking(open_set, same | {statements[0].key: "4"}, steps.assessment) is False


def test_is_worth_asking_when_it_went_very_fast(steps: makers.Steps, open_set: ResponseSet) -> None:
    open_set.started_at = timezone.now() - timedelta(seconds=60)

    assert answering.is_worth_asking(open_set, {}, steps.assessment) is True


def test_one_open_set_a_person_and_wave(open_set: ResponseSet) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseSet.objects.create(
            key=open_set.key, cohort=open_set.cohort, version=open_set.version, started_at=timezone.now()
        )


@pytest.mark.parametrize(("value", "no_chance"), [(None, False), (3, True), (0, False), (8, False)])
def test_a_response_has_a_point_or_no_chance(open_set: ResponseSet, value: int | None, no_chance: bool) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(response_set=open_set, item="x", value=value, no_chance=no_chance)


def test_importance_lies_between_one_and_five(open_set: ResponseSet) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportanceRating.objects.create(response_set=open_set, subject_code="LEAD", value=6)
