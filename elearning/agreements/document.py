"""An agreement as a plain document: parts in order, out of frozen content. The same parts become HTML, DOCX and ODT."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.agreements.sections import BY_NUMBER, NOT_LEGAL, REVIEWS, ROLE_COLUMNS, ROLES, WHEN, WHO

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Grid:
    """A table: its head and its rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def labelled(self) -> list[list[tuple[str, str]]]:
        """Every row, each cell with the head of its column."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Part:
    """One section: a heading, paragraphs, and perhaps a table."""

    number: int
    title: str
    paragraphs: tuple[str, ...] = ()
    grid: Grid | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.paragraphs and self.grid is None


@dataclass(frozen=True)
class Paper:
    """The whole document. `state` says what it is: a draft, or the version that was agreed on a day."""

    title: str
    state: str
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    signatures: Grid | None = field(default=None)


def paper(content: Content, *, state: str, signatures: Sequence[tuple[str, str, str, str]] = ()) -> Paper:
    """The document of `content`; `signatures` are rows of partner, name, role and date. “Not legal advice” always stands."""
    notes = [str(NOT_LEGAL)]
    if content["is_practice"]:
        notes.append(_("Written to practise, about an invented partnership."))
    head = (_("Partner"), _("Name"), _("Role"), _("Date"))
    signed = Grid(head, tuple(signatures)) if signatures else None
    parts = tuple(part(one, content) for one in content["sections"])
    return Paper(content["title"], state, tuple(notes), parts, signed)


def part(section: Content, content: Content) -> Part:
    """One section of the document."""
    number = section["number"]
    told = {WHO: _parties, WHEN: _dates, ROLES: _roles, REVIEWS: _reviews}
    paragraphs = [one.strip() for one in section["text"].split("\n") if one.strip()]
    grid = told[number](section, content) if number in told else None
    return Part(number, str(BY_NUMBER[number].title), tuple(paragraphs), grid)


def words_of(one: Part) -> str:
    """A section as plain text, to be compared with another version of it."""
    rows = [" · ".join(row) for row in one.grid.rows] if one.grid else []
    return "\n".join([*one.paragraphs, *rows])


def day(value: str | None) -> str:
    """A date as people write it; empty for none."""
    return date_format(date.fromisoformat(value), "j F Y") if value else ""


def _parties(section: Content, content: Content) -> Grid | None:
    rows = tuple((one["organisation"], one["representative"]) for one in content["parties"])
    return Grid((_("Partner"), _("Who speaks for it")), rows) if rows else None


def _dates(section: Content, content: Content) -> Grid | None:
    row = section["rows"][0] if section["rows"] else {}
    named = ((_("It begins"), day(row.get("starts"))), (_("It ends or is renewed"), day(row.get("ends"))))
    rows = tuple(one for one in named if one[1])
    return Grid((_("What"), _("Date")), rows) if rows else None


def _roles(section: Content, content: Content) -> Grid | None:
    rows = tuple(tuple(str(row.get(name, "")) for name in ROLE_COLUMNS) for row in section["rows"])
    return Grid(tuple(str(one) for one in ROLE_COLUMNS.values()), rows) if rows else None


def _reviews(section: Content, content: Content) -> Grid | None:
    rows = tuple((day(row["on"]), row.get("convenes", "")) for row in section["rows"])
    return Grid((_("Date"), _("Who calls the meeting")), rows) if rows else None
