"""Somebody is erased: nothing of them is left anywhere, whatever stops the work on the way (TRUST P03, P05)."""

import json
import logging
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone
from wagtail.models import TaskState

from actionsets.models import SetMembership
from elearning.accounts.models import User
from elearning.agreements.models import PartnershipAgreement, Signature
from elearning.assessments.models import ResponseSet
from elearning.erasures import asking, carrying, ledger, steps
from elearning.erasures.models import Erasure
from elearning.evaluations.models import EvaluationSheet
from elearning.jobs.models import Job
from elearning.post.models import Letter
from elearning.programmes.models import CohortSnapshot, Enrolment
from elearning.stories.models import Story
from tests.actionsets.makers import Twelve
from tests.erasures.makers import ADDRESS, LEFT, MARK, marked
from tests.erasures.scanning import everywhere
from tests.laying import laid

MARKS = (MARK, ADDRESS)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@laid
def person(db: None) -> Twelve:
    """P01 has the mark everywhere."""
    return marked()


def asked(twelve: Twelve) -> Erasure:
    return asking.ask_for(twelve.user("P01"), reason="L-12")


def erased(twelve: Twelve) -> Erasure:
    """The whole, as the clock and a worker do it."""
    erasure = asked(twelve)
    for letter in Letter.objects.filter(state="waiting"):
        letter.refresh_from_db()
    carrying.carry_out(erasure)
    Letter.objects.filter(pk=Erasure.objects.get(pk=erasure.pk).letter_id).update(
        state="sent", content="", receiver=None, ended_at=timezone.now()
    )
    erasure.refresh_from_db()
    assert carrying.carry_out(erasure)
    erasure.refresh_from_db()
    return erasure


def test_scanner_finds_the_mark_in_more_than_fifty_places_before(person: Twelve) -> None:
    places = everywhere(MARKS)

    needed = {"accounts_user.email", "django_session.session_data", "wagtailcore_pagelogentry.data", "cache"}
    needed |= {
        "wagtailcore_taskstate.comment",
        "actionsets_reflection.text",
        "wagtailcore_revision.content",
        "post_letter.content",
    }
    assert needed - set(places) == set()
    assert [place for place in places if place.startswith("file")] != []
    assert len(places) > 50


def test_nothing_is_left_anywhere(person: Twelve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="elearning")

    erased(person)

    assert [place for place in everywhere(MARKS) if place not in LEFT] == []
    assert [line for line in caplog.messages if MARK.lower() in line.lower() or ADDRESS in line] == []
    assert not User.objects.filter(pk=person.user("P01").pk).exists()


def test_what_others_have_is_there_still(person: Twelve) -> None:
    fellow = person.people["P03"]

    erased(person)

    assert User.objects.filter(pk=fellow.user_id).exists()
    assert ResponseSet.objects.of(fellow).exists()
    assert [
        (story.title, story.audience) for story in Story.objects.filter(enrolment=fellow, title__contains="story")
    ] == [("A practice story", 0)]
    assert Story.objects.filter(voices__worked="What the other says").exists()
    agreement = PartnershipAgreement.objects.get(title="Beds")
    names = list(agreement.parties.values_list("organisation", "representative", "user"))
    assert names[0][0] == "Organisation A"
    assert names[0][1:] == ("a person who was erased", None)
    assert Signature.objects.filter(party__agreement=agreement).count() == 2


def test_set_is_told_that_somebody_left_and_nothing_else(person: Twelve) -> None:
    fellows = (
        SetMembership.objects.live().filter(learning_set=person.set_of("P01")).exclude(enrolment=person.people["P01"])
    )
    addresses = set(fellows.values_list("enrolment__user__email", flat=True))
    Letter.objects.all().delete()

    erased(person)

    written = [json.loads(one.content) for one in Letter.objects.filter(name="set_changed")]
    assert {one["to"] for one in written} >= addresses != set()
    assert {one["subject"] for one in written} == {"Something in your programme has changed"}
    assert not [one for one in written if "eras" in one["text"].lower() or MARK in one["text"]]
    assert set(Letter.objects.values_list("name", flat=True)) == {"set_changed", "erasure_done"}


def test_last_mail_goes_to_the_address_which_is_then_forgotten(person: Twelve) -> None:
    erasure = asked(person)
    carrying.carry_out(erasure)

    erasure.refresh_from_db()
    assert erasure.address == ""
    assert Letter.objects.get(pk=erasure.letter_id).receiver is None


