"""A letter that waits goes only to somebody whom it still concerns (TRUST A07, A12)."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from actionsets import coming, convening, deciding, leaving, meeting, messaging, pausing, polling, substituting
from actionsets.meeting import Sitting
from actionsets.models import LearningSet, SetMeeting, SetMembership, SetProposal
from elearning.accounts.models import User
from elearning.post import carrying, recalling
from elearning.post.models import Letter, Reminder
from elearning.post.reminding import remind_all
from elearning.programmes import arranging
from elearning.programmes.models import CohortRole, Enrolment
from tests import factories
from tests.actionsets.makers import Twelve
from tests.laying import laid


@laid
def twelve(db: None) -> Twelve:
    made = Twelve()
    made.at_work(*made.people)
    Letter.objects.all().delete()
    return made


def went() -> dict[str, int]:
    """Send what waits: how many mails each address got."""
    mail.outbox.clear()
    carrying.carry_due(lambda: None)
    found: dict[str, int] = {}
    for message in mail.outbox:
        found[message.to[0]] = found.get(message.to[0], 0) + 1
    return found


def written(user: User) -> list[EmailMessage]:
    """What was sent to somebody."""
    return [message for message in mail.outbox if message.to == [user.email]]


WORDS = {
    "set_left": "You are no longer in your group",
    "set_joined": "Your group and another have become one",
    "set_changed": "Who is in your group has changed",
    "set_dates": "The dates of your group, or where it meets",
}


def names_of(messages: list[EmailMessage]) -> list[str]:
    """Which mails these are, by their words."""
    return [next((name for name, words in WORDS.items() if words in str(one.body)), "other") for one in messages]


def next_of(twelve: Twelve, key: str = "P01") -> SetMeeting:
    """The first meeting of somebody's set."""
    return twelve.set_of(key).meetings.select_related("learning_set__cohort__programme").get(number=1)


def later(one: SetMeeting, days: int = 1) -> Sitting:
    """The same time on another day."""
    begins = one.begins()
    return Sitting(begins.date() + timedelta(days=days), begins.time(), one.length)


def move(one: SetMeeting, days: int = 1) -> SetMeeting:
    """Have a meeting moved; a letter waits for each member."""
    return meeting.move(one, later(one, days), place=one.place, link=one.link, seen=one.sequence)


def fellows(twelve: Twelve, key: str = "P01") -> set[str]:
    """The addresses of all who are in somebody's set."""
    places = SetMembership.objects.live().filter(learning_set=twelve.set_of(key))
    return set(places.values_list("enrolment__user__email", flat=True))


def write_message(twelve: Twelve, one: LearningSet | None) -> None:
    messaging.send(messaging.Audience(twelve.cohort, one), "A word", "Please look.", key=uuid.uuid4(), by=twelve.fay)


def test_all_that_waits_goes_as_long_as_nothing_changes(twelve: Twelve) -> None:
    move(next_of(twelve))

    assert went() == dict.fromkeys(fellows(twelve), 1)


def test_who_has_left_the_set_gets_no_date_and_no_message_but_the_word_that_they_have_left(twelve: Twelve) -> None:
    everybody = fellows(twelve)
    move(next_of(twelve))
    write_message(twelve, twelve.set_of("P01"))
    leaving.leave_set(twelve.place_of("P01"), by=twelve.user("P01"))

    sent = went()
    assert names_of(written(twelve.user("P01"))) == ["set_left"]
    assert {sent[address] for address in everybody - {twelve.user("P01").email}} == {3}


@pytest.mark.parametrize("state", ["withdrawn", "deferred", "removed"])
def test_who_takes_part_no_more_gets_nothing_written_before(twelve: Twelve, state: str) -> None:
    move(next_of(twelve))
    write_message(twelve, None)
    leaving.leave_programme(twelve.people["P01"], state, by=twelve.max)

    went()
    assert names_of(written(twelve.user("P01"))) == ["set_left"]


def test_letter_of_a_date_that_has_changed_since_does_not_go(twelve: Twelve) -> None:
    move(next_of(twelve))
    meeting.cancel(next_of(twelve))

    assert went() == dict.fromkeys(fellows(twelve), 1)
    assert {message.attachments[0].mimetype.rpartition("=")[2] for message in mail.outbox} == {"CANCEL"}


def test_link_goes_only_for_the_time_it_was_made_for(twelve: Twelve) -> None:
    move(next_of(twelve))
    moved = move(next_of(twelve), 2)

    went()
    link = coming.answering_link(twelve.place_of("P01"), moved)
    assert [link in str(message.body) for message in written(twelve.user("P01"))] == [True]


@pytest.mark.parametrize("what", ["closed", "inactive"])
def test_nothing_goes_once_the_cohort_is_closed_or_the_account_is_shut(twelve: Twelve, what: str) -> None:
    move(next_of(twelve))
    write_message(twelve, None)
    everybody = fellows(twelve)
    if what == "closed":
        arranging.close_cohort(twelve.cohort, by=twelve.max)
    else:
        User.objects.filter(email__in=everybody).update(is_active=False)

    sent = went()
    assert {address for address in everybody if address in sent} == set()
    assert set(Letter.objects.values_list("content", flat=True)) == {""}


