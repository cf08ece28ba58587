"""Composes somebody's record from what every room tells: as data with names that stay, and as one page to read.

Version 1 of the data: `rooms` → room → `tables` → table → `fields` (name → words for readers) and `rows` (name → value).
Times are ISO 8601 with their zone; codes stay codes. Names are only ever added; a change of meaning raises the version.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.accounts import clocks
from elearning.accounts.models import User
from elearning.records.telling import ROOMS, Column, Room, Table

FORMAT, VERSION = "alongside-record", 1


@dataclass(frozen=True)
class Part:
    """What one room tells: tables that have rows and tables that have none."""

    room: Room
    tables: list[Table]


@dataclass(frozen=True)
class Record:
    """Everything that is a person's own, at one moment."""

    person: User
    made_at: datetime
    parts: list[Part]

    @property
    def rows(self) -> int:
        """How much it is."""
        return sum(len(table.rows) for part in self.parts for table in part.tables)


def compose(person: User) -> Record:
    """The record of `person`; as many queries as there are tables, however many rows."""
    rooms = sorted(ROOMS.values(), key=lambda room: room.rank)
    return Record(person, timezone.now(), [Part(room, list(room.tell(person))) for room in rooms])


def as_json(record: Record) -> str:
    """The record as data."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": record.made_at,
        "rooms": {part.room.key: _room(part) for part in record.parts},
        "left_out": sorted({str(why) for part in record.parts for why in part.room.left_out.values()}),
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _room(part: Part) -> dict[str, Any]:
    return {"title": str(part.room.title), "tables": {one.key: _table(one) for one in part.tables}}


def _table(one: Table) -> dict[str, Any]:
    names = [column.key for column in one.columns]
    return {
        "title": str(one.title),
        "fields": {column.key: str(column.label) for column in one.columns},
        "rows": [dict(zip(names, row, strict=True)) for row in one.rows],
    }


def as_html(record: Record, *, on_paper: bool = False) -> str:
    """The record as one page that needs nothing else: no script, no picture, nothing from elsewhere.

    On the page each entry is a list of names and values. `on_paper` it is one paragraph, which is printed in a third of the
    time, and times stand on the person's own clock wherever it is printed.
    """
    context = {
        "record": record,
        "parts": [
            (part.room.title, [(one, list(_readable(one))) for one in part.tables])
            for part in record.parts
            if part.tables
        ],
        "left_out": sorted({str(why) for part in record.parts for why in part.room.left_out.values()}),
        "on_paper": on_paper,
    }
    with timezone.override(clocks.zone_of(record.person, settings.TIME_ZONE)):
        return render_to_string("records/record.html", context)


def _readable(one: Table) -> Iterator[list[tuple[Any, str]]]:
    """Each row as pairs of words; what is empty is left out."""
    for row in one.rows:
        told = [(column.label, in_words(value, column)) for column, value in zip(one.columns, row, strict=True)]
        yield [(label, words) for label, words in told if words]


def in_words(value: Any, column: Column) -> str:
    """A value as somebody reads it; nothing for nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return ", ".join(in_words(one, column) for one in value)
    if isinstance(value, dict):
        return " · ".join(words for one in value.values() if (words := in_words(one, column)))
    return str(column.choices.get(value, value))
