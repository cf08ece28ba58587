"""The meeting itself: who finds it, what a press does, what two presses at once do, and what stands on which screen."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionsets import bidding, chairing, convening, presenting, reflecting
from actionsets.chairing import Act
from actionsets.models import AirtimeSlot, LearningSet, MeetingRoom, SetMeeting
from elearning.accounts.models import User
from elearning.programmes.models import Enrolment
from tests import factories
from tests.actionsets.rooms import AtHand
from tests.conftest import signed_in

NAMES = ("room", "room_shared", "room_paper", "room_pdf", "meeting_airtime", "review")
POSTED = ("room_press", "room_turn", "review_read")
SECRET = "Ring the director of the ring road"
MOST_QUERIES = 25


def begun(at_hand: AtHand) -> MeetingRoom:
    return chairing.begin(at_hand.meeting, at_hand.twelve.step).room


def pressed(at_hand: AtHand, *acts: Act) -> MeetingRoom:
    """The room after these presses, each by somebody who saw the one before."""
    room = MeetingRoom.objects.get(meeting=at_hand.meeting)
    for act in acts:
        room = chairing.press(at_hand.meeting, act, seen=room.revision).room
    return room


def until(at_hand: AtHand, kind: str) -> MeetingRoom:
    """The room at the first stop of this kind."""
    room = begun(at_hand)
    while room.stop.kind != kind:
        room = pressed(at_hand, Act.NEXT)
    return room


def statuses(client: Client, addresses: list[str], posted: list[str]) -> frozenset[int]:
    looked = {client.get(one).status_code for one in addresses}
    return frozenset(looked | {client.post(one).status_code for one in posted})


def outsiders(at_hand: AtHand) -> dict[str, User]:
    """Everybody who has no business in the room."""
    olu, zoe = factories.user("Olu Coordinates"), factories.user("Zoe Stranger")
    at_hand.twelve.cohort.roles.create(
        user=olu, kind="coordinator", organisation=at_hand.twelve.people["P01"].organisation
    )
    com = factories.user("Com Missions")
    at_hand.twelve.cohort.roles.create(user=com, kind="commissioner")
    return {"manager": at_hand.twelve.max, "second": at_hand.sam, "coordinator": olu, "commissioner": com, "zoe": zoe}


def test_nobody_but_its_facilitator_finds_the_room_on_the_facilitators_side(at_hand: AtHand) -> None:
    begun(at_hand)
    presenting.take_turn(at_hand.places()[0], at_hand.meeting, 1)
    addresses = [at_hand.lead(name) for name in NAMES] + [at_hand.lead("room").replace("meetings/2/room/", "airtime/")]
    posted = [at_hand.lead(name) for name in POSTED]
    nosy = {**outsiders(at_hand), "member": at_hand.member(), "other set": at_hand.stranger()}

    found = {who: statuses(signed_in(user), addresses, posted) for who, user in nosy.items()}

    assert set(found.values()) == {frozenset({404})}
    assert signed_in(at_hand.twelve.fay).get(addresses[0]).status_code == 200


def test_nobody_but_members_finds_the_room_on_the_members_side(at_hand: AtHand) -> None:
    begun(at_hand)
    addresses = [at_hand.door(name) for name in (*NAMES, "taking_home")] + [at_hand.twelve.step.door("airtime")]
    posted = [at_hand.door(name) for name in POSTED]
    nosy = {**outsiders(at_hand), "facilitator": at_hand.twelve.fay}

    found = {who: statuses(signed_in(user), addresses, posted) for who, user in nosy.items()}

    assert set(found.values()) == {frozenset({404})}


def test_a_member_of_the_other_set_finds_their_own_meeting_there(at_hand: AtHand) -> None:
    begun(at_hand)
    client = signed_in(at_hand.stranger())

    client.post(at_hand.door("room_press"), {"act": "next", "seen": "1"})

    assert MeetingRoom.objects.get(meeting=at_hand.meeting).position == 0
    assert at_hand.member().name not in client.get(at_hand.door("room")).content.decode()


def test_whoever_has_not_acknowledged_is_led_to_the_agreement(at_hand: AtHand) -> None:
    begun(at_hand)
    at_hand.forget()

    answer = at_hand.client().post(at_hand.door("room_press"), {"act": "next", "seen": "1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, at_hand.twelve.step.door("agreement"))
    assert MeetingRoom.objects.get(meeting=at_hand.meeting).position == 0


def test_whoever_left_finds_nothing(at_hand: AtHand) -> None:
    begun(at_hand)
    client = at_hand.client()
    Enrolment.objects.filter(pk=at_hand.places()[0].enrolment_id).update(state=Enrolment.State.WITHDRAWN)

    assert (client.get(at_hand.door()).status_code, client.get(at_hand.pulse()).status_code) == (404, 404)


def test_only_the_set_hears_whether_anything_has_moved(at_hand: AtHand) -> None:
    begun(at_hand)
    nosy = {**outsiders(at_hand), "other set": at_hand.stranger()}

    found = {who: signed_in(user).get(at_hand.pulse()).status_code for who, user in nosy.items()}

    assert found == dict.fromkeys(nosy, 404)
    assert signed_in(at_hand.twelve.fay).get(at_hand.pulse()).json() == {"mark": "1.0"}
    assert at_hand.client().get(at_hand.pulse()).json() == {"mark": "1.0"}


def test_a_member_who_has_not_acknowledged_hears_nothing(at_hand: AtHand) -> None:
    begun(at_hand)
    at_hand.forget()

    assert at_hand.client().get(at_hand.pulse()).status_code == 404


def test_a_manager_who_leads_the_set_comes_in_by_leading_it(at_hand: AtHand) -> None:
    max_ = at_hand.twelve.max
    assert signed_in(max_).get(at_hand.lead()).status_code == 404
    at_hand.twelve.cohort.roles.create(user=max_, kind="facilitator")
    convening.assign(LearningSet.objects.get(pk=at_hand.one.pk), max_)

    assert signed_in(max_).get(at_hand.lead()).status_code == 200


def test_a_meeting_is_begun_once(at_hand: AtHand) -> None:
    first = chairing.begin(at_hand.meeting, at_hand.twelve.step)
    again = chairing.begin(at_hand.meeting, at_hand.twelve.step)

    assert (first.was_late, again.was_late, again.room.pk) == (False, True, first.room.pk)
    assert (first.room.stop.kind, first.room.stop.minutes) == ("welcome", 5)


@pytest.mark.parametrize("ahead", [timedelta(hours=3), -timedelta(hours=16)])
def test_a_meeting_is_begun_on_its_day(at_hand: AtHand, ahead: timedelta) -> None:
    with pytest.raises(chairing.NotNow):
        chairing.begin(at_hand.meeting, at_hand.twelve.step, now=at_hand.meeting.starts_at - ahead)

    assert not MeetingRoom.objects.exists()


def test_a_meeting_that_did_not_happen_is_not_begun(at_hand: AtHand) -> None:
    SetMeeting.objects.filter(pk=at_hand.meeting.pk).update(state="cancelled")

    at_hand.client().post(at_hand.door("room_press"), {"act": "begin", "seen": "0"})

    assert not MeetingRoom.objects.exists()
    assert "This meeting did not happen." in at_hand.client().get(at_hand.door()).content.decode()


def test_two_who_press_next_at_once_move_on_by_one(at_hand: AtHand) -> None:
    begun(at_hand)
    ours, theirs = at_hand.client(0), at_hand.client(1)

    first = ours.post(at_hand.door("room_press"), {"act": "next", "seen": "1"}, follow=True)
    second = theirs.post(at_hand.door("room_press"), {"act": "next", "seen": "1"}, follow=True)

    assert MeetingRoom.objects.get(meeting=at_hand.meeting).stop.kind == "checkin"
    late = "Somebody pressed just before you. The meeting is now at “Check-in”"
    assert [late in answer.content.decode() for answer in (first, second)] == [False, True]


def test_the_facilitator_and_a_member_press_the_same_clock(at_hand: AtHand) -> None:
    begun(at_hand)
    at_hand.client().post(at_hand.door("room_press"), {"act": "next", "seen": "1"})
    signed_in(at_hand.twelve.fay).post(at_hand.lead("room_press"), {"act": "next", "seen": "2"})

    assert MeetingRoom.objects.get(meeting=at_hand.meeting).stop.kind == "action_review"


def test_a_press_that_makes_no_sense_changes_nothing(at_hand: AtHand) -> None:
    begun(at_hand)
    for sent in ({}, {"act": "dance", "seen": "1"}, {"act": "next", "seen": "9" * 40}, {"act": "back", "seen": "1"}):
        assert at_hand.client().post(at_hand.door("room_press"), sent).status_code == 302

    assert MeetingRoom.objects.get(meeting=at_hand.meeting).revision == 1


def test_a_press_before_the_beginning_changes_nothing(at_hand: AtHand) -> None:
    answer = at_hand.client().post(at_hand.door("room_press"), {"act": "next", "seen": "0"})

    assert (answer.status_code, MeetingRoom.objects.count()) == (302, 0)


def test_a_pause_holds_the_clock(at_hand: AtHand) -> None:
    room, now = begun(at_hand), timezone.now()
    chairing.press(at_hand.meeting, Act.PAUSE, seen=1, now=now)
    later = now + timedelta(minutes=10)

    paused = MeetingRoom.objects.get(pk=room.pk)
    went_on = chairing.press(at_hand.meeting, Act.GO_ON, seen=2, now=later).room

    assert paused.left(later) == went_on.left(later) == paused.left(now)


def test_minutes_are_added(at_hand: AtHand) -> None:
    room = begun(at_hand)
    more = pressed(at_hand, Act.ONE_MORE, Act.FIVE_MORE)

    assert more.ends_at - room.ends_at == timedelta(minutes=6)


def test_past_its_time_a_stop_counts_on_and_stays(at_hand: AtHand) -> None:
    room = begun(at_hand)

    assert room.left(room.began_at + timedelta(minutes=7)) == -timedelta(minutes=2)
    assert MeetingRoom.objects.get(pk=room.pk).position == 0


def test_back_gives_what_was_left(at_hand: AtHand) -> None:
    room = begun(at_hand)
    now = room.began_at + timedelta(minutes=3)
    chairing.press(at_hand.meeting, Act.NEXT, seen=1, now=now)

    back = chairing.press(at_hand.meeting, Act.BACK, seen=2, now=now + timedelta(minutes=4)).room

    assert (back.position, back.left(now + timedelta(minutes=4))) == (0, timedelta(minutes=2))


def test_a_turn_goes_by_its_stages(at_hand: AtHand) -> None:
    room = until(at_hand, "airtime")

    turn = [stop for stop in room.stops if stop.turn == 1]
    assert [stop.minutes for stop in turn] == [7, 5, 15, 5, 5, 3]
    assert (room.stop.title, pressed(at_hand, Act.NEXT).stop.title) == ("Presenting", "Clarifying questions")


def test_an_ended_meeting_can_be_taken_up_again(at_hand: AtHand) -> None:
    begun(at_hand)
    ended = pressed(at_hand, Act.END)
    assert ended.is_over
    assert pressed(at_hand, Act.NEXT).position == 0

    assert not pressed(at_hand, Act.GO_ON).is_over


def test_the_last_stop_has_no_next(at_hand: AtHand) -> None:
    room = begun(at_hand)
    last = pressed(at_hand, *[Act.NEXT] * (len(room.plan) - 1))

    assert last.is_last
    assert pressed(at_hand, Act.NEXT).revision == last.revision


def test_a_room_left_open_is_over_half_a_day_later(at_hand: AtHand) -> None:
    room = begun(at_hand)
    SetMeeting.objects.filter(pk=at_hand.meeting.pk).update(
        starts_at=timezone.now() - timedelta(hours=20), ends_at=timezone.now() - timedelta(hours=16)
    )

    assert (room.is_over, MeetingRoom.objects.get(pk=room.pk).is_over) == (False, True)


def test_a_change_of_the_page_moves_nobody_on(at_hand: AtHand) -> None:
    room = until(at_hand, "bidding")
    step = at_hand.twelve.step
    step.agendas = []
    step.save_revision().publish()

    assert MeetingRoom.objects.get(pk=room.pk).stop.kind == "bidding"
    assert "Bidding for airtime" in at_hand.client().get(at_hand.door()).content.decode()


def test_nothing_new_is_answered_with_304(at_hand: AtHand) -> None:
    begun(at_hand)
    client = at_hand.client()
    mark = client.get(at_hand.pulse()).headers["ETag"]

    same = client.get(at_hand.pulse(), headers={"If-None-Match": mark})
    pressed(at_hand, Act.NEXT)
    moved = client.get(at_hand.pulse(), headers={"If-None-Match": mark})

    assert (same.status_code, same.content) == (304, b"")
    assert (moved.status_code, moved.json()) == (200, {"mark": "2.0"})


def test_screens_hear_of_a_name_that_was_noted(at_hand: AtHand) -> None:
    until(at_hand, "airtime")
    before = at_hand.client().get(at_hand.pulse()).json()["mark"]
    presenting.take_turn(at_hand.places()[0], at_hand.meeting, 1)

    assert at_hand.client().get(at_hand.pulse()).json()["mark"] != before


def test_screens_hear_of_a_bid_while_bids_are_shown(at_hand: AtHand) -> None:
    until(at_hand, "bidding")
    before = at_hand.client().get(at_hand.pulse()).json()["mark"]
    bidding.ask(at_hand.places()[0], at_hand.meeting, title="The ring road", minutes=30, show=True)

    assert at_hand.client().get(at_hand.pulse()).json()["mark"] != before
    assert "The ring road" in at_hand.client(1).get(at_hand.door("room_shared")).content.decode()


def test_a_fragment_is_what_changes_and_no_more(at_hand: AtHand) -> None:
    begun(at_hand)
    part = at_hand.client().get(at_hand.door(), {"part": "1"}).content.decode()

    assert ("<html" in part, 'data-mark="1.0"' in part) == (False, True)


def test_a_press_by_script_answers_with_the_fragment(at_hand: AtHand) -> None:
    begun(at_hand)
    answer = at_hand.client().post(f"{at_hand.door('room_press')}?part=1", {"act": "next", "seen": "1"})

    assert (answer.status_code, 'data-mark="2.0"' in answer.content.decode()) == (200, True)


def test_own_actions_stand_on_ones_own_screen_alone(at_hand: AtHand) -> None:
    until(at_hand, "action_review")
    reflecting.commit(at_hand.member(), UUID(int=1), text=SECRET, due_on=None)

    seen = {
        "own": SECRET in at_hand.client().get(at_hand.door()).content.decode(),
        "own, shared": SECRET in at_hand.client().get(at_hand.door("room_shared")).content.decode(),
        "fellow": SECRET in at_hand.client(1).get(at_hand.door()).content.decode(),
        "facilitator": SECRET in signed_in(at_hand.twelve.fay).get(at_hand.lead()).content.decode(),
    }

    assert seen == {"own": True, "own, shared": False, "fellow": False, "facilitator": False}


def test_what_is_shown_to_the_set_is_read_on_own_screens_alone(at_hand: AtHand) -> None:
    until(at_hand, "action_review")
    key = UUID(int=1)
    reflecting.commit(at_hand.member(), key, text=SECRET, due_on=None)
    reflecting.share(at_hand.member(), key, at_hand.places()[0])

    pages = [
        at_hand.client(1).get(at_hand.door()),
        at_hand.client(1).get(at_hand.door("room_shared")),
        signed_in(at_hand.twelve.fay).get(at_hand.lead("room_shared")),
    ]

    assert [SECRET in page.content.decode() for page in pages] == [True, False, False]


def test_messages_about_ones_own_wait_for_ones_own_screen(at_hand: AtHand) -> None:
    begun(at_hand)
    client = at_hand.client()
    sent = {"action-text": SECRET, "reflection-text": "", "action_key": "0" * 32, "reflection_key": "1" * 32}
    client.post(at_hand.door("taking_home"), sent)

    assert "Only you can see it" not in client.get(at_hand.door("room_shared")).content.decode()
    assert "Kept. Only you can see it." in client.get(at_hand.door("room")).content.decode()


def test_bids_that_are_not_shown_stand_on_no_screen(at_hand: AtHand) -> None:
    until(at_hand, "bidding")
    bidding.ask(at_hand.places()[0], at_hand.meeting, title=SECRET, minutes=30, show=False)

    pages = [at_hand.client().get(at_hand.door("room_shared")), at_hand.client(1).get(at_hand.door())]

    assert [SECRET in page.content.decode() for page in pages] == [False, False]


def test_bidding_counts_the_meetings_since_and_picks_nobody(at_hand: AtHand) -> None:
    first = SetMeeting.objects.get(learning_set=at_hand.one, number=1)
    presenting.take_turn(at_hand.places()[0], first, 1)
    until(at_hand, "bidding")

    ledger = presenting.ledger(at_hand.one, at_hand.twelve.step, until=2)

    assert [row.since for row in ledger.rows if row.presented] == [0]
    assert not AirtimeSlot.objects.filter(meeting=at_hand.meeting).exists()


def test_prompts_are_those_of_the_stage(at_hand: AtHand) -> None:
    until(at_hand, "airtime")
    presenting_page = at_hand.client().get(at_hand.door()).content.decode()
    pressed(at_hand, Act.NEXT)
    clarifying = at_hand.client().get(at_hand.door()).content.decode()

    assert ["To clarify" in presenting_page, "To clarify" in clarifying, "To act" in clarifying] == [False, True, False]
    assert "Advice in disguise" in clarifying


def test_the_facilitator_notes_who_presents_and_corrects_it(at_hand: AtHand) -> None:
    until(at_hand, "airtime")
    one, two, *_rest = at_hand.places()
    fay = signed_in(at_hand.twelve.fay)

    for place in (one, two):
        fay.post(at_hand.lead("room_turn"), {"turn": "1", "presenter": str(place.pk)})

    assert [slot.presenter_id for slot in AirtimeSlot.objects.all()] == [two.pk]
    assert two.enrolment.user.name in at_hand.client().get(at_hand.door("room_shared")).content.decode()


def test_the_facilitator_cannot_note_somebody_of_another_set(at_hand: AtHand) -> None:
    begun(at_hand)
    other = at_hand.stranger().enrolments.get().set_memberships.get()

    answer = signed_in(at_hand.twelve.fay).post(at_hand.lead("room_turn"), {"turn": "1", "presenter": str(other.pk)})

    assert (answer.status_code, AirtimeSlot.objects.count()) == (404, 0)


def test_taking_home_keeps_an_action_and_a_reflection_for_their_owner(at_hand: AtHand) -> None:
    client = at_hand.client()
    sent = {"action-text": SECRET, "reflection-text": "I talk too soon", "action_key": "0" * 32}
    sent["reflection_key"] = "1" * 32

    for _time in range(2):
        client.post(at_hand.door("taking_home"), sent)

    assert [action.text for action in reflecting.actions_of(at_hand.member())] == [SECRET]
    (kept,) = reflecting.reflections_of(at_hand.member())
    assert (kept.text, kept.meeting) == ("I talk too soon", at_hand.meeting)


def test_taking_home_may_leave_half_of_it_empty(at_hand: AtHand) -> None:
    sent = {"reflection-text": "I talk too soon", "action_key": "0" * 32, "reflection_key": "1" * 32}
    answer = at_hand.client().post(at_hand.door("taking_home"), sent)

    assert answer.status_code == 302
    assert reflecting.actions_of(at_hand.member()) == []


def test_taking_home_with_nothing_written_says_so(at_hand: AtHand) -> None:
    sent = {"action-text": " ", "reflection-text": "", "action_key": "0" * 32, "reflection_key": "1" * 32}
    answer = at_hand.client().post(at_hand.door("taking_home"), sent, follow=True)

    assert "You wrote nothing, so nothing was kept." in answer.content.decode()
    assert reflecting.actions_of(at_hand.member()) == []


def test_taking_home_refuses_another_persons_key(at_hand: AtHand) -> None:
    sent = {"action-text": SECRET, "reflection-text": "", "action_key": "0" * 32, "reflection_key": "1" * 32}
    at_hand.client().post(at_hand.door("taking_home"), sent)

    assert at_hand.client(1).post(at_hand.door("taking_home"), sent).status_code == 404
    assert reflecting.actions_of(at_hand.member(1)) == []


def test_on_paper_stand_the_agenda_the_stages_and_a_ledger(at_hand: AtHand) -> None:
    page = at_hand.client().get(at_hand.door("room_paper")).content.decode()

    assert [words in page for words in ("Check-in", "Clarifying questions", "To clarify", "Turn 3", "P01 Example")] == [
        True
    ] * 5


def test_a_meeting_is_printed(at_hand: AtHand) -> None:
    answer = at_hand.client().get(at_hand.door("room_pdf"))

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def eight(at_hand: AtHand) -> None:
    """The set has eight members who have acknowledged."""
    while len(at_hand.places()) < 8:
        enrolment = factories.enrolment(at_hand.twelve.cohort, factories.user())
        at_hand.one.memberships.create(enrolment=enrolment, joined_at=timezone.now())


@pytest.mark.parametrize("kind", ["checkin", "action_review", "bidding", "airtime", "process_review"])
def test_queries_of_a_screen_do_not_grow(at_hand: AtHand, kind: str) -> None:
    until(at_hand, kind)
    client, counts = at_hand.client(), []
    for _size in range(2):
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(at_hand.door())
        counts.append(len(found))
        eight(at_hand)

    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_look_costs_few_queries(at_hand: AtHand) -> None:
    begun(at_hand)
    client = at_hand.client()
    with CaptureQueriesContext(connection) as found:
        client.get(at_hand.pulse())

    assert len(found) <= 6
