"""Meetings in people's own calendars: files that two independent programs read alike, and an address that can be renewed."""

import re
from datetime import UTC, datetime, time, timedelta
from email.message import Message
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from actionsets import diarising, meeting
from actionsets.models import CalendarFeed, SetMeeting, SetMembership
from elearning import icalendars
from elearning.icalendars import Entry, Person
from tests import factories
from tests.actionsets.makers import Twelve, plan
from tests.conftest import signed_in

LONDON = ZoneInfo("Europe/London")
LONG = "Zoë Ó Briain-Featherstonehaugh, of the Partnership for Everything Everywhere; and “others”\nWing 4"


def entry(**changed: Any) -> Entry:
    given = {
        "uid": "6f1c@alongside",
        "sequence": 2,
        "starts_at": datetime(2027, 3, 29, 9, 30, tzinfo=LONDON),  # the day after the clocks go forward
        "ends_at": datetime(2027, 3, 29, 13, 0, tzinfo=LONDON),
        "changed_at": datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
        "summary": "Group meeting",
        "url": "https://learning.example.org/set/",
    }
    return Entry(**{**given, **changed})


def one_event(content: bytes) -> dict[str, Any]:
    """The only event of a file, as the one program reads it."""
    found = [part for part in Calendar.from_ical(content).walk() if part.name == "VEVENT"]
    assert len(found) == 1
    return found[0]


def other_event(content: bytes) -> Any:
    """The only event of a file, as the other program reads it."""
    return vobject.readOne(content.decode()).vevent


def test_two_programs_read_the_same_moment_across_a_change_of_clocks() -> None:
    content = icalendars.subscription([entry()], title="Group meetings")

    one, other = one_event(content)["dtstart"].dt, other_event(content).dtstart.value

    assert [one.astimezone(UTC), other.astimezone(UTC)] == [datetime(2027, 3, 29, 8, 30, tzinfo=UTC)] * 2
    assert b"BEGIN:VTIMEZONE" in content
    assert b"TZID:Europe/London" in content


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Dublin", "Europe/Paris", "Europe/Helsinki", "UTC"])
@pytest.mark.parametrize(("month", "day"), [(1, 6), (3, 27), (3, 29), (7, 6), (10, 30), (11, 1), (12, 31)])
def test_two_programs_read_the_same_moment_at_every_time_of_the_year(zone: str, month: int, day: int) -> None:
    starts_at = datetime(2027, month, day, 13, 30, tzinfo=ZoneInfo(zone))
    content = icalendars.subscription(
        [entry(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))], title="Group meetings"
    )

    read_as = {one_event(content)["dtstart"].dt.astimezone(UTC), other_event(content).dtstart.value.astimezone(UTC)}

    assert read_as == {starts_at.astimezone(UTC)}


def test_invitation_names_its_sender_and_its_receiver_and_nobody_else() -> None:
    content = icalendars.invitation(
        entry(), by=Person("Alongside", "post@example.org"), to=Person("Ada “A” Byrne", "ada@example.org")
    )

    one, other = one_event(content), other_event(content)
    assert (str(one["organizer"]), str(one["attendee"])) == ("mailto:post@example.org", "mailto:ada@example.org")
    assert other.attendee.value == "mailto:ada@example.org"
    assert len(re.findall(rb"mailto:", content)) == 2
    assert (one["uid"], one["sequence"], one["status"]) == ("6f1c@alongside", 2, "CONFIRMED")
    assert Calendar.from_ical(content)["method"] == vobject.readOne(content.decode()).method.value == "REQUEST"


def test_cancellation_has_the_same_name_and_a_later_number() -> None:
    content = icalendars.invitation(
        entry(sequence=3, is_cancelled=True), by=Person("A", "a@example.org"), to=Person("B", "b@example.org")
    )

    one = one_event(content)
    assert (Calendar.from_ical(content)["method"], one["status"], one["uid"], one["sequence"]) == (
        "CANCEL",
        "CANCELLED",
        "6f1c@alongside",
        3,
    )


