"""Confirming priorities: how many, where they come from, and what a change brings about."""

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from elearning.profiles import choosing
from elearning.profiles.choosing import ChoiceError
from elearning.profiles.models import PriorityList
from elearning.programmes import progress
from tests import factories
from tests.conftest import Cast
from tests.profiles import makers


def choose(cast: Cast, *codes: str) -> PriorityList:
    ranked = [makers.subject(cast, code) for code in codes]
    return choosing.confirm(cast.ada, ranked, by=cast.ada.user)


def chosen(cast: Cast) -> list[tuple[int, str, str]]:
    return [(choice.rank, choice.subject.code, choice.source) for choice in choosing.current(cast.ada)]


def test_confirm_without_results_keeps_the_order(cast: Cast) -> None:
    makers.steps(cast)

    choose(cast, "TRAK", "LEAD")

    assert chosen(cast) == [(1, "TRAK", "unscored"), (2, "LEAD", "unscored")]


def test_confirm_with_results_says_where_each_choice_came_from(cast: Cast) -> None:
    makers.result(cast.ada, makers.steps(cast))

    choose(cast, "LEAD", "INFL", "VISN")

    assert chosen(cast) == [(1, "LEAD", "suggested"), (2, "INFL", "near"), (3, "VISN", "own")]


def test_confirm_refuses_no_four_and_equal_subjects(cast: Cast) -> None:
    makers.steps(cast)

    for codes in ([], ["LEAD", "BARR", "INFL", "VISN"], ["LEAD", "LEAD"]):
        with pytest.raises(ChoiceError, match="one, two or three different subjects"):
            choose(cast, *codes)

    assert PriorityList.objects.count() == 0


def test_confirm_refuses_a_subject_of_another_programme(cast: Cast) -> None:
    foreign = factories.framework().subjects.get(code="LEAD")

    with pytest.raises(ChoiceError, match="does not belong to this programme"):
        choosing.confirm(cast.ada, [foreign], by=cast.ada.user)


def test_confirm_is_refused_in_a_closed_cohort(cast: Cast) -> None:
    makers.steps(cast)
    cast.cohort.state = cast.cohort.State.CLOSED
    cast.cohort.save()

    with pytest.raises(ChoiceError, match="cohort is closed"):
        choose(cast, "LEAD")


def test_confirm_again_supersedes_and_keeps_the_history(cast: Cast) -> None:
    makers.steps(cast)
    first = choose(cast, "LEAD")

    choose(cast, "BARR", "LEAD")

    assert chosen(cast) == [(1, "BARR", "unscored"), (2, "LEAD", "unscored")]
    assert choosing.earlier(cast.ada) == [first]


def test_confirm_of_the_same_list_changes_nothing(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    makers.steps(cast)
    with django_capture_on_commit_callbacks(execute=True):
        first = choose(cast, "LEAD", "BARR")
        assert choose(cast, "LEAD", "BARR") == first

    assert PriorityList.objects.count() == 1
    assert len(mail.outbox) == 1


def test_confirm_marks_the_step_done(cast: Cast) -> None:
    makers.steps(cast)

    choose(cast, "LEAD")

    assert [row.step.slug for row in progress.states(cast.ada) if row.is_done] == ["priorities"]


def test_confirm_with_a_result_has_seen_the_results(cast: Cast) -> None:
    makers.result(cast.ada, makers.steps(cast))

    choose(cast, "LEAD")

    assert [row.step.slug for row in progress.states(cast.ada) if row.is_done] == [
        "self-assessment",
        "results",
        "priorities",
    ]


def test_nobody_is_pressed_to_take_the_questionnaire_after_choosing_without(cast: Cast) -> None:
    makers.steps(cast)

    choose(cast, "LEAD")

    assert progress.next_step(progress.states(cast.ada)) is None


def test_mail_names_no_subject(cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    makers.result(cast.ada, makers.steps(cast))

    with django_capture_on_commit_callbacks(execute=True):
        choose(cast, "LEAD", "TRAK")

    [message] = mail.outbox
    everything = " ".join([message.subject, message.body, str(message.alternatives[0][0])])
    assert message.to == [cast.ada.user.email]
    assert [code for code in factories.SUBJECTS if code in everything or code.title() in everything] == []


def test_a_change_before_grouping_tells_nobody_else(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    makers.steps(cast)
    choose(cast, "LEAD")

    with django_capture_on_commit_callbacks(execute=True):
        choose(cast, "BARR")

    assert [message.to for message in mail.outbox] == [[cast.ada.user.email]]


def test_a_change_after_grouping_tells_the_facilitator_that_and_not_what(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    makers.steps(cast, days_to_grouping=0)
    choose(cast, "LEAD")

    with django_capture_on_commit_callbacks(execute=True):
        choose(cast, "BARR")

    told = mail.outbox[-1]
    assert told.to == [cast.fay.email]
    assert "Ada Example" in told.body
    assert "BARR" not in told.body + told.subject


def test_current_for_gives_everybody_in_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    makers.steps(cast)
    choose(cast, "LEAD", "BARR")
    choosing.confirm(cast.ben, [makers.subject(cast, "TRAK")], by=cast.ben.user)
    choosing.confirm(cast.cal, [makers.subject(cast, "LEAD")], by=cast.cal.user)

    with django_assert_num_queries(1):  # type: ignore[operator]
        found = choosing.current_for(cast.cohort)
        codes = {key: [choice.subject.code for choice in choices] for key, choices in found.items()}

    assert codes == {cast.ada.pk: ["LEAD", "BARR"], cast.ben.pk: ["TRAK"], cast.cal.pk: ["LEAD"]}
