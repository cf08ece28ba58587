"""Meetings as iCalendar files (RFC 5545, 5546): one invitation that updates and cancels itself, or many to subscribe to.

Pure. The words stay neutral: a calendar is often open to colleagues, so nothing names the set, its focus, its members or
the link to join (DOMAIN 2.4). What leads to more is an address behind the sign-in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText

MAKER = "-//Alongside//Meetings//EN"


@dataclass(frozen=True)
class Entry:
    """One meeting in a calendar. `uid` never changes; `sequence` rises with every change; times carry their zone."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    url: str
    location: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Person:
    """Who invites, or who is invited."""

    name: str
    email: str


def subscription(entries: Iterable[Entry], *, title: str) -> bytes:
    """A calendar to subscribe to, or to open once: every entry, none of them asking for an answer."""
    made = _calendar("PUBLISH")
    made.add("x-wr-calname", title)
    for entry in entries:
        made.add_component(_event(entry))
    return _written(made)


def invitation(entry: Entry, *, by: Person, to: Person) -> bytes:
    """One meeting for one person: put into their calendar, changed there, or taken out of it again.

    Nobody else who comes is named (RFC 5546 asks for the organiser and whoever the file is sent to).
    """
    made = _calendar("CANCEL" if entry.is_cancelled else "REQUEST")
    event = _event(entry)
    event["organizer"] = _address(by)
    attendee = _address(to)
    attendee.params["ROLE"], attendee.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    event.add("attendee", attendee, encode=False)
    made.add_component(event)
    return _written(made)


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("method", method)
    return made


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", entry.summary)
    event.add("url", entry.url)
    event.add("description", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.location:
        event.add("location", entry.location)
    return event


def _address(person: Person) -> vCalAddress:
    made = vCalAddress(f"mailto:{person.email}")
    made.params["CN"] = vText(person.name)
    return made


def _written(made: Calendar) -> bytes:
    """The file, with every time zone that it speaks of described in it for the years that it speaks of.

    A description from 1970 on would begin with a London that had summer time all winter; a program that takes the first
    rule for the usual one then reads every winter date an hour early.
    """
    events: list[Any] = made.walk("VEVENT")
    years = [event["dtstart"].dt.year for event in events]
    if years:
        made.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    return made.to_ical()