def test_remark_of_another_editor_stays(person: Twelve) -> None:
    erased(person)

    assert set(TaskState.objects.values_list("comment", flat=True)) == {"", "Somebody else’s remark"}


def test_released_figures_stay(person: Twelve) -> None:
    kept = CohortSnapshot.objects.create(
        cohort=person.cohort,
        occasion="post",
        number=1,
        frozen_at=timezone.now(),
        threshold=5,
        cells={"n": 12},
        sizes={},
    )

    erased(person)

    kept.refresh_from_db()
    assert kept.cells == {"n": 12}


class Stopped(BaseException):
    """The process is killed."""


def names_of_steps() -> list[str]:
    return [*carrying.FIRST, *(step.name for step in carrying._all_steps()), *carrying.LAST]


def state_of(twelve: Twelve) -> tuple[Any, ...]:
    """What is left, in figures: the same whatever happened on the way."""
    return (
        User.objects.count(),
        Enrolment.objects.count(),
        ResponseSet.objects.count(),
        EvaluationSheet.objects.count(),
        SetMembership.objects.count(),
        Story.objects.count(),
        PartnershipAgreement.objects.count(),
        [place for place in everywhere(MARKS) if place not in LEFT],
    )


def test_killed_at_every_step_it_ends_in_the_same_state(person: Twelve, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[str] = []
    real = carrying._do

    def dies_once(pk: int, name: str) -> None:
        real(pk, name)
        if name not in killed:
            killed.append(name)
            raise Stopped

    erasure = asked(person)
    monkeypatch.setattr(carrying, "_do", dies_once)
    for _turn in range(len(names_of_steps()) + 1):
        try:
            carrying.carry_out(Erasure.objects.get(pk=erasure.pk))
        except Stopped:
            assert Erasure.objects.get(pk=erasure.pk).state != Erasure.State.DONE
    assert killed == names_of_steps()
    monkeypatch.setattr(carrying, "_do", real)
    Letter.objects.unsent().delete()
    assert carrying.carry_out(Erasure.objects.get(pk=erasure.pk))

    assert state_of(person)[-1] == []
    assert Erasure.objects.get(pk=erasure.pk).done == names_of_steps()


def test_step_that_breaks_half_way_is_undone_and_not_noted(person: Twelve, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Enrolment.objects.filter(user=person.user("P01")).count()

    def full(who: User) -> None:
        Enrolment.objects.filter(user=who).update(role_title="half")
        raise DatabaseError("database or disk is full")

    monkeypatch.setitem(steps.STEPS, "actionsets.leave", steps.Step("actionsets.leave", steps.LEAVING, full))
    erasure = asked(person)
    with pytest.raises(DatabaseError):
        carrying.carry_out(erasure)

    erasure.refresh_from_db()
    assert (erasure.state, "actionsets.leave" in erasure.done) == (Erasure.State.RUNNING, False)
    assert Enrolment.objects.filter(user=person.user("P01"), role_title="half").count() == 0 < before


def test_full_disk_fails_the_job_and_the_clock_takes_it_up_again(
    person: Twelve, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    real = steps.STEPS["packs.feedback"]

    def full(who: User) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setitem(steps.STEPS, "packs.feedback", steps.Step("packs.feedback", steps.FORGETTING, full))
    erasure = asked(person)
    with django_capture_on_commit_callbacks(execute=True):
        carrying.look_after(timezone.now())
    erasure.refresh_from_db()
    assert (erasure.state, Job.objects.get(kind=carrying.KIND).state) == (Erasure.State.RUNNING, "failed")

    monkeypatch.setitem(steps.STEPS, "packs.feedback", real)
    with django_capture_on_commit_callbacks(execute=True):
        carrying.look_after(timezone.now())
    Letter.objects.unsent().delete()
    with django_capture_on_commit_callbacks(execute=True):
        carrying.look_after(timezone.now())

    erasure.refresh_from_db()
    assert erasure.state == Erasure.State.DONE


def test_ledger_holds_fingerprints_only(person: Twelve) -> None:
    erased(person)

    said = ledger.place().read_text()
    assert (MARK.lower() in said.lower(), ADDRESS in said, len(said.splitlines())) == (False, False, 1)
    assert [len(line.person) for line in ledger.known()] == [64]
