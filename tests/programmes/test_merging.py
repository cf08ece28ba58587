"""Two enrolments of one person: who may ask, who says yes, and what is refused (DOMAIN 2.6)."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from elearning.programmes import merging, snapshots
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.models import Enrolment, StepProgress
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.programmes.makers import a_step


def twice(cast: Cast) -> str:
    return reverse("programmes:twice", args=[cast.cohort.public_id])


def answer(one: Enrolment) -> str:
    return reverse("programmes:same_person", args=[one.public_id])


def sent(stays: Enrolment, goes: Enrolment) -> dict[str, str]:
    return {"stays": str(stays.public_id), "goes": str(goes.public_id)}


def as_it_is(one: Enrolment) -> Enrolment:
    return Enrolment.objects.get(pk=one.pk)


@laid
def asked(cast: Cast) -> Cast:
    """Ben is asked whether he is Ada as well."""
    merging.ask(cast.ada, cast.ben, by=cast.max)
    return cast


@pytest.mark.parametrize(("who", "status"), [("fay", 403), ("ada", 404), ("olu", 404), ("pia", 404), ("zoe", 404)])
def test_nobody_but_the_manager_says_that_two_are_one(cast: Cast, who: str, status: int) -> None:
    other: Any = getattr(cast, who)
    client = signed_in(getattr(other, "user", other))

    codes = [client.get(twice(cast)).status_code, client.post(twice(cast), sent(cast.ada, cast.ben)).status_code]

    assert (codes, as_it_is(cast.ben).same_as_id) == ([status, status], None)


def test_manager_asks_and_nothing_is_put_together_yet(cast: Cast) -> None:
    signed_in(cast.max).post(twice(cast), sent(cast.ada, cast.ben))

    found = as_it_is(cast.ben)
    assert (found.same_as_id, found.merged_at, found.state) == (cast.ada.pk, None, cast.ben.state)


@pytest.mark.parametrize("who", ["ada", "cal", "fay", "max", "olu", "zoe"])
def test_nobody_else_answers(asked: Cast, who: str) -> None:
    other: Any = getattr(asked, who)
    client = signed_in(getattr(other, "user", other))

    assert client.get(answer(asked.ben)).status_code == 404
    assert client.post(answer(asked.ben), {"answer": "yes"}).status_code == 404
    assert as_it_is(asked.ben).merged_at is None


def test_whoever_is_asked_finds_the_question_and_both_addresses(asked: Cast) -> None:
    client = signed_in(asked.ben.user)

    home = client.get(reverse("programmes:mine")).content.decode()
    page = client.get(answer(asked.ben)).content.decode()

    assert answer(asked.ben) in home
    assert asked.ada.user.email in page
    assert asked.ben.user.email in page


def test_yes_makes_one_of_two(asked: Cast) -> None:
    signed_in(asked.ben.user).post(answer(asked.ben), {"answer": "yes"})

    gone, here = as_it_is(asked.ben), as_it_is(asked.ada)
    assert (gone.state, gone.merged_at is not None, here.is_taking_part) == ("removed", True, True)
    assert {asked.ada.pk, asked.ben.pk} & set(snapshots.people_of(asked.cohort).joined) == {asked.ada.pk}


def test_no_leaves_both_as_they_are(asked: Cast) -> None:
    signed_in(asked.ben.user).post(answer(asked.ben), {"answer": "no"})

    found = as_it_is(asked.ben)
    assert (found.same_as_id, found.merged_at, found.is_taking_part) == (None, None, True)


def test_a_second_yes_changes_nothing(asked: Cast) -> None:
    merging.agree(asked.ben, by=asked.ben.user)
    first = as_it_is(asked.ben).merged_at

    with pytest.raises(NotPossibleError):
        merging.agree(asked.ben, by=asked.ben.user)

    assert as_it_is(asked.ben).merged_at == first


def test_manager_takes_the_question_back(asked: Cast) -> None:
    signed_in(asked.max).post(twice(asked), {"take_back": str(asked.ben.public_id)})

    with pytest.raises(NotPossibleError):
        merging.agree(asked.ben, by=asked.ben.user)


def test_an_invitation_nobody_has_taken_up_goes_at_once(cast: Cast) -> None:
    factories.enrolment(cast.cohort, state=Enrolment.State.INVITED)
    goes = factories.enrolment(cast.cohort, state=Enrolment.State.INVITED, joined_at=None)

    signed_in(cast.max).post(twice(cast), sent(cast.ada, goes))

    assert as_it_is(goes).merged_at is not None
    assert goes.pk not in snapshots.people_of(cast.cohort).invited


def test_two_of_different_cohorts_are_refused(cast: Cast) -> None:
    elsewhere = factories.enrolment(factories.cohort(cast.programme, name="Elsewhere"))

    with pytest.raises(NotPossibleError):
        merging.ask(cast.ada, elsewhere, by=cast.max)


@pytest.mark.parametrize("state", ["withdrawn", "removed", "declined", "deferred"])
def test_who_does_not_take_part_is_not_put_together(cast: Cast, state: str) -> None:
    Enrolment.objects.filter(pk=cast.ben.pk).update(state=state)

    with pytest.raises(NotPossibleError):
        merging.ask(cast.ada, cast.ben, by=cast.max)


def test_who_is_being_asked_cannot_be_the_one_that_stays(asked: Cast) -> None:
    with pytest.raises(NotPossibleError):
        merging.ask(asked.ben, asked.cal, by=asked.max)


@pytest.mark.parametrize("given", [{}, {"stays": "x", "goes": "y"}, {"take_back": "x"}])
def test_bad_input_is_said_beside_the_question(cast: Cast, given: dict[str, str]) -> None:
    assert signed_in(cast.max).post(twice(cast), given).status_code == 422


def test_one_and_the_same_is_refused_beside_the_question(cast: Cast) -> None:
    said = signed_in(cast.max).post(twice(cast), sent(cast.ada, cast.ada))

    assert (said.status_code, "Choose two that differ." in said.content.decode()) == (422, True)


def test_steps_of_both_are_done(cast: Cast) -> None:
    now = timezone.now()
    first, second = a_step(cast, "one"), a_step(cast, "two")
    StepProgress.objects.create(enrolment=cast.ada, step=first, started_at=now)
    StepProgress.objects.create(enrolment=cast.ben, step=first, started_at=now, done_at=now)
    StepProgress.objects.create(enrolment=cast.ben, step=second, started_at=now)

    merging.ask(cast.ada, cast.ben, by=cast.max)
    merging.agree(cast.ben, by=cast.ben.user)

    rows = StepProgress.objects.filter(enrolment=cast.ada).order_by("step")
    assert [(row.step_id, row.done_at is not None) for row in rows] == [(first.pk, True), (second.pk, False)]


def test_mails_are_neutral_and_go_to_both(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        merging.ask(cast.ada, cast.ben, by=cast.max)
    with django_capture_on_commit_callbacks(execute=True):
        merging.agree(cast.ben, by=cast.ben.user)

    assert [message.to for message in mail.outbox] == [
        [cast.ben.user.email],
        [cast.ada.user.email],
        [cast.ben.user.email],
    ]
    assert [one for one in mail.outbox if cast.cohort.name in one.body or cast.programme.title in one.subject] == []


def test_a_question_taken_back_is_not_mailed_any_more(asked: Cast) -> None:
    before = merging.is_asked(str(asked.ben.pk), asked.ben.user)
    merging.let_go(asked.ben, by=asked.max)

    assert (before, merging.is_asked(str(asked.ben.pk), asked.ben.user)) == (True, False)
