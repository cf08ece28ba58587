"""The airtime ledger: who may note what, what it counts, and what each can expect."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionsets import presenting
from actionsets.models import AirtimeSlot, SetMeeting, SetMembership
from actionsets.refusals import NotHere
from elearning.programmes.models import Enrolment
from tests.actionsets.makers import Twelve
from tests.actionsets.rooms import AtHand
from tests.conftest import signed_in


def meeting(at_hand: AtHand, number: int) -> SetMeeting:
    return SetMeeting.objects.select_related("learning_set__cohort").get(learning_set=at_hand.one, number=number)


def since(at_hand: AtHand, until: int | None = None) -> dict[int, int | None]:
    ledger = presenting.ledger(at_hand.one, at_hand.twelve.step, until=until)
    return {row.place.pk: row.since for row in ledger.rows}


def test_a_member_notes_themselves_and_takes_it_back(at_hand: AtHand) -> None:
    place = at_hand.places()[0]
    for _time in range(2):
        presenting.take_turn(place, meeting(at_hand, 1), 2)
    assert [(slot.turn, slot.presenter_id) for slot in AirtimeSlot.objects.all()] == [(2, place.pk)]

    presenting.give_back(place, meeting(at_hand, 1), 2)

    assert not AirtimeSlot.objects.exists()


def test_a_member_cannot_take_somebody_elses_turn(at_hand: AtHand) -> None:
    one, two, *_rest = at_hand.places()
    presenting.take_turn(one, meeting(at_hand, 1), 1)

    with pytest.raises(presenting.TurnTaken):
        presenting.take_turn(two, meeting(at_hand, 1), 1)
    presenting.give_back(two, meeting(at_hand, 1), 1)

    assert AirtimeSlot.objects.get().presenter_id == one.pk


def test_a_members_form_notes_nobody_else(at_hand: AtHand) -> None:
    one, two, *_rest = at_hand.places()

    at_hand.client().post(at_hand.door("room_turn"), {"turn": "1", "presenter": str(two.pk)})

    assert AirtimeSlot.objects.get().presenter_id == one.pk


@pytest.mark.parametrize("turn", ["0", "9", "9" * 40, "x", ""])
def test_a_turn_that_cannot_be_is_noted_nowhere(at_hand: AtHand, turn: str) -> None:
    answer = at_hand.client().post(at_hand.door("room_turn"), {"turn": turn})

    assert (answer.status_code, AirtimeSlot.objects.count()) == (302, 0)


def test_nothing_is_noted_of_a_meeting_to_come(at_hand: AtHand) -> None:
    with pytest.raises(presenting.NotBegun):
        presenting.take_turn(at_hand.places()[0], meeting(at_hand, 3), 1)


def test_a_member_of_another_set_is_not_noted(at_hand: AtHand) -> None:
    other = SetMembership.objects.live().exclude(learning_set=at_hand.one)[0]

    with pytest.raises(NotHere):
        presenting.note(meeting(at_hand, 1), {1: other})
    with pytest.raises(NotHere):
        presenting.take_turn(other, meeting(at_hand, 1), 1)


def test_meetings_since_each_last_presented(at_hand: AtHand) -> None:
    one, two, three, *_rest = at_hand.places()
    presenting.note(meeting(at_hand, 1), {1: one})
    presenting.note(meeting(at_hand, 2), {1: two})

    found = since(at_hand)

    assert (found[one.pk], found[two.pk], found[three.pk]) == (1, 0, None)
    assert (since(at_hand, until=2)[one.pk], since(at_hand, until=2)[two.pk]) == (0, None)


def test_a_meeting_that_did_not_happen_does_not_count(at_hand: AtHand) -> None:
    one, two, *_rest = at_hand.places()
    presenting.note(meeting(at_hand, 1), {1: one})
    presenting.note(meeting(at_hand, 2), {1: two})
    SetMeeting.objects.filter(learning_set=at_hand.one, number=2).update(state="cancelled")

    assert (since(at_hand)[one.pk], since(at_hand)[two.pk]) == (0, None)


def test_the_forecast_changes_when_somebody_leaves(at_hand: AtHand) -> None:
    members = len(at_hand.places())
    before = presenting.ledger(at_hand.one, at_hand.twelve.step)
    Enrolment.objects.filter(pk=at_hand.places()[1].enrolment_id).update(state=Enrolment.State.WITHDRAWN)
    after = presenting.ledger(at_hand.one, at_hand.twelve.step)

    # The first agenda has one turn, the last two, the three between them three each.
    assert before.turns == after.turns == 12
    assert (before.forecast, after.forecast) == (round(12 / members, 1), round(12 / (members - 1), 1))


def test_turns_of_those_who_left_are_counted_without_a_name(at_hand: AtHand) -> None:
    gone = at_hand.places()[1]
    presenting.note(meeting(at_hand, 1), {1: gone})
    Enrolment.objects.filter(pk=gone.enrolment_id).update(state=Enrolment.State.WITHDRAWN)

    page = at_hand.client().get(at_hand.twelve.step.door("airtime")).content.decode()

    assert ("1 more turn was taken by somebody who has left" in page, gone.enrolment.user.name in page) == (True, False)


def test_the_facilitator_corrects_the_ledger_after_the_meeting(at_hand: AtHand) -> None:
    one, two, *_rest = at_hand.places()
    presenting.note(meeting(at_hand, 1), {1: one})
    fay = signed_in(at_hand.twelve.fay)

    answer = fay.post(at_hand.lead("meeting_airtime", 1), {"turn-1": str(two.pk)})

    assert (answer.status_code, AirtimeSlot.objects.get().presenter_id) == (302, two.pk)


def test_a_facilitators_form_takes_nobody_of_another_set(at_hand: AtHand) -> None:
    other = SetMembership.objects.live().exclude(learning_set=at_hand.one)[0]

    answer = signed_in(at_hand.twelve.fay).post(at_hand.lead("meeting_airtime", 1), {"turn-1": str(other.pk)})

    assert (answer.status_code, AirtimeSlot.objects.count()) == (422, 0)


def test_the_ledger_is_on_no_managers_page(at_hand: AtHand) -> None:
    presenting.note(meeting(at_hand, 1), {1: at_hand.places()[0]})
    cohort = at_hand.twelve.cohort.public_id

    page = signed_in(at_hand.twelve.max).get(f"/cohorts/{cohort}/sets/{at_hand.one.number}/").content.decode()

    assert ("Airtime and reviews" in page, "The meeting itself" in page) == (False, False)


def test_queries_of_the_ledger_do_not_grow(at_hand: AtHand) -> None:
    places, counts, client = at_hand.places(), [], at_hand.client()
    for _size in range(2):
        with CaptureQueriesContext(connection) as found:
            client.get(at_hand.twelve.step.door("airtime"))
        counts.append(len(found))
        presenting.note(meeting(at_hand, 1), {1: places[0], 2: places[1], 3: places[2]})
        presenting.note(meeting(at_hand, 2), {1: places[3]})

    assert counts[0] == counts[1] <= 25


def test_whether_a_meeting_has_begun_is_asked_of_its_date_or_its_room(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01").meetings.get(number=1)

    assert not presenting.has_begun(one, timezone.now())
    assert presenting.has_begun(one, one.starts_at)