@pytest.mark.parametrize("place", [LONG, "Ünïcode 🏠", "a" * 400, "x;y,z\\n", "BEGIN:VEVENT\r\nEND:VCALENDAR"])
def test_any_place_comes_back_as_it_was(place: str) -> None:
    content = icalendars.subscription([entry(location=place)], title="Group meetings")

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    wanted = place.replace("\r\n", "\n")
    assert str(one_event(content)["location"]).replace("\r\n", "\n") == wanted
    assert other_event(content).location.value.replace("\r\n", "\n") == wanted


# --- Mails -----------------------------------------------------------------------------------------------------------


def files_in(message: Any) -> list[Message]:
    """The calendar files of a mail, as they go over the wire."""
    return [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]


def read(part: Message) -> Any:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return one_event(content)


def test_confirmation_brings_five_meetings_for_the_calendar(
    twelve: Twelve, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        twelve.confirm()

    confirmed = [message for message in mail.outbox if "confirmed" in message.body]
    assert len(confirmed) == 12
    parts = files_in(confirmed[0])
    assert [part.get_param("method") for part in parts] == ["REQUEST"] * 5
    assert len({str(read(part)["uid"]) for part in parts}) == 5
    assert {str(read(part)["attendee"]) for part in parts} == {f"mailto:{confirmed[0].to[0]}"}


def test_files_in_mails_tell_no_place_link_focus_or_name(
    twelve: Twelve, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        twelve.confirm()
    mine = next(message for message in mail.outbox if message.to == [twelve.user("P01").email] and files_in(message))
    said = " ".join(str(part.get_payload(decode=True)) for part in files_in(mine))

    others = [one.user.name for key, one in twelve.people.items() if key != "P01"]
    assert [word for word in ("Corn Exchange", "TRAK", "LEAD", "Set 1", "Set 2", *others) if word in said] == []


def test_moved_meeting_keeps_its_name_and_only_what_changed_is_sent(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    one = twelve.set_of("P01")
    before = {m.number: m for m in one.meetings.all()}
    sittings = [meeting.Sitting(m.begins().date(), m.begins().time(), m.length) for m in before.values()]
    sittings[2] = meeting.Sitting(sittings[2].on + timedelta(days=1), time(13, 30), sittings[2].length)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        meeting.schedule(one, sittings, place="The Corn Exchange", link="")

    parts = files_in(mail.outbox[0])
    assert len(mail.outbox) == one.memberships.count()
    assert [(str(read(part)["uid"]), read(part)["sequence"]) for part in parts] == [(f"{before[3].uid}@alongside", 1)]
    assert one.meetings.get(number=2).sequence == 0


def test_same_dates_again_send_nothing(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    one = twelve.set_of("P01")
    sittings = [meeting.Sitting(m.begins().date(), m.begins().time(), m.length) for m in one.meetings.all()]
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        meeting.schedule(one, sittings, place="The Corn Exchange", link="")

    assert mail.outbox == []


def test_meeting_that_is_dropped_is_taken_out_of_calendars(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    one = twelve.set_of("P01")
    last = one.meetings.get(number=5)
    sittings = [meeting.Sitting(m.begins().date(), m.begins().time(), m.length) for m in one.meetings.all()]
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        meeting.schedule(one, sittings[:4], place="The Corn Exchange", link="")

    (part,) = files_in(mail.outbox[0])
    event = read(part)
    assert (part.get_param("method"), str(event["uid"]), event["sequence"]) == ("CANCEL", f"{last.uid}@alongside", 1)


# --- The private address ---------------------------------------------------------------------------------------------


def address(twelve: Twelve, key: str) -> str:
    """Somebody's own address, made through the door."""
    page = signed_in(twelve.user(key)).post(reverse("actionsets:calendar")).content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]{43}\.ics)", page)
    assert found
    return found[1]


def events_at(where: str) -> list[Any]:
    answer = Client().get(where)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [part for part in Calendar.from_ical(answer.content).walk() if part.name == "VEVENT"]


def test_address_shows_the_dates_of_ones_own_set_and_no_other(twelve: Twelve, confirmed: None) -> None:
    shown = {str(event["uid"]) for event in events_at(address(twelve, "P01"))}

    assert shown == {f"{one.uid}@alongside" for one in twelve.set_of("P01").meetings.all()}


def test_address_names_nobody_and_no_subject_or_link(twelve: Twelve, confirmed: None) -> None:
    meeting_with_link = SetMeeting.objects.filter(learning_set=twelve.set_of("P01"))
    meeting_with_link.update(link="https://video.example.org/our-secret-room")

    said = Client().get(address(twelve, "P01")).content.decode()

    names = [one.user.name for one in twelve.people.values()]
    assert [word for word in ("TRAK", "LEAD", "our-secret-room", "Fay", *names) if word in said] == []
    assert "Corn Exchange" in said


def test_address_of_a_facilitator_shows_what_they_lead(twelve: Twelve, confirmed: None) -> None:
    key = diarising.renew(twelve.fay)

    assert len(events_at(reverse("actionsets:feed", args=[key]))) == 10


def test_new_address_ends_the_old_one(twelve: Twelve, confirmed: None) -> None:
    old = address(twelve, "P01")
    new = address(twelve, "P01")

    assert [Client().get(where).status_code for where in (old, new)] == [404, 200]


def test_address_that_is_taken_away_leads_nowhere(twelve: Twelve, confirmed: None) -> None:
    own = address(twelve, "P01")

    signed_in(twelve.user("P01")).post(reverse("actionsets:calendar"), {"give_up": "1"})

    assert (Client().get(own).status_code, CalendarFeed.objects.count()) == (404, 0)


@pytest.mark.parametrize("ending", ["x.ics", "a" * 43 + ".ics", "%00.ics", "é.ics", "..%2f.ics", "a" * 3000 + ".ics"])
def test_other_addresses_are_nobodys(twelve: Twelve, ending: str) -> None:
    diarising.renew(twelve.fay)

    assert Client().get(f"/calendar/{ending}").status_code == 404


def test_address_is_kept_nowhere(twelve: Twelve) -> None:
    key = diarising.renew(twelve.fay)

    assert key not in str(list(CalendarFeed.objects.values()))


def test_who_has_left_or_cannot_sign_in_finds_nothing(twelve: Twelve, confirmed: None) -> None:
    left, shut = address(twelve, "P01"), address(twelve, "P05")
    twelve.people["P01"].state = "withdrawn"
    twelve.people["P01"].save(update_fields=["state"])
    person = twelve.user("P05")
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert (events_at(left), Client().get(shut).status_code) == ([], 404)


def test_proposed_sets_are_in_no_calendar(twelve: Twelve) -> None:
    twelve.send()
    for one in {twelve.set_of(key) for key in twelve.people}:
        plan(one)

    assert events_at(address(twelve, "P01")) == []


def test_cancelled_meeting_is_shown_as_such(twelve: Twelve, confirmed: None) -> None:
    own = address(twelve, "P01")
    meeting.cancel(twelve.set_of("P01").meetings.get(number=2))

    told = [(str(event["status"]), event["sequence"]) for event in events_at(own)]

    assert sorted(told) == [("CANCELLED", 1), *[("CONFIRMED", 0)] * 4]


def test_address_asks_the_same_questions_for_one_set_and_two(twelve: Twelve, confirmed: None) -> None:
    keys, asked = [diarising.renew(twelve.user("P01")), diarising.renew(twelve.fay)], []
    for key in keys:
        with CaptureQueriesContext(connection) as queries:
            Client().get(reverse("actionsets:feed", args=[key]))
        asked.append(len(queries))

    assert asked == [2, 2]


def test_meeting_is_a_file_for_its_set_alone(twelve: Twelve, at_work: None) -> None:
    door = twelve.step.door("meeting_file", number=1)

    answer = signed_in(twelve.user("P01")).get(door)

    assert "Corn Exchange" in str(one_event(answer.content)["location"])
    assert answer["Content-Disposition"] == 'attachment; filename="meeting-1.ics"'
    assert [signed_in(who).get(door).status_code for who in (factories.user("Zoe Example"), twelve.fay)] == [404, 404]


def test_no_place_is_held_by_looking(twelve: Twelve, confirmed: None) -> None:
    before = list(SetMembership.objects.values())

    Client().get(address(twelve, "P01"))

    assert list(SetMembership.objects.values()) == before
