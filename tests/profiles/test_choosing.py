"""Confirming priorities: how many, where they come from, what one notes beside them, and what a change brings about."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from elearning.profiles import choosing
from elearning.profiles.choosing import ChoiceError, Moment
from elearning.profiles.models import PriorityChoice, PriorityList, PriorityReason
from elearning.programmes import progress
from elearning.programmes.models import Enrolment
from tests import factories
from tests.conftest import Cast
from tests.profiles import makers


def choose(cast: Cast, *codes: str) -> PriorityList:
    ranked = [makers.subject(cast, code) for code in codes]
    return choosing.confirm(cast.ada, ranked, by=cast.ada.user)


def met(enrolment: Enrolment, *, days: int) -> None:
    """Their set first meets in so many days."""
    progress.will_meet([enrolment], timezone.now() + timedelta(days=days))
    enrolment.refresh_from_db()


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


def test_moment_follows_the_calendar_and_the_persons_own_set(cast: Cast) -> None:
    makers.steps(cast, days_to_grouping=1)
    before = choosing.moment(cast.ada)
    makers.steps(cast, days_to_grouping=0)
    on_the_day = choosing.moment(cast.ada)
    met(cast.ada, days=1)
    ahead = choosing.moment(cast.ada)
    met(cast.ada, days=-1)

    assert [before, on_the_day, ahead, choosing.moment(cast.ada)] == [
        Moment.FREE,
        Moment.PROPOSED,
        Moment.PROPOSED,
        Moment.MET,
    ]


def test_a_change_after_the_first_meeting_tells_nobody_else(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    makers.steps(cast, days_to_grouping=-30)
    choose(cast, "LEAD")
    met(cast.ada, days=-1)

    with django_capture_on_commit_callbacks(execute=True):
        choose(cast, "BARR")

    assert [message.to for message in mail.outbox] == [[cast.ada.user.email]]
    assert choosing.changed_since(cast.cohort, timezone.now() - timedelta(days=60)) == {}


def test_changed_since_names_who_changed_and_who_would_move(cast: Cast) -> None:
    makers.steps(cast, days_to_grouping=0)
    for person, code in ((cast.ada, "LEAD"), (cast.ben, "LEAD"), (cast.cal, "TRAK")):
        choosing.confirm(person, [makers.subject(cast, code)], by=person.user)
    proposed = timezone.now()

    choosing.confirm(cast.ada, [makers.subject(cast, "BARR")], by=cast.ada.user)
    choosing.confirm(cast.ben, [makers.subject(cast, "BARR")], by=cast.ben.user, would_move=True)

    assert choosing.changed_since(cast.cohort, proposed) == {cast.ada.pk: False, cast.ben.pk: True}


def test_confirm_hears_the_wish_to_move_only_between_proposal_and_first_meeting(cast: Cast) -> None:
    makers.steps(cast, days_to_grouping=3)
    free = choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user, would_move=True)
    makers.steps(cast, days_to_grouping=-30)
    met(cast.ben, days=-1)
    late = choosing.confirm(cast.ben, [makers.subject(cast, "LEAD")], by=cast.ben.user, would_move=True)

    assert (free.would_move, late.would_move) == (False, False)


def test_confirm_keeps_the_reasons_of_chosen_subjects(cast: Cast) -> None:
    makers.steps(cast)
    ranked = [makers.subject(cast, code) for code in ("TRAK", "LEAD")]

    choosing.confirm(cast.ada, ranked, by=cast.ada.user, reasons={"TRAK": " We drift. ", "LEAD": "  ", "BARR": "No."})

    assert choosing.reasons(cast.ada) == {"TRAK": "We drift."}
    assert choosing.reasons(cast.ben) == {}


def test_confirm_of_the_same_list_with_other_reasons_changes_only_those(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    makers.steps(cast, days_to_grouping=0)
    ranked = [makers.subject(cast, "LEAD"), makers.subject(cast, "BARR")]
    first = choosing.confirm(cast.ada, ranked, by=cast.ada.user, reasons={"LEAD": "Old."})
    proposed = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        again = choosing.confirm(cast.ada, ranked, by=cast.ada.user, reasons={"BARR": "New."})

    assert again == first
    assert choosing.reasons(cast.ada) == {"BARR": "New."}
    assert mail.outbox == []
    assert choosing.changed_since(cast.cohort, proposed) == {}


def test_confirm_without_a_word_about_reasons_leaves_them(cast: Cast) -> None:
    makers.steps(cast)
    ranked = [makers.subject(cast, "LEAD")]
    choosing.confirm(cast.ada, ranked, by=cast.ada.user, reasons={"LEAD": "We drift."})

    choosing.confirm(cast.ada, ranked, by=cast.ada.user)

    assert choosing.reasons(cast.ada) == {"LEAD": "We drift."}


def test_earlier_lists_keep_their_reasons(cast: Cast) -> None:
    makers.steps(cast)
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user, reasons={"LEAD": "We drift."})
    choose(cast, "BARR")

    [before] = choosing.earlier(cast.ada)

    assert [(choice.subject.code, choice.reason.text) for choice in before.choices.all()] == [("LEAD", "We drift.")]


def test_what_forms_sets_and_lays_out_packs_holds_no_reason(cast: Cast) -> None:
    makers.steps(cast)
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user, reasons={"LEAD": "We drift."})

    [choice] = choosing.current_for(cast.cohort)[cast.ada.pk]

    assert "We drift." not in str(vars(choice)) + str(vars(choice.priority_list))
    assert "text" not in {field.name for field in PriorityChoice._meta.get_fields()}
    assert PriorityReason.objects.count() == 1


def test_mails_hold_no_reason(cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    makers.steps(cast, days_to_grouping=0)
    choose(cast, "LEAD")

    with django_capture_on_commit_callbacks(execute=True):
        choosing.confirm(cast.ada, [makers.subject(cast, "BARR")], by=cast.ada.user, reasons={"BARR": "We drift."})

    everything = " ".join(message.body + str(message.alternatives) for message in mail.outbox)
    assert len(mail.outbox) == 2
    assert "We drift." not in everything