def test_merged_set_gets_no_letter_of_the_one_that_is_gone(twelve: Twelve) -> None:
    one, other = twelve.set_of("P01"), twelve.set_of("P12")
    assert one != other
    SetProposal.objects.update(outcome={**one.proposal.outcome, "used": {"most_per_organisation": 7}})
    Enrolment.objects.update(line_manager_email="")
    _make_small(one, 3, keep="P01", twelve=twelve)
    _make_small(other, 3, keep="P12", twelve=twelve)
    asked = deciding.ask(one, joins=other, by=twelve.max)
    Letter.objects.all().delete()
    move(next_of(twelve))
    for place in deciding.members_of(one, other):
        deciding.answer(place, asked, is_yes=True)
    deciding.merge(asked, by=twelve.max)

    went()
    assert names_of(written(twelve.user("P01"))) == ["set_joined"]


def _make_small(one: LearningSet, size: int, *, keep: str, twelve: Twelve) -> None:
    places = [place for place in deciding.members_of(one) if place.enrolment_id != twelve.people[keep].pk]
    for place in places[size - 1 :]:
        leaving.leave_set(place, by=twelve.max)


def test_question_about_dates_does_not_go_once_it_is_taken_back(twelve: Twelve) -> None:
    poll = polling.ask(next_of(twelve), [later(next_of(twelve), 2)], by=twelve.fay)
    polling.drop(poll)

    assert went() == {}


def test_question_about_a_substitute_does_not_go_once_it_is_taken_back(twelve: Twelve) -> None:
    sam = factories.user("Sam Second")
    CohortRole.objects.create(cohort=twelve.cohort, user=sam, kind="facilitator")
    asked = substituting.ask(twelve.set_of("P01"), sam, meeting=next_of(twelve), by=twelve.fay)
    substituting.withdraw(asked)

    assert fellows(twelve) & set(went()) == set()


def test_who_leads_no_more_is_told_nothing_of_the_set(twelve: Twelve) -> None:
    sam = factories.user("Sam Second")
    CohortRole.objects.create(cohort=twelve.cohort, user=sam, kind="facilitator")
    leaving.leave_set(twelve.place_of("P01"), by=twelve.user("P01"))
    convening.assign(twelve.set_of("P02"), sam)
    convening.assign(twelve.set_of("P12"), sam)
    LearningSet.objects.update(facilitator=sam)

    assert went().get(twelve.fay.email, 0) == 0


def test_offer_of_a_place_does_not_go_once_it_is_declined(db: None) -> None:
    fresh = Twelve()
    fresh.send()
    place = fresh.place_of("P01")
    convening.decline(place)
    Enrolment.objects.filter(pk=fresh.people["P02"].pk).update(state="withdrawn")

    sent = went()
    assert sent.get(fresh.user("P02").email, 0) == 0
    assert [
        message.subject for message in written(fresh.user("P01")) if str(place.respond_by) in str(message.body)
    ] == []
    assert sent[fresh.user("P03").email] == 1


def reminded_at(twelve: Twelve) -> datetime:
    """A Thursday morning, a week before the set's next meeting; its reminder is written and waits."""
    one = twelve.set_of("P01").meetings.select_related("learning_set__cohort").get(number=2)
    thursday = (one.starts_at + (3 - one.begins().weekday()) % 7 * timedelta(days=1)).replace(hour=9, minute=0)
    SetMeeting.objects.exclude(pk=one.pk).delete()
    SetMeeting.objects.filter(pk=one.pk).update(starts_at=thursday, ends_at=thursday + one.length)
    now = thursday - timedelta(days=7)
    remind_all(now)
    Letter.objects.update(due_at=timezone.now(), expires_at=timezone.now() + timedelta(hours=1))
    return now


def test_reminder_waits_for_everybody_in_the_set_and_goes(twelve: Twelve) -> None:
    reminded_at(twelve)

    assert went() == dict.fromkeys(fellows(twelve), 1)


@pytest.mark.parametrize("what", ["left", "cancelled", "moved", "paused", "closed"])
def test_reminder_that_says_what_is_no_longer_so_does_not_go_and_is_not_counted(twelve: Twelve, what: str) -> None:
    now = reminded_at(twelve)
    one = twelve.set_of("P01").meetings.select_related("learning_set__cohort__programme").get(number=2)
    if what == "left":
        leaving.leave_set(twelve.place_of("P01"), by=twelve.max)
    elif what == "cancelled":
        meeting.cancel(one)
    elif what == "moved":
        move(one, 7)
    elif what == "paused":
        pausing.pause(one.learning_set)
    else:
        arranging.close_cohort(twelve.cohort, by=twelve.max)
    Letter.objects.exclude(name="digest").delete()

    assert went().get(twelve.user("P01").email, 0) == 0
    remind_all(now)
    assert not Reminder.objects.filter(user=twelve.user("P01"), name="meeting").exists()


def test_code_word_that_no_room_knows_holds_for_nobody(twelve: Twelve) -> None:
    assert not recalling.holds(["something:1"], twelve.fay)
    assert not recalling.holds([f"manager:{twelve.cohort.pk}"], None)
    assert recalling.holds([f"manager:{twelve.cohort.pk}"], twelve.max)
    assert recalling.holds([], None)
