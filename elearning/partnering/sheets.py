"""Reads partners from a list: text or bytes in, rows and faults by row and column out; knows no framework.

A list is divided by commas, semicolons or tabs and comes in UTF-8, UTF-16 or Windows-1252. Cells may say a code or its words.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from elearning.spreadsheets import STARTS_A_FORMULA

MOST_ROWS, MOST_BYTES, MOST_COLUMNS = 300, 200_000, 60
DELIMITERS = "\t;,"
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"),
)


class UnreadableError(ValueError):
    """The list as a whole cannot be read; `reason` is "too big", "too many", "not text", "empty" or "no name"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Column:
    """What a column is called, and what its cells may say: one of `words` (folded words to values), a date, or text."""

    name: str
    label: str
    headings: frozenset[str]
    words: Mapping[str, Any] = field(default_factory=dict)
    longest: int = 0
    is_date: bool = False
    is_needed: bool = False
    empty: Any = ""


@dataclass(frozen=True)
class Row:
    """One partner; `number` is the row in the list, counted from 1 with the headings."""

    number: int
    facts: dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used. `reason` is "missing", "unknown", "too long", "no date", "no text" or "twice"."""

    number: int
    column: str
    cell: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """What a list holds: rows that can be used, faults of the others, and headings that are not known."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...] = ()


def fold(text: str) -> str:
    """`text` in small letters with single spaces and plain apostrophes, to be compared."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").casefold().split())


def decode(data: bytes) -> str:
    """`data` as text: by its byte order mark, else UTF-8, else Windows-1252. Raises UnreadableError for what is no text."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise UnreadableError("not text") from None
    return data.decode("cp1252", errors="replace")


def text_of(source: bytes | str) -> str:
    """`source` as clean text. Raises UnreadableError for what is too big or no text."""
    if len(source) > MOST_BYTES:
        raise UnreadableError("too big")
    text = (decode(source) if isinstance(source, bytes) else source).removeprefix("\ufeff")
    if "\x00" in text:
        raise UnreadableError("not text")
    return text


def read(text: str, columns: Sequence[Column], *, known: frozenset[str] = frozenset()) -> Sheet:
    """The partners that `text` lists; without headings the columns are the first ones. `known` names are there already.

    A name that is known, or stands twice in the list, is a fault ("twice"). Raises UnreadableError.
    """
    lines = list(_lines(text))
    if not lines:
        raise UnreadableError("empty")
    places, unknown, body = _places(lines, columns)
    if len(body) > MOST_ROWS:
        raise UnreadableError("too many")
    rows: list[Row] = []
    faults: list[Fault] = []
    seen = set(known)
    for number, cells in body:
        facts, wrong = _row(number, cells, places)
        name = fold(facts.get("name", ""))
        if not wrong and name in seen:
            wrong = [Fault(number, places["name"][1].label, facts["name"], "twice")]
        faults += wrong
        if not wrong:
            seen.add(name)
            rows.append(Row(number, facts))
    return Sheet(tuple(rows), tuple(faults), unknown)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, as trimmed cells, each with its number."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for number, cells in enumerate(reader, start=1):
            trimmed = [cell.replace("\r\n", "\n").strip() for cell in cells[:MOST_COLUMNS]]
            if any(trimmed):
                yield number, trimmed
    except csv.Error:
        raise UnreadableError("not text") from None


def _places(
    lines: list[tuple[int, list[str]]], columns: Sequence[Column]
) -> tuple[dict[str, tuple[int, Column]], tuple[str, ...], list[tuple[int, list[str]]]]:
    """Where each column stands, headings that nobody knows, and the rows without the headings."""
    heads = [fold(cell) for cell in lines[0][1]]
    found = {c.name: (heads.index(h), c) for c in columns for h in heads if h in c.headings}
    if "name" in found:
        taken = {place for place, _ in found.values()}
        return found, tuple(lines[0][1][i] for i, head in enumerate(heads) if head and i not in taken), lines[1:]
    if found and len(found) > 1:
        raise UnreadableError("no name")
    return {column.name: (place, column) for place, column in enumerate(columns)}, (), lines


def _row(number: int, cells: list[str], places: Mapping[str, tuple[int, Column]]) -> tuple[dict[str, Any], list[Fault]]:
    facts: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, (place, column) in places.items():
        cell = _unguarded(cells[place]) if place < len(cells) else ""
        try:
            facts[name] = value_of(cell, column)
        except ValueError as problem:
            faults.append(Fault(number, column.label, cell[:60], str(problem)))
    return facts, faults


def _unguarded(cell: str) -> str:
    """`cell` without the apostrophe that our own files put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in STARTS_A_FORMULA else cell


def value_of(cell: str, column: Column) -> Any:
    """What `cell` says in `column`. Raises ValueError with the reason of a Fault."""
    if not cell:
        if column.is_needed:
            raise ValueError("missing")
        return column.empty
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in cell):
        raise ValueError("no text")
    if column.is_date:
        return _date(cell)
    if column.words:
        if fold(cell) not in column.words:
            raise ValueError("unknown")
        return column.words[fold(cell)]
    if len(cell) > column.longest:
        raise ValueError("too long")
    return cell if column.longest > 200 else " ".join(cell.split())


def _date(cell: str) -> date:
    """A day as 2027-02-01 or 1/2/2027 (day first)."""
    for pattern in DATES:
        if match := pattern.fullmatch(cell):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                break
    raise ValueError("no date")
