"""The calendar file."""

from datetime import UTC, datetime

from elearning.partnering import diary

AT = datetime(2026, 10, 6, 9, 30, tzinfo=UTC)


def test_every_line_is_at_most_75_octets_and_unfolds_again() -> None:
    title = "Réunion d’équipe — très, très longue; avec des accents ééééé" * 4
    written = diary.write(diary.Event("u", title, AT, AT), written_at=AT)

    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75
    assert f"SUMMARY:{diary.escape(title)}" in written.replace("\r\n ", "").split("\r\n")


def test_escape_keeps_what_means_something_in_a_calendar() -> None:
    assert diary.escape("a,b;c\\d\r\ne\nf\rg") == "a\\,b\\;c\\\\d\\ne\\nf\\ng"


def test_line_break_in_a_place_makes_no_new_property() -> None:
    written = diary.write(diary.Event("u", "t", AT, AT, place="Hall\r\nATTENDEE:x"), written_at=AT)

    assert "LOCATION:Hall\\nATTENDEE:x" in written.split("\r\n")


def test_file_has_what_every_event_needs() -> None:
    lines = diary.write(diary.Event("u", "t", AT, AT), written_at=AT).split("\r\n")

    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Alongside//Action learning//EN"]
    assert lines[-3:] == ["END:VEVENT", "END:VCALENDAR", ""]
    assert {"UID:u", "DTSTAMP:20261006T093000Z", "DTEND:20261006T093000Z"} <= set(lines)
