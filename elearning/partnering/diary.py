"""Writes one appointment as a calendar file (RFC 5545); knows no framework."""

from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75


@dataclass(frozen=True)
class Event:
    """An appointment. `uid` stays the same for ever, so that a calendar replaces it instead of adding another."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    text: str = ""
    address: str = ""


def write(event: Event, *, written_at: datetime) -> str:
    """`event` as the text of a calendar file, its times in UTC."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Alongside//Action learning//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{escape(event.uid)}",
        f"DTSTAMP:{moment(written_at)}",
        f"DTSTART:{moment(event.starts_at)}",
        f"DTEND:{moment(event.ends_at)}",
        f"SUMMARY:{escape(event.title)}",
        *([f"LOCATION:{escape(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{escape(event.text)}"] if event.text else []),
        *([f"URL:{event.address}"] if event.address else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{fold(line)}\r\n" for line in lines)


def moment(at: datetime) -> str:
    """`at` (with a time zone) in UTC, as calendars write it."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escape(text: str) -> str:
    """`text` with the characters that mean something in a calendar file put behind a backslash."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold(line: str) -> str:
    """`line` broken into pieces of at most 75 octets, never inside a character; each new piece begins with a space."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += octets
    return "\r\n".join([*pieces, piece])
