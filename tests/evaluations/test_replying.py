"""Answers about the programme: kept, sent, closed by the clock, and given to frozen questions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from elearning.evaluations import replying
from elearning.evaluations.models import EvaluationAnswer, EvaluationKey, EvaluationSheet, EvaluationVersion
from elearning.evaluations.replying import ChangedElsewhereError, ReplyingError
from elearning.programmes.models import StepProgress
from tests.evaluations import makers
from tests.evaluations.conftest import Asked
from tests.evaluations.makers import chose, key, met_last, option, rated, replied, wrote


def said(sheet: EvaluationSheet | None) -> dict[str, tuple[list[str], str]]:
    return {one.question: (one.chosen, one.text) for one in EvaluationAnswer.objects.filter(sheet=sheet)}


def test_answer_keeps_what_is_chosen_and_written(asked: Asked) -> None:
    page = asked.follow_up

    sheet = replying.answer(asked.cast.ada, page, chose(page, "f1", "most") | wrote(page, "f6", "We talked."))

    assert said(sheet) == {
        key(page, "f1"): ([option(page, "f1", "most")], ""),
        key(page, "f6"): ([], "We talked."),
    }


def test_answer_that_says_nothing_leaves_nothing(asked: Asked) -> None:
    page = asked.follow_up

    sheet = replying.answer(asked.cast.ada, page, wrote(page, "f6", ""))

    assert (sheet, EvaluationSheet.objects.count(), StepProgress.objects.count()) == (None, 0, 0)


def test_sheets_hang_on_a_pseudonym_alone(asked: Asked) -> None:
    page = asked.follow_up
    replying.answer(asked.cast.ada, page, chose(page, "f1", "most"))

    fields = {field.name for field in EvaluationSheet._meta.get_fields()} - {"id"}

    assert fields == {"key", "cohort", "page", "version", "revision", "sent_at", "answers"}
    assert EvaluationSheet.objects.get().key == EvaluationKey.objects.get(enrolment=asked.cast.ada).key


def test_send_counts_the_step_as_done(asked: Asked) -> None:
    replied(asked.cast.ada, asked.follow_up, chose(asked.follow_up, "f1", "most"))

    assert [(row.step_id, bool(row.done_at)) for row in asked.cast.ada.progress.all()] == [(asked.follow_up.pk, True)]


def test_send_needs_an_answer(asked: Asked) -> None:
    with pytest.raises(ReplyingError):
        replying.send(asked.cast.ada, asked.follow_up)


def test_what_was_sent_can_be_changed_until_the_last_day(asked: Asked) -> None:
    page = asked.follow_up
    sheet = replied(asked.cast.ada, page, chose(page, "f1", "most"))

    again = replying.answer(asked.cast.ada, page, chose(page, "f1", "all"), seen=sheet.revision)

    assert again is not None
    assert (said(again), again.sent_at) == ({key(page, "f1"): ([option(page, "f1", "all")], "")}, sheet.sent_at)


@pytest.mark.parametrize(("days", "is_open"), [(89, False), (90, True), (120, True), (121, False)])
def test_follow_up_is_open_from_day_90_to_day_120(asked: Asked, days: int, is_open: bool) -> None:
    met_last(asked.cast.cohort, days_ago=days)
    asked.cast.ada.refresh_from_db()

    assert (replying.refusal(asked.cast.ada, asked.follow_up) == "") is is_open


@pytest.mark.parametrize(("days", "is_open"), [(-1, False), (0, True), (14, True), (15, False)])
def test_end_is_open_from_the_last_meeting_for_a_fortnight(asked: Asked, days: int, is_open: bool) -> None:
    met_last(asked.cast.cohort, days_ago=days)
    asked.cast.ada.refresh_from_db()

    assert (replying.refusal(asked.cast.ada, asked.end) == "") is is_open


def test_days_end_where_the_cohort_is(asked: Asked) -> None:
    cohort = asked.cast.cohort
    cohort.time_zone = "Pacific/Auckland"
    cohort.save()
    last = asked.follow_up.window(cohort)[1]
    there = timezone.now().astimezone(cohort.zone).replace(year=last.year, month=last.month, day=last.day)
    asked.cast.ada.refresh_from_db()

    open_then = [
        replying.refusal(asked.cast.ada, asked.follow_up, now=there.replace(hour=23)) == "",
        replying.refusal(asked.cast.ada, asked.follow_up, now=there.replace(hour=0) + timedelta(days=1)) == "",
    ]

    assert open_then == [True, False]


def test_nothing_is_taken_after_the_last_day(asked: Asked) -> None:
    page = asked.follow_up
    replied(asked.cast.ada, page, chose(page, "f1", "most"))
    met_last(asked.cast.cohort, days_ago=121)
    asked.cast.ada.refresh_from_db()

    with pytest.raises(ReplyingError):
        replying.answer(asked.cast.ada, page, chose(page, "f1", "none"), seen=9)

    assert said(EvaluationSheet.objects.get()) == {key(page, "f1"): ([option(page, "f1", "most")], "")}


def test_whoever_has_left_answers_nothing(asked: Asked) -> None:
    asked.cast.ada.state = "withdrawn"
    asked.cast.ada.save()

    with pytest.raises(ReplyingError):
        replying.answer(asked.cast.ada, asked.follow_up, chose(asked.follow_up, "f1", "most"))


def test_two_windows_that_disagree_are_told(asked: Asked) -> None:
    page = asked.follow_up
    replying.answer(asked.cast.ada, page, wrote(page, "f6", "First."))
    replying.answer(asked.cast.ada, page, wrote(page, "f6", "Second."), seen=1)

    with pytest.raises(ChangedElsewhereError) as clash:
        replying.answer(asked.cast.ada, page, wrote(page, "f6", "Third."), seen=1)

    assert (clash.value.questions, clash.value.revision) == ([key(page, "f6")], 2)


def test_unseen_answers_stay_where_the_form_is_empty(asked: Asked) -> None:
    page = asked.follow_up
    sheet = replied(asked.cast.ada, page, chose(page, "f1", "most") | wrote(page, "f6", "Kept."))

    replying.answer(
        asked.cast.ada, page, wrote(page, "f6", "") | chose(page, "f1", "all"), seen=1, unseen=sheet.revision
    )

    assert said(sheet) == {key(page, "f1"): ([option(page, "f1", "all")], ""), key(page, "f6"): ([], "Kept.")}


def test_publishing_other_words_changes_no_answer_of_a_cohort_that_has_begun(asked: Asked) -> None:
    page = asked.follow_up
    replying.answer(asked.cast.ada, page, rated(page, "f5", 4))
    page.questions[0].value["text"] = "Something else entirely?"
    page.save_revision().publish()

    sheet = replying.answer(asked.cast.ben, page, rated(page, "f5", 2))

    assert sheet is not None
    assert (sheet.version.number, EvaluationVersion.objects.filter(page_id=page.pk).count()) == (1, 2)


def test_a_cohort_that_has_not_begun_gets_the_newest_words(asked: Asked) -> None:
    page = asked.follow_up
    page.questions[0].value["text"] = "Something else entirely?"
    page.save_revision().publish()

    version = replying.version_for(asked.cast.cohort, page)

    assert version is not None
    assert version.questions[0].text == "Something else entirely?"


def test_loading_twice_changes_nothing(asked: Asked) -> None:
    makers.pages(asked.cast.programme)

    assert sorted(EvaluationVersion.objects.values_list("number", flat=True)) == [1, 1]
