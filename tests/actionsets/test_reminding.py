"""Who is reminded of a set: of a place on offer, of the next meeting, and of the word after it."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import TestCase

from actionsets import coming, meeting, pausing, reminding
from actionsets.models import LearningSet, MeetingAnswer, MeetingAttendance, SetMeeting, SetMembership
from elearning.post.reminding import Due, remind_all
from elearning.programmes.models import Enrolment
from tests.actionsets.makers import Twelve
from tests.laying import laid

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@laid
def twelve(db: None) -> Twelve:
    made = Twelve()
    made.confirm()
    return made


def next_of(twelve: Twelve, key: str = "P01") -> SetMeeting:
    """The third meeting of somebody's set, on a Thursday."""
    one = twelve.set_of(key).meetings.select_related("learning_set__cohort").get(number=3)
    thursday = one.starts_at + (3 - one.begins().weekday()) % 7 * DAY
    SetMeeting.objects.exclude(pk=one.pk).filter(learning_set=one.learning_set).delete()
    SetMeeting.objects.filter(pk=one.pk).update(starts_at=thursday, ends_at=thursday + one.length)
    one.refresh_from_db()
    return one


def people(dues: list[Due]) -> set[str]:
    return {due.user.first_name for due in dues}


def members(twelve: Twelve, one: LearningSet) -> set[str]:
    places = SetMembership.objects.live().filter(learning_set=one).select_related("enrolment__user")
    return {place.enrolment.user.first_name for place in places}


@pytest.mark.parametrize(("days", "number"), [(8, 0), (7, 1), (3, 1), (2, 2), (0.1, 2), (-0.1, 0)])
def test_members_are_reminded_a_week_and_two_days_before(twelve: Twelve, days: float, number: int) -> None:
    one = next_of(twelve)
    said = [due for due in reminding.meetings(one.starts_at - days * DAY) if f"-{one.pk}-" in due.occasion]

    assert people(said) == (members(twelve, one.learning_set) if number else set())
    assert {due.occasion.rpartition("-")[2] for due in said} == ({str(number)} if number else set())


def test_nobody_of_a_set_that_pauses_is_reminded(twelve: Twelve) -> None:
    one = next_of(twelve)
    pausing.pause(one.learning_set)
    paused = [due for due in reminding.meetings(one.starts_at - 7 * DAY) if f"-{one.pk}-" in due.occasion]
    pausing.take_up(one.learning_set)

    said = [due for due in reminding.meetings(one.starts_at - 7 * DAY) if f"-{one.pk}-" in due.occasion]

    assert (paused, people(said)) == ([], members(twelve, one.learning_set))


def test_two_days_before_a_monday_is_the_friday(twelve: Twelve) -> None:
    one = next_of(twelve)
    monday = one.starts_at + 4 * DAY
    SetMeeting.objects.filter(pk=one.pk).update(starts_at=monday, ends_at=monday + 2 * HOUR)

    numbers = [
        {
            due.occasion.rpartition("-")[2]
            for due in reminding.meetings(monday - days * DAY)
            if f"-{one.pk}-" in due.occasion
        }
        for days in (4, 3)
    ]

    assert numbers == [{"1"}, {"2"}]


def test_first_word_asks_what_to_bring_and_neither_names_anything(twelve: Twelve) -> None:
    one = next_of(twelve)
    meeting.schedule(one.learning_set, meeting.usual(one.learning_set), place="Telltale Partners House", link="")
    one = next_of(twelve)
    first, second = (
        {due.sentence for due in reminding.meetings(one.starts_at - days * DAY) if f"-{one.pk}-" in due.occasion}
        for days in (7, 2)
    )
    day = f"{one.begins():%A} {one.begins().day} {one.begins():%B} at {one.begins():%H:%M}"

    assert first == {f"Your group meets on {day}. What would you like to bring?"}
    assert second == {f"Your group meets on {day}."}


def test_whoever_cannot_come_is_not_reminded_and_is_again_once_the_date_has_changed(twelve: Twelve) -> None:
    one, place = next_of(twelve), twelve.place_of("P01")
    MeetingAnswer.objects.create(meeting=one, membership=place, starts_at=one.starts_at, answer="no")

    before = people(list(reminding.meetings(one.starts_at - 2 * DAY)))
    SetMeeting.objects.filter(pk=one.pk).update(starts_at=one.starts_at + HOUR, ends_at=one.ends_at + HOUR)
    after = people(list(reminding.meetings(one.starts_at - 2 * DAY)))

    assert ("P01" in before, "P01" in after) == (False, True)


@pytest.mark.parametrize("state", ["withdrawn", "deferred", "removed"])
def test_whoever_has_left_the_programme_gets_nothing(twelve: Twelve, state: str) -> None:
    one = next_of(twelve)
    Enrolment.objects.filter(pk=twelve.people["P01"].pk).update(state=state)

    everything = [*reminding.meetings(one.starts_at - 2 * DAY), *reminding.wrap_up(one.ends_at + 2 * HOUR)]

    assert "P01" not in people(everything)
    assert len(people(everything)) > 3


