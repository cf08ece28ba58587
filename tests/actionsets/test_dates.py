"""Meetings' dates: the series from one form, one meeting moved, called off and planned again, and what counts as held."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from actionsets import coming, diarising, meeting, polling, remarks
from actionsets.bankholidays import bank_holidays, easter_sunday, is_bank_holiday
from actionsets.figures import meetings_of
from actionsets.meeting import Sitting
from actionsets.models import (
    AirtimeBid,
    DatePoll,
    LearningSet,
    MeetingAttendance,
    MeetingChange,
    SetMeeting,
    SetMembership,
)
from elearning.accounts.models import User
from tests import factories
from tests.actionsets.makers import Twelve, plan
from tests.actionsets.test_board import dates_form
from tests.actionsets.test_diarising import address, events_at, files_in, other_event, read
from tests.conftest import signed_in

LONDON = ZoneInfo("Europe/London")
HOURS = timedelta(minutes=210)


def one_meeting(twelve: Twelve, number: int = 2) -> SetMeeting:
    rows = SetMeeting.objects.select_related("learning_set__cohort__programme")
    return rows.get(learning_set=twelve.set_of("P01"), number=number)


def door(twelve: Twelve, name: str, *args: Any) -> str:
    return reverse(f"actionsets:{name}", args=[twelve.cohort.public_id, twelve.set_of("P01").number, *args])


def later(one: SetMeeting, days: int = 1, at: time = time(13, 30)) -> Sitting:
    return Sitting(one.begins().date() + timedelta(days=days), at, HOURS)


def move_form(one: SetMeeting, sitting: Sitting, **changed: Any) -> dict[str, Any]:
    return {
        "on_day": sitting.on.day,
        "on_month": sitting.on.month,
        "on_year": sitting.on.year,
        "at": f"{sitting.at:%H:%M}",
        "minutes": 210,
        "place": one.place,
        "link": "",
        "seen": one.sequence,
        "reason": "The hall is closed.",
        **changed,
    }


def begun(one: SetMeeting) -> SetMeeting:
    """The meeting, now over."""
    SetMeeting.objects.filter(pk=one.pk).update(
        starts_at=timezone.now() - timedelta(hours=5), ends_at=timezone.now() - timedelta(hours=2)
    )
    one.refresh_from_db(fields=["starts_at", "ends_at"])
    return one


# --- The wrong person ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dates", "time", "meeting_move", "call_off"])
def test_dates_of_a_set_at_work_are_its_own_facilitators(twelve: Twelve, at_work: None, name: str) -> None:
    other = factories.user("Gil Example")
    twelve.cohort.roles.create(user=other, kind="facilitator")
    where = door(twelve, name, *([2] if name in {"meeting_move", "call_off"} else []))

    wrong = [factories.user("Zoe Example"), other, twelve.user("P01")]
    answers = [signed_in(user).get(where).status_code for user in (*wrong, twelve.fay, twelve.max)]

    assert answers == [404, 404, 404, 200, 200]


# --- Moving one ---------------------------------------------------------------------------------------------------------


def test_moving_is_looked_at_first_and_then_told_without_a_reason(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    one = one_meeting(twelve)
    client, sitting = signed_in(twelve.fay), later(one)
    mail.outbox.clear()

    looked = client.post(door(twelve, "meeting_move", 2), move_form(one, sitting))
    untouched = (one_meeting(twelve).starts_at == one.starts_at, len(mail.outbox))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(door(twelve, "meeting_move", 2), move_form(one, sitting, sure="1"))

    assert (looked.status_code, untouched) == (200, (True, 0))
    moved = one_meeting(twelve)
    assert (moved.starts_at, moved.uid, moved.sequence) == (sitting.moments(LONDON)[0], one.uid, 1)
    assert len(mail.outbox) == SetMembership.objects.live().filter(learning_set=one.learning_set).count()
    assert "hall" not in str(mail.outbox[0].message())
    assert list(MeetingChange.objects.values_list("number", "kind", "reason", "by")) == [
        (2, "moved", "The hall is closed.", twelve.fay.pk)
    ]


def test_mail_about_one_new_date_asks_who_can_come_and_one_about_none_does_not(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    one = one_meeting(twelve)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        meeting.move(one, later(one), place=one.place, link="", seen=0)
    with django_capture_on_commit_callbacks(execute=True):
        meeting.cancel(one, seen=1)

    bodies = [str(message.body) for message in mail.outbox if message.to == [twelve.user("P01").email]]
    assert ["/answer/" in body for body in bodies] == [True, False]
    assert coming.answering_link(twelve.place_of("P01"), one) in bodies[0]


def test_history_is_read_by_the_set_and_its_facilitator_and_by_no_other_set(twelve: Twelve, at_work: None) -> None:
    one = one_meeting(twelve)
    meeting.move(one, later(one), place="", link="", seen=0, reason="The hall is closed.", by=twelve.fay)
    other = next(key for key in twelve.people if twelve.set_of(key).pk != one.learning_set_id)

    pages = [
        signed_in(twelve.user("P01")).get(twelve.step.url),
        signed_in(twelve.fay).get(door(twelve, "set")),
        signed_in(twelve.user(other)).get(twelve.step.url, follow=True),
    ]

    assert ["The hall is closed." in page.content.decode() for page in pages] == [True, True, False]


def test_of_two_facilitators_at_once_the_second_is_told(twelve: Twelve, confirmed: None) -> None:
    one = one_meeting(twelve)
    first, second = later(one, 1), later(one, 2)
    signed_in(twelve.fay).post(door(twelve, "meeting_move", 2), move_form(one, first, sure="1"))

    answer = signed_in(twelve.max).post(door(twelve, "meeting_move", 2), move_form(one, second, sure="1"), follow=True)
    off = signed_in(twelve.max).post(door(twelve, "call_off", 2), {"seen": 0, "reason": ""}, follow=True)

    said = "Somebody else has changed this in the meantime"
    assert [said in page.content.decode() for page in (answer, off)] == [True, True]
    assert (one_meeting(twelve).starts_at, one_meeting(twelve).state) == (first.moments(LONDON)[0], "planned")


def test_time_that_has_passed_is_refused(twelve: Twelve, confirmed: None) -> None:
    one = one_meeting(twelve)

    with pytest.raises(meeting.TooLate):
        meeting.move(one, Sitting(date(2020, 1, 6), time(9, 30), HOURS), place="", link="", seen=0)


def test_hour_that_clocks_leave_out_is_refused(twelve: Twelve, confirmed: None) -> None:
    one = one_meeting(twelve)

    answer = signed_in(twelve.fay).post(
        door(twelve, "meeting_move", 2), move_form(one, Sitting(date(2027, 3, 28), time(1, 30), HOURS))
    )

    assert answer.status_code == 422
    assert "leave out this time" in answer.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"on_year": "99999"},
        {"on_year": "1"},
        {"on_day": "x"},
        {"minutes": "9" * 40},
        {"seen": "9" * 40},
        {"at": "25:99"},
        {"reason": "x" * 5000},
        {"link": "javascript:alert(1)"},
    ],
)
def test_nonsense_is_asked_again(twelve: Twelve, confirmed: None, sent: dict[str, str]) -> None:
    one = one_meeting(twelve)
    form = move_form(one, later(one), sure="1")

    assert signed_in(twelve.fay).post(door(twelve, "meeting_move", 2), {**form, **sent}).status_code == 422
    assert one_meeting(twelve).sequence == 0


# --- Calendars ----------------------------------------------------------------------------------------------------------


def test_moved_called_off_and_planned_again_is_one_entry_that_two_programs_read_alike(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    own, one = address(twelve, "P01"), one_meeting(twelve)
    again = later(one, 3)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        meeting.move(one, later(one), place=one.place, link="", seen=0)
    with django_capture_on_commit_callbacks(execute=True):
        meeting.cancel(one, seen=1, reason="Too few can come.")
    with django_capture_on_commit_callbacks(execute=True):
        meeting.move(one, again, place=one.place, link="", seen=2)

    mine = [message for message in mail.outbox if message.to == [twelve.user("P01").email]]
    parts = [part for message in mine for part in files_in(message)]
    events = [read(part) for part in parts]
    others = [other_event(part.get_payload(decode=True)) for part in parts]  # type: ignore[arg-type]
    assert [part.get_param("method") for part in parts] == ["REQUEST", "CANCEL", "REQUEST"]
    assert {str(event["uid"]) for event in events} == {f"{one.uid}@alongside"}
    assert [event["sequence"] for event in events] == [1, 2, 3]
    assert [event.sequence.value for event in others] == ["1", "2", "3"]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    moments = {events[2]["dtstart"].dt.astimezone(UTC), others[2].dtstart.value.astimezone(UTC)}
    assert moments == {again.moments(LONDON)[0]}
    shown = [event for event in events_at(own) if str(event["uid"]) == f"{one.uid}@alongside"]
    assert [(str(event["status"]), event["sequence"]) for event in shown] == [("CONFIRMED", 3)]


# --- Called off, did not happen -------------------------------------------------------------------------------------------


def test_what_did_not_happen_is_mailed_to_nobody_and_can_be_planned_again(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    begun(one_meeting(twelve, 1))
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(twelve.fay).post(door(twelve, "call_off", 1), {"seen": 0, "reason": "Snow."})
    after = one_meeting(twelve, 1)

    assert (after.told_state, mail.outbox) == ("Did not happen", [])
    assert list(MeetingChange.objects.values_list("kind", "reason")) == [("not_held", "Snow.")]
    meeting.move(
        after, Sitting(timezone.localdate() + timedelta(days=9), time(9, 30), HOURS), place="x", link="", seen=1
    )
    assert (one_meeting(twelve, 1).state, MeetingChange.objects.count()) == ("planned", 2)


def events_of(one: SetMeeting, reader: User) -> list[Any]:
    """The meeting as somebody finds it in the file that they open in their calendar."""
    found = Calendar.from_ical(diarising.file_of(one_of(one), path="/", reader=reader))
    return [part for part in found.walk() if part.name == "VEVENT"]


def one_of(one: SetMeeting) -> SetMeeting:
    return SetMeeting.objects.select_related("learning_set__cohort__programme").get(pk=one.pk)


def noted(twelve: Twelve, key: str = "P01") -> SetMeeting:
    """A meeting that was noted as held, with everybody there."""
    one = begun(one_meeting(twelve))
    places = SetMembership.objects.live().filter(learning_set=one.learning_set)
    return meeting.attend(one, {place.pk: "present" for place in places}, by=twelve.fay)


def test_meeting_wrongly_noted_as_held_is_put_right_and_counts_for_nobody(twelve: Twelve) -> None:
    twelve.at_work("P01")
    one = noted(twelve)
    before = meetings_of(twelve.cohort)
    was = one.sequence
    sent = {"seen": was, "reason": "Another day"}

    said = signed_in(twelve.fay).post(door(twelve, "call_off", one.number), sent)

    one.refresh_from_db()
    after = meetings_of(twelve.cohort)
    change = MeetingChange.objects.get(learning_set=one.learning_set, kind="not_after")
    assert (said.status_code, one.state, one.sequence) == (302, "cancelled", was + 1)
    assert (before.held, after.held, bool(before.attended), after.attended) == (1, 0, True, {})
    assert (MeetingAttendance.objects.count(), change.by, change.reason) == (0, twelve.fay, "Another day")
    assert [str(event["STATUS"]) for event in events_of(one, twelve.fay)] == ["CANCELLED"]


def test_meeting_wrongly_noted_as_not_held_is_put_right_by_noting_who_was_there(twelve: Twelve) -> None:
    twelve.at_work("P01")
    one = begun(one_meeting(twelve))
    meeting.cancel(one, by=twelve.fay)
    was = one.sequence
    places = SetMembership.objects.live().filter(learning_set=one.learning_set)

    meeting.attend(one, {place.pk: "present" for place in places}, by=twelve.fay)

    kinds = MeetingChange.objects.filter(learning_set=one.learning_set, number=one.number).values_list(
        "kind", flat=True
    )
    assert (one.state, one.sequence, list(kinds)[:2]) == ("held", was + 1, ["held", "not_held"])
    assert [str(event["STATUS"]) for event in events_of(one, twelve.fay)] == ["CONFIRMED"]


def test_of_two_windows_the_second_puts_nothing_right(twelve: Twelve) -> None:
    twelve.at_work("P01")
    one = noted(twelve)
    sent = {"seen": one.sequence}
    client = signed_in(twelve.fay)

    for _twice in range(2):
        client.post(door(twelve, "call_off", one.number), sent)

    assert MeetingChange.objects.filter(kind="not_after").count() == 1


def test_what_was_held_stays_once_the_sets_work_is_deleted(twelve: Twelve) -> None:
    twelve.at_work("P01")
    one = noted(twelve)
    LearningSet.objects.update(state="closed", is_cleared=True)
    one = one_meeting(twelve)

    with pytest.raises(meeting.TooLate):
        meeting.put_right(one, by=twelve.fay)

    page = signed_in(twelve.fay).get(door(twelve, "set")).content.decode()
    assert "It did not happen after all" not in page


def test_member_cannot_put_a_meeting_right(twelve: Twelve) -> None:
    twelve.at_work("P01")
    one = noted(twelve)
    users = [twelve.user("P01"), factories.user("Zoe Example")]

    codes = [
        signed_in(user).post(door(twelve, "call_off", one.number), {"seen": one.sequence}).status_code for user in users
    ]

    assert (codes, SetMeeting.objects.get(pk=one.pk).state) == ([404, 404], "held")


def test_page_of_a_set_asks_as_much_for_one_meeting_to_come_as_for_eight(
    twelve: Twelve, django_assert_max_num_queries: Any
) -> None:
    twelve.at_work(*twelve.people)
    one, client, counts = twelve.set_of("P01"), signed_in(twelve.fay), []
    places = list(SetMembership.objects.live().filter(learning_set=one))
    for count in (1, 8):
        plan(one, count=count)
        for row in one.meetings.all():
            coming.say(places[0], row, "no")
            polling.ask(row, [later(row, 2)], by=twelve.fay)
            AirtimeBid.objects.create(meeting=row, membership=places[0], minutes=10, shown_at=timezone.now())
        where = door(twelve, "set")
        with django_assert_max_num_queries(25) as asked:
            assert client.get(where).status_code == 200
        counts.append(len(asked))
        DatePoll.objects.all().delete()
        AirtimeBid.objects.all().delete()

    assert counts[0] == counts[1]


def test_meeting_called_off_ahead_is_said_to_be_cancelled(twelve: Twelve, confirmed: None) -> None:
    meeting.cancel(one_meeting(twelve), by=twelve.fay)

    assert one_meeting(twelve).told_state == "Cancelled"
    with pytest.raises(meeting.TooLate):
        meeting.cancel(one_meeting(twelve))


def test_series_kept_anew_leaves_what_was_called_off(twelve: Twelve, confirmed: None) -> None:
    meeting.cancel(one_meeting(twelve))
    one = twelve.set_of("P01")
    rows = [Sitting(row.begins().date(), row.begins().time(), row.length) for row in one.meetings.all()]

    meeting.schedule(one, rows, place=one.place, link="")

    assert list(one.meetings.values_list("state", flat=True)) == ["planned", "cancelled", *["planned"] * 3]


# --- Held, or not -------------------------------------------------------------------------------------------------------


def statuses(twelve: Twelve, present: int) -> dict[str, str]:
    members = SetMembership.objects.live().filter(learning_set=twelve.set_of("P01")).order_by("pk")
    return {f"member-{one.pk}": "present" if at < present else "absent" for at, one in enumerate(members)}


def test_meeting_with_too_few_asks_what_it_was(twelve: Twelve, confirmed: None) -> None:
    begun(one_meeting(twelve, 1))
    client, where = signed_in(twelve.fay), door(twelve, "attendance", 1)

    asked = client.post(where, statuses(twelve, 2))

    assert asked.status_code == 422
    assert "2 were there; a meeting takes 3." in asked.content.decode()
    assert (one_meeting(twelve, 1).state, MeetingAttendance.objects.count()) == ("planned", 0)


@pytest.mark.parametrize(
    ("was", "state", "noted", "kind"), [("held", "held", 5, "held_short"), ("not_held", "cancelled", 0, "not_held")]
)
def test_who_notes_it_says_what_a_short_meeting_was(
    twelve: Twelve, confirmed: None, was: str, state: str, noted: int, kind: str
) -> None:
    begun(one_meeting(twelve, 1))

    signed_in(twelve.fay).post(door(twelve, "attendance", 1), {**statuses(twelve, 2), "was": was})

    assert (one_meeting(twelve, 1).state, MeetingAttendance.objects.count()) == (state, noted)
    assert [row.kind for row in MeetingChange.objects.all()] == [kind]


def test_quorate_meeting_is_held_without_a_question(twelve: Twelve, confirmed: None) -> None:
    begun(one_meeting(twelve, 1))

    signed_in(twelve.fay).post(door(twelve, "attendance", 1), statuses(twelve, 3))

    assert one_meeting(twelve, 1).state == "held"


def test_completion_counts_what_was_held_and_nothing_else(twelve: Twelve, confirmed: None) -> None:
    for number in (1, 2, 3):
        begun(one_meeting(twelve, number))
    client = signed_in(twelve.fay)
    client.post(door(twelve, "attendance", 1), statuses(twelve, 5))
    client.post(door(twelve, "attendance", 2), {**statuses(twelve, 2), "was": "not_held"})
    client.post(door(twelve, "attendance", 3), {**statuses(twelve, 2), "was": "held"})

    found = meetings_of(twelve.cohort)

    members = SetMembership.objects.live().filter(learning_set=twelve.set_of("P01")).order_by("pk")
    shares = [float(found.attended[one.enrolment_id]) for one in members]
    assert (found.held, shares) == (2, [1.0, 1.0, 0.5, 0.5, 0.5])


# --- The series ---------------------------------------------------------------------------------------------------------


def test_series_of_a_set_at_work_is_looked_at_before_people_are_told(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    one = twelve.set_of("P01")
    client, form = signed_in(twelve.fay), dates_form(twelve, seen=meeting.mark_of(one.meetings.all()))
    mail.outbox.clear()

    looked = client.post(door(twelve, "dates"), form)
    with django_capture_on_commit_callbacks(execute=True):
        untouched = {row.sequence for row in one.meetings.all()}
        client.post(door(twelve, "dates"), {**form, "sure": "1"})

    assert "Keep these dates?" in looked.content.decode()
    assert (untouched, {row.sequence for row in one.meetings.all()}) == ({0}, {1})
    assert len(mail.outbox) == 5


def test_series_that_somebody_else_has_changed_is_not_kept(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    form = dates_form(twelve, seen=meeting.mark_of(one.meetings.all()), sure="1")
    meeting.cancel(one_meeting(twelve), by=twelve.max)

    page = signed_in(twelve.fay).post(door(twelve, "dates"), form, follow=True).content.decode()

    assert "Somebody else has changed this in the meantime" in page
    assert MeetingChange.objects.count() == 1


def test_series_takes_a_zone_and_agendas(twelve: Twelve) -> None:
    twelve.propose()
    form = dates_form(twelve, time_zone="Europe/Paris", **{"meeting-1-agenda": "virtual", "meeting-1-minutes": "120"})

    signed_in(twelve.fay).post(door_of(twelve, "dates", 1), form)

    first = LearningSet.objects.get(number=1).meetings.select_related("learning_set__cohort").order_by("number")
    assert [(row.begins().strftime("%H:%M"), str(row.zone), row.agenda) for row in first[:2]] == [
        ("14:00", "Europe/Paris", ""),
        ("14:00", "Europe/Paris", "virtual"),
    ]


def door_of(twelve: Twelve, name: str, number: int) -> str:
    return reverse(f"actionsets:{name}", args=[twelve.cohort.public_id, number])


def test_series_counts_from_a_date_by_weeks(twelve: Twelve) -> None:
    twelve.propose()
    asked = {"first_day": "4", "first_month": "1", "first_year": "2028", "count": "4", "weeks": "6"}

    page = signed_in(twelve.fay).get(door_of(twelve, "dates", 1), asked)

    days = [row["form"].initial["on"] for row in page.context["sittings"]]
    assert days == [date(2028, 1, 4) + timedelta(weeks=6 * at) for at in range(4)]


def test_member_finds_the_agenda_that_was_chosen(twelve: Twelve, at_work: None) -> None:
    SetMeeting.objects.filter(learning_set=twelve.set_of("P01"), number=2).update(agenda="virtual")

    page = signed_in(twelve.user("P01")).get(twelve.step.door("meeting", number=2))

    assert page.context["agenda"]["code"] == "virtual"


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 3), (date(2027, 10, 31), 3)])
def test_length_is_real_time_on_the_night_clocks_change(day: date, hours: int) -> None:
    starts_at, ends_at = Sitting(day, time(0, 30), timedelta(hours=hours)).moments(LONDON)

    assert ends_at - starts_at == timedelta(hours=hours)
    assert starts_at.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, time(0, 30))


# --- Worth knowing ------------------------------------------------------------------------------------------------------


def test_easter_is_where_tables_have_it() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2038: (4, 25), 2285: (3, 22)}

    assert {year: (easter_sunday(year).month, easter_sunday(year).day) for year in known} == known


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28"),
        (2027, "1-1 3-26 3-29 5-3 5-31 8-30 12-27 12-28"),
        (2022, "1-3 4-15 4-18 5-2 5-30 8-29 12-26 12-27"),
        (2023, "1-2 4-7 4-10 5-1 5-29 8-28 12-25 12-26"),
    ],
)
def test_bank_holidays_by_rule(year: int, days: str) -> None:
    assert " ".join(f"{day.month}-{day.day}" for day in sorted(bank_holidays(year))) == days


def test_other_zones_have_no_known_holidays() -> None:
    assert [is_bank_holiday(date(2026, 12, 25), zone) for zone in ("Europe/London", "Europe/Paris")] == [True, False]


def test_series_is_remarked_upon_in_words() -> None:
    days = [date(2027, 3, 1), date(2027, 3, 29), date(2027, 5, 8)]
    rows = [Sitting(day, time(9, 30), HOURS) for day in days]

    assert remarks.on_series(rows, "Europe/London", today=date(2027, 1, 1)) == [
        "Monday 29 March 2027 is a bank holiday in England and Wales.",
        "Saturday 8 May 2027 is at a weekend.",
        "The clocks change between meetings 1 and 2; the second is at 09:30 as they show then.",
    ]


def test_answers_fall_when_the_time_changes_and_stay_with_the_place(twelve: Twelve, confirmed: None) -> None:
    one = one_meeting(twelve)
    coming.say(twelve.place_of("P01"), one, "yes")
    same = Sitting(one.begins().date(), one.begins().time(), one.length)
    meeting.move(one, same, place="Another hall", link="", seen=0)
    kept = coming.words_on(one)

    meeting.move(one, later(one), place="Another hall", link="", seen=1)

    assert (len(kept), coming.words_on(one)) == (1, {})
