"""Late joiners and sets at work: until the second meeting, below seven, no rule broken, and only if the set agrees."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionsets import admitting, agreeing, convening, separating
from actionsets.models import LearningSet, SetMeeting, SetMembership
from actionsets.refusals import NotHere
from elearning.programmes.models import Enrolment
from tests import factories
from tests.actionsets.makers import Twelve, choices
from tests.conftest import signed_in
from tests.laying import laid


@laid
def late(twelve: Twelve, confirmed: None) -> Enrolment:
    """Somebody who joined after the sets of six were confirmed."""
    one = factories.enrolment(
        twelve.cohort, factories.user("Late Joiner"), organisation=factories.organisation("Late Ltd")
    )
    choices(one, "TRAK")
    return one


def door(twelve: Twelve, one: Enrolment) -> str:
    return reverse("actionsets:join", args=[twelve.cohort.public_id, one.public_id])


def has_met(one: LearningSet, meetings: int) -> None:
    """So many meetings of the set lie in the past."""
    for meeting in one.meetings.filter(number__lte=meetings):
        begun = timezone.now() - timedelta(days=40 - 10 * meeting.number)
        SetMeeting.objects.filter(pk=meeting.pk).update(starts_at=begun, ends_at=begun + timedelta(hours=3))


def room_of(one: Enrolment, learning_set: LearningSet) -> admitting.Room:
    return next(room for room in admitting.rooms(one) if room.learning_set == learning_set)


def test_join_is_not_there_for_those_who_do_not_run_the_cohort(twelve: Twelve, late: Enrolment) -> None:
    people = [factories.user("Zoe Example"), twelve.user("P01"), late.user]

    answers = [signed_in(who).post(door(twelve, late), {"to": "1"}).status_code for who in people]

    assert (answers, SetMembership.objects.filter(enrolment=late).exists()) == ([404, 404, 404], False)


def test_join_is_not_there_for_somebody_of_another_cohort(twelve: Twelve, late: Enrolment) -> None:
    other = factories.enrolment(factories.cohort(twelve.cohort.programme, name="Other"))

    assert signed_in(twelve.fay).get(door(twelve, other)).status_code == 404


def test_join_says_that_somebody_has_a_place_already(twelve: Twelve, late: Enrolment) -> None:
    place = twelve.place_of("P01").pk

    said = signed_in(twelve.fay).post(door(twelve, twelve.people["P01"]), {"to": "2"}, follow=True).content.decode()

    assert ("P01 Example has a place already." in said, twelve.place_of("P01").pk) == (True, place)


def test_newcomer_reads_the_agreement_and_the_others_agree_anew(twelve: Twelve, late: Enrolment) -> None:
    one = twelve.set_of("P01")
    agreeing.acknowledge(twelve.place_of("P01"), twelve.step)
    assert (
        door(twelve, late)
        in signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id])).content.decode()
    )

    signed_in(twelve.fay).post(door(twelve, late), {"to": str(one.number)})

    assert one.agreements.count() == 2
    assert "everybody agrees anew" in signed_in(twelve.user("P01")).get(twelve.step.url, follow=True).content.decode()
    newcomer = signed_in(late.user)
    newcomer.post(twelve.step.door("agreement"))
    assert SetMembership.objects.live().get(enrolment=late).consent == "accepted"
    assert newcomer.get(twelve.step.url).status_code == 200


def test_newcomer_can_still_say_no_and_nobody_is_told(twelve: Twelve, late: Enrolment) -> None:
    one = twelve.set_of("P01")
    admitting.admit(late, one, set_agrees=False)
    client = signed_in(late.user)

    assert twelve.step.door("decline") in client.get(twelve.step.door("agreement")).content.decode()
    client.post(twelve.step.door("decline"))

    assert not SetMembership.objects.live().filter(enrolment=late).exists()
    assert room_of(late, one).closed == "It has been offered to them before."


def test_who_has_agreed_does_not_decline_any_more(twelve: Twelve, late: Enrolment) -> None:
    admitting.admit(late, twelve.set_of("P01"), set_agrees=False)
    client = signed_in(late.user)
    client.post(twelve.step.door("agreement"))

    assert client.post(twelve.step.door("decline")).status_code == 404


def test_mails_are_neutral(twelve: Twelve, late: Enrolment, django_capture_on_commit_callbacks: object) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        admitting.admit(late, twelve.set_of("P01"), set_agrees=False)

    to_others = [message for message in mail.outbox if message.to != [late.user.email]]
    said = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert len(mail.outbox) == twelve.set_of("P01").memberships.count()
    assert [word for word in ("Set 1", "Set 2", "TRAK", "LEAD", "joined") if word in said] == []
    assert [message.to for message in to_others if "Late" in f"{message.subject} {message.body}"] == []


def test_once_the_set_has_met_it_must_agree(twelve: Twelve, late: Enrolment) -> None:
    one = twelve.set_of("P01")
    has_met(one, 1)
    client = signed_in(twelve.fay)

    refused = client.post(door(twelve, late), {"to": str(one.number)})
    taken = client.post(door(twelve, late), {"to": str(one.number), "set_agrees": "on"})

    assert (refused.status_code, "Ask it first" in refused.content.decode(), taken.status_code) == (422, True, 302)
    assert SetMembership.objects.live().get(enrolment=late).learning_set == one


def test_after_the_second_meeting_nobody_joins(twelve: Twelve, late: Enrolment) -> None:
    one = twelve.set_of("P01")
    has_met(one, 2)

    with pytest.raises(NotHere):
        admitting.admit(late, one, set_agrees=True)

    assert room_of(late, one).closed == "It has met twice, and nobody joins after that."


def test_a_set_of_seven_is_full(twelve: Twelve, late: Enrolment) -> None:
    one = twelve.set_of("P01")
    for number in range(7 - one.memberships.count()):
        name = f"More{number} People"
        more = factories.enrolment(twelve.cohort, factories.user(name), organisation=factories.organisation(name))
        admitting.admit(more, one, set_agrees=False)

    assert room_of(late, one).closed == "It has seven members."


def test_keep_apart_is_checked_anew(twelve: Twelve, late: Enrolment) -> None:
    separating.declare(twelve.people["P01"], "Late Joiner")
    one = twelve.set_of("P01")

    with pytest.raises(NotHere):
        admitting.admit(late, one, set_agrees=True)

    page = signed_in(twelve.fay).get(door(twelve, late)).content.decode()
    assert ["Not possible." in page, "asked" in page.split("Not possible.")[1][:200]] == [True, False]


def test_half_days_that_do_not_suit_are_said_and_do_not_forbid(twelve: Twelve, late: Enrolment) -> None:
    late.availability = ["FRI-PM"]
    late.save(update_fields=["availability"])

    room = room_of(late, twelve.set_of("P01"))

    assert (room.closed, len(room.notes)) == ("", 1)


def test_two_presses_give_one_place(twelve: Twelve, late: Enrolment) -> None:
    one = twelve.set_of("P01")
    admitting.admit(late, one, set_agrees=False)

    with pytest.raises(NotHere):
        admitting.admit(late, twelve.set_of("P04"), set_agrees=False)

    assert SetMembership.objects.live().filter(enrolment=late).count() == 1


@pytest.mark.parametrize("sent", [{}, {"to": "9"}, {"to": "x"}, {"to": "99999999999999999999"}])
def test_bad_input_is_said_beside_the_question(twelve: Twelve, late: Enrolment, sent: dict[str, str]) -> None:
    assert signed_in(twelve.fay).post(door(twelve, late), sent).status_code == 422


def test_board_flags_a_set_that_has_become_small(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    for place in list(SetMembership.objects.live().filter(learning_set=one))[4:]:
        place.enrolment.state = "withdrawn"
        place.enrolment.save(update_fields=["state"])

    page = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id])).content.decode()

    assert page.count("Four members: keep an eye on it") == 1


def test_decline_of_a_place_that_was_confirmed_is_refused(twelve: Twelve, confirmed: None) -> None:
    with pytest.raises(convening.ProposalClosed):
        convening.decline(twelve.place_of("P01"))


def test_join_asks_the_same_questions_for_two_sets_and_three(twelve: Twelve, late: Enrolment) -> None:
    client, asked = signed_in(twelve.fay), []
    client.get(door(twelve, late))  # the first look of an hour is noted
    for again in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(door(twelve, late))
        asked.append(len(queries))
        one = twelve.set_of("P01")
        LearningSet.objects.create(
            cohort=one.cohort, proposal=one.proposal, number=9 + again, state="confirmed", slot="TUE-AM"
        )

    assert (asked[0] == asked[1], asked[0] <= 25) == (True, True)