def test_whoever_has_left_the_set_gets_nothing(twelve: Twelve) -> None:
    one = next_of(twelve)
    SetMembership.objects.filter(pk=twelve.place_of("P01").pk).update(ended_at=one.starts_at)

    assert "P01" not in people(list(reminding.meetings(one.starts_at - 2 * DAY)))


def test_meeting_that_was_called_off_is_not_spoken_of(twelve: Twelve) -> None:
    one = next_of(twelve)
    SetMeeting.objects.filter(pk=one.pk).update(state=SetMeeting.State.CANCELLED)

    said = [*reminding.meetings(one.starts_at - 2 * DAY), *reminding.wrap_up(one.ends_at + 2 * HOUR)]

    assert [due for due in said if str(one.pk) in due.occasion.split("-")[1]] == []


@pytest.mark.parametrize(("hours", "comes"), [(0.9, False), (1, True), (95, True), (97, False)])
def test_word_after_a_meeting_comes_an_hour_after_its_end(twelve: Twelve, hours: float, comes: bool) -> None:
    one = next_of(twelve)

    said = [due for due in reminding.wrap_up(one.ends_at + hours * HOUR) if due.occasion == f"after-{one.pk}"]

    assert people(said) == (members(twelve, one.learning_set) if comes else set())
    assert {due.sentence for due in said} <= {
        "Your group has met. Write your action and your reflection; only you can see them."
    }


def test_word_after_a_meeting_is_for_those_who_were_there(twelve: Twelve) -> None:
    one = next_of(twelve)
    there, absent, declined, came_after_all, later = SetMembership.objects.live().filter(learning_set=one.learning_set)[
        :5
    ]
    for place, status in ((absent, "absent"), (came_after_all, "present")):
        MeetingAttendance.objects.create(meeting=one, membership=place, status=status)
    for place in (declined, came_after_all):
        coming.say(place, one, "no")
    SetMembership.objects.filter(pk=later.pk).update(joined_at=one.ends_at + HOUR)

    said = people(list(reminding.wrap_up(one.ends_at + 2 * HOUR)))

    names = [place.enrolment.user.first_name for place in (there, absent, declined, came_after_all, later)]
    assert [name in said for name in names] == [True, False, False, True, False]


def test_word_after_the_last_meeting_comes_though_the_set_has_ended_and_not_while_it_pauses(twelve: Twelve) -> None:
    one = next_of(twelve)
    pausing.pause(one.learning_set)
    paused = people([due for due in reminding.wrap_up(one.ends_at + 2 * HOUR) if due.occasion == f"after-{one.pk}"])
    pausing.take_up(one.learning_set)
    LearningSet.objects.filter(pk=one.learning_set_id).update(state="closed")

    said = people([due for due in reminding.wrap_up(one.ends_at + 2 * HOUR) if due.occasion == f"after-{one.pk}"])

    assert (paused, said) == (set(), members(twelve, one.learning_set))


def answer_due(twelve: Twelve, now: datetime) -> set[str]:
    return {f"{due.user.first_name} {due.occasion.rpartition('-')[2]}" for due in reminding.answers(now)}


def test_place_that_waits_for_an_answer_is_named_twice(db: None) -> None:
    twelve = Twelve()
    twelve.send()
    last = date(2026, 11, 12)
    SetMembership.objects.update(respond_by=last)
    SetMembership.objects.exclude(pk=twelve.place_of("P01").pk).update(consent="accepted")
    days = [datetime(2026, 11, day, 12, tzinfo=twelve.cohort.zone) for day in (9, 10, 11, 12)]

    assert [answer_due(twelve, day) for day in days] == [set(), {"P01 1"}, {"P01 1"}, {"P01 2"}]


def test_mail_of_the_day_leads_to_the_meeting_and_to_an_answer_without_sign_in(twelve: Twelve) -> None:
    one = next_of(twelve)
    morning = one.begins().replace(hour=9, minute=0) - 2 * DAY
    mail.outbox.clear()

    with TestCase.captureOnCommitCallbacks(execute=True):
        remind_all(morning)

    mine = next(message for message in mail.outbox if message.to == [twelve.people["P01"].user.email])
    place = twelve.place_of("P01")
    assert f"/meetings/{one.number}/" in mine.body
    assert f"Say whether you can come: {coming.answering_link(place, one)}" in mine.body
    others = [enrolment.user.first_name for key, enrolment in twelve.people.items() if key != "P01"]
    told = [word for word in (*others, "Corn Exchange", str(one.learning_set), "Title of") if word in mine.body]
    assert told == []
