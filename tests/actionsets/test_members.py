"""What a participant does at the page on sets, through its real doors."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionsets import reflecting, separating
from actionsets.models import ActionLearningPage, SeparationRule, SetMembership
from actionsets.models.private import ActionCommitment, Reflection
from elearning.programmes import progress
from elearning.programmes.models import Way
from tests import factories
from tests.actionsets.makers import Twelve, choices
from tests.conftest import signed_in


def said(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_start_says_when_sets_are_proposed(twelve: Twelve) -> None:
    progress.done(twelve.people["P01"], twelve.step)
    way = Way(twelve.people["P01"], twelve.cohort.workshop_starts_at, done=frozenset({"priorities"}))

    gate = ActionLearningPage.gate(way)

    assert (gate.is_open, gate.reason) == (False, "Sets are proposed on 20 October 2026.")


def test_start_asks_for_priorities_first(twelve: Twelve) -> None:
    page = said(signed_in(twelve.user("P01")), twelve.step.url)

    assert "Choose your priorities first" in page
    assert "companions in difficulty" in page


def test_who_has_no_place_once_sets_are_at_work_is_not_told_that_one_is_coming(twelve: Twelve) -> None:
    late = factories.enrolment(twelve.cohort)
    way = Way(late, twelve.cohort.workshop_starts_at + timedelta(days=60), done=frozenset({"priorities"}))
    before = ActionLearningPage.gate(way).reason
    twelve.confirm()

    after = ActionLearningPage.gate(way).reason

    assert before == "Your set is being put together. You will get an e-mail."
    assert str(after).startswith("The sets are at work, and you have no place in one.")


def test_gate_opens_with_the_proposal(twelve: Twelve) -> None:
    twelve.send()

    assert ActionLearningPage.gate(Way(twelve.people["P01"], twelve.cohort.workshop_starts_at)).is_open


def test_a_draft_is_not_shown_to_its_people(twelve: Twelve) -> None:
    twelve.propose()
    client = signed_in(twelve.user("P01"))

    assert client.get(twelve.step.door("proposal")).status_code == 404
    assert "P05 Example" not in said(client, twelve.step.url)


def test_proposal_names_members_focus_and_why(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.send()

    page = said(signed_in(twelve.user("P06")), twelve.step.url)

    assert ["P01 Example" in page, "Title of TRAK" in page, "P09 Example" in page] == [True, True, False]
    assert "You are here because you chose “Title of TRAK” second." in page


def test_proposal_accepts_with_one_press(twelve: Twelve) -> None:
    twelve.send()

    page = signed_in(twelve.user("P01")).post(twelve.step.door("proposal"), follow=True).content.decode()

    assert twelve.place_of("P01").consent == "accepted"
    assert "You have said yes" in page


def test_decline_leaves_no_trace_for_the_others(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.send()
    signed_in(twelve.user("P01")).post(twelve.step.door("decline"))

    member = said(signed_in(twelve.user("P05")), twelve.step.url)
    board = said(signed_in(twelve.fay), f"/cohorts/{twelve.cohort.public_id}/sets/")

    assert "P01 Example" not in member
    assert [word in member + board for word in ("declined", "has said no", "turned down")] == [False] * 3
    assert "Needs a place." in board


def test_decline_is_told_to_its_own_person_kindly(twelve: Twelve) -> None:
    twelve.send()

    page = signed_in(twelve.user("P01")).post(twelve.step.door("decline"), follow=True).content.decode()

    assert "We are looking for another place for you" in page


def test_decline_twice_is_harmless(twelve: Twelve) -> None:
    twelve.send()
    client = signed_in(twelve.user("P01"))
    client.post(twelve.step.door("decline"))

    assert client.post(twelve.step.door("decline")).status_code == 404
    assert SetMembership.objects.filter(enrolment=twelve.people["P01"]).count() == 1


def test_agreement_opens_the_workspace_and_finishes_the_step(twelve: Twelve, confirmed: None) -> None:
    client = signed_in(twelve.user("P01"))

    client.post(twelve.step.door("agreement"))
    client.post(twelve.step.door("agreement"))

    assert client.get(twelve.step.url).status_code == 200
    assert twelve.people["P01"].progress.get(step_id=twelve.step.pk).done_at is not None


def test_home_shows_members_and_dates_in_the_cohorts_time_zone(twelve: Twelve, at_work: None) -> None:
    page = said(signed_in(twelve.user("P01")), twelve.step.url)

    assert page.count("09:30 to 13:00") == 6
    assert "P02 Example" not in page or twelve.set_of("P01") == twelve.set_of("P02")


def test_first_meeting_follows_the_first_agenda(twelve: Twelve, at_work: None) -> None:
    page = said(signed_in(twelve.user("P01")), twelve.step.door("meeting", 1))

    assert "Agenda: First meeting" in page
    assert "09:50" in page


def test_keep_apart_keeps_what_was_typed_and_shows_no_match(twelve: Twelve) -> None:
    client = signed_in(twelve.user("P01"))

    known = client.post(twelve.step.door("keep_apart"), {"named": "P05 Example"}, follow=True).content.decode()
    unknown = client.post(twelve.step.door("keep_apart"), {"named": "Somebody Else"}, follow=True).content.decode()

    assert SeparationRule.objects.filter(second=twelve.people["P05"]).count() == 1
    assert known.count("Noted. Only the programme manager can read it.") == 1
    assert unknown.count("Noted. Only the programme manager can read it.") == 1


@pytest.mark.parametrize("named", ["", "a\x00b", "x" * 161])
def test_keep_apart_refuses_what_it_cannot_keep(twelve: Twelve, named: str) -> None:
    answer = signed_in(twelve.user("P01")).post(twelve.step.door("keep_apart"), {"named": named})

    assert "There is a problem" in answer.content.decode()
    assert SeparationRule.objects.count() == 0


def test_keep_apart_can_be_taken_back(twelve: Twelve) -> None:
    rule = separating.declare(twelve.people["P01"], "P05 Example")

    signed_in(twelve.user("P01")).post(twelve.step.door("keep_apart_remove", rule.pk))

    assert SeparationRule.objects.count() == 0


def test_action_is_written_reported_and_removed(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.user("P01"))
    key = client.get(twelve.step.door("action_new")).context["key"]
    given = {"text": "Ring the clinic.", "due_on_day": "3", "due_on_month": "3", "due_on_year": "2027", "version": "0"}

    client.post(twelve.step.door("action", key), given)
    client.post(twelve.step.door("action", key), given)
    client.post(twelve.step.door("action_report", key), {"state": "done"})
    reported = ActionCommitment.objects.get()
    client.post(twelve.step.door("action_remove", key))

    assert (reported.state, str(reported.due_on)) == ("done", "2027-03-03")
    assert ActionCommitment.objects.count() == 0


def test_reflection_autosaves_and_hands_back_its_version(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.user("P01"))
    key = client.get(twelve.step.door("reflection_new")).context["key"]
    address, saving = twelve.step.door("reflection", key), {"X-Autosave": "1"}

    first = client.post(address, {"text": "I spoke", "version": "0"}, headers=saving)
    second = client.post(address, {"text": "I spoke too soon.", "version": first["X-Version"]}, headers=saving)

    assert (first.status_code, second["X-Version"]) == (200, "2")
    assert Reflection.objects.get().text == "I spoke too soon."


def test_reflection_changed_in_two_windows_shows_both_texts(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.user("P01"))
    kept = reflecting.write(twelve.user("P01"), uuid.uuid4(), text="Old.")
    address = twelve.step.door("reflection", kept.key)
    client.post(address, {"text": "From the phone.", "version": "1"})

    answer = client.post(address, {"text": "From the desk.", "version": "1"})

    page = answer.content.decode()
    assert (answer.status_code, "From the phone." in page, "From the desk." in page) == (409, True, True)
    assert Reflection.objects.get().text == "From the phone."


def test_reflection_too_long_is_refused_and_kept_on_the_page(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.user("P01"))
    key = client.get(twelve.step.door("reflection_new")).context["key"]

    answer = client.post(twelve.step.door("reflection", key), {"text": "x" * 8001, "version": "0"})

    assert (answer.status_code, "x" * 8001 in answer.content.decode()) == (422, True)


def test_pages_cost_the_same_queries_with_more_members(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.user("P01"))
    client.get(twelve.step.url)
    few = _queries(client, twelve.step.url)
    place = twelve.place_of("P01")
    for _ in range(2):
        late = factories.enrolment(twelve.cohort)
        choices(late, "TRAK")
        SetMembership.objects.create(learning_set=place.learning_set, enrolment=late, consent="accepted")

    more = _queries(client, twelve.step.url)

    assert few == more
    assert more <= 25


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)
