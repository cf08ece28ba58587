"""A map as a file for spreadsheets, out and in: its columns, and what their cells may say."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext as _

from elearning.partnering import sheets
from elearning.partnering.models import MapEntry, MapLink
from elearning.partnering.models.copies import in_words, label_of
from elearning.spreadsheets import as_csv

FIELDS = (
    "name",
    "level_now",
    "level_wanted",
    "strength",
    "health",
    "sector",
    "kind",
    "purpose",
    "importance",
    "power",
    "benefit",
    "started_because",
    "my_role",
    "agreement",
    "review",
    "review_date",
)
SEALED = ("key_contact", "note")
# With whom a partner works: names of others on the map or in the list, divided by semicolons.
WORKS_WITH, LONGEST_NAMES = "works_with", 5000
# Those without which a partner cannot be put on the map.
NEEDED = ("name", "level_now")


def columns() -> list[sheets.Column]:
    """What each column of a list of partners is called, and what may stand in it: codes, words, or the words before a colon."""
    works_with = sheets.Column(
        name=WORKS_WITH,
        label=_("Works with"),
        headings=frozenset({sheets.fold(_("Works with")), "works with", "links"}),
        longest=LONGEST_NAMES,
    )
    return [*(_column(name) for name in (*FIELDS, *SEALED)), works_with]


def entry_facts(row: sheets.Row) -> dict[str, Any]:
    """What a row says of the partner alone."""
    return with_review({name: value for name, value in row.facts.items() if name != WORKS_WITH})


def named_links(
    rows: Iterable[sheets.Row], names: Iterable[str]
) -> tuple[list[tuple[str, str]], list[tuple[sheets.Row, str]]]:
    """The pairs of folded names that work with each other, and the names that are nobody's, each with its row.

    `names` are those on the map already.
    """
    rows = list(rows)
    known = {sheets.fold(name) for name in names} | {sheets.fold(row.facts["name"]) for row in rows}
    pairs: list[tuple[str, str]] = []
    lost: list[tuple[sheets.Row, str]] = []
    for row in rows:
        here, cell = sheets.fold(row.facts["name"]), row.facts.get(WORKS_WITH, "")
        for name in [cell] if sheets.fold(cell) in known else cell.split(";"):
            there = sheets.fold(name)
            if there and there not in known:
                lost.append((row, name.strip()[:60]))
            elif there and there != here:
                pairs.append((here, there))
    return pairs, lost


def _column(name: str) -> sheets.Column:
    field: Field[Any, Any] = MapEntry._meta.get_field(name)  # type: ignore[assignment]
    label = label_of(name)
    words: dict[str, Any] = {}
    for value, said in field.flatchoices or ():
        for spelling in (value, said, str(said).partition(":")[0], str(said).partition("(")[0]):
            words.setdefault(sheets.fold(str(spelling)), value)
    plain = name.replace("_", " ")
    extra = {"level_now": {"level", "now", "today"}, "name": {"partner", "organisation"}}.get(name, set())
    return sheets.Column(
        name=name,
        label=label,
        headings=frozenset({sheets.fold(one) for one in (name, plain, label)} | extra),
        words=words,
        longest=field.max_length or 0,
        is_date=name == "review_date",
        is_needed=name in NEEDED,
        empty=None if field.null else "",
    )


def csv_of(entries: Sequence[MapEntry], links: Iterable[MapLink], *, with_sealed: bool) -> str:
    """The map as CSV: a row a partner, words rather than codes, and with whom each works; contacts and notes only if asked."""
    fields = (*FIELDS, *(SEALED if with_sealed else ()))
    names = {entry.pk: entry.name for entry in entries}
    works_with: dict[int, list[str]] = {}
    for link in links:
        for here, there in ((link.one_id, link.two_id), (link.two_id, link.one_id)):
            works_with.setdefault(here, []).append(names.get(there, ""))
    head = [*map(label_of, fields), _("Works with")]
    rows = ([*(in_words(entry, name) for name in fields), "; ".join(works_with.get(entry.pk, []))] for entry in entries)
    return as_csv([head, *rows])


def with_review(facts: dict[str, Any]) -> dict[str, Any]:
    """`facts` of a row in which a date of review says by itself that there is one, and a date goes only with that."""
    if facts.get("review_date"):
        return {**facts, "review": MapEntry.Review.DATE}
    return facts


def told(fault: sheets.Fault) -> str:
    """What is wrong with a cell, by row and column."""
    where = _("Row %(row)d, column “%(column)s”") % {"row": fault.number, "column": fault.column}
    return f"{where}: {WHY[fault.reason](fault.cell)}"


WHY = {
    "missing": lambda cell: _("nothing stands here, and it is needed."),
    "unknown": lambda cell: _("“%(cell)s” is none of the answers that can be given.") % {"cell": cell},
    "too long": lambda cell: _("“%(cell)s …” is too long.") % {"cell": cell},
    "no date": lambda cell: _("“%(cell)s” is no date such as 2027-02-01 or 1/2/2027.") % {"cell": cell},
    "no text": lambda cell: _("there are signs in it that are no text."),
    "twice": lambda cell: _("“%(cell)s” is on your map or in the list already; it is left out.") % {"cell": cell},
}


def refusal(reason: str) -> str:
    """Why a list as a whole cannot be read."""
    return {
        "too big": _("This list is larger than 200 KB."),
        "too many": _("This list has more than 300 rows."),
        "not text": _("This file cannot be read as text. Save it as CSV and try again."),
        "empty": _("There is nothing in this list."),
        "no name": _("There is no column with the name of the partner. Call it “Partner”."),
    }[reason]
