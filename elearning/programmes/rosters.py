"""Reads lists of people from pasted lines or uploaded files: bytes in, rows and problems out; knows no framework."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ROWS = 2000
MOST_BYTES = 1_000_000
LONGEST = {"name": 150, "email": 254, "organisation": 160, "role": 160}
ADDRESS = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+\.[^\s@,;<>\"().]{2,}")
DELIMITERS = "\t;,"
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
COLUMNS = ("name", "email", "organisation", "role")
HEADINGS = {
    "name": {"name", "full name", "person", "participant"},
    "email": {"email", "e-mail", "mail", "email address", "e-mail address", "address"},
    "organisation": {"organisation", "organization", "employer", "company"},
    "role": {"role", "job title", "title", "position", "job"},
}


class UnreadableError(ValueError):
    """The list as a whole cannot be read; `reason` is one of "too big", "too many", "not text", "empty"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Row:
    """One person as a list names them. `number` is the line in the list, counted from 1."""

    number: int
    name: str
    email: str
    organisation: str
    role: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """First name and last name; what stands before the last word counts as the first name."""
        first, _, last = self.name.rpartition(" ")
        return (first, last) if first else (last, "")


@dataclass(frozen=True)
class Problem:
    """A line that cannot be used. `reason` is one of "no address", "bad address", "no organisation", "twice", "too long"."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True)
class Roster:
    """What a list holds: people who can be invited, and lines that cannot be used."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def decode(data: bytes) -> str:
    """`data` as text: by its byte order mark, else UTF-8, else Windows-1252. Raises UnreadableError for what is no text."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise UnreadableError("not text") from None
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise UnreadableError("not text")
    return text


def read(source: bytes | str) -> Roster:
    """The people that `source` lists, a line each: name, e-mail address, organisation and, if given, role.

    A first line of headings may put the columns in another order. Columns are divided by commas, semicolons or tabs;
    quoted cells may hold them, and line breaks. Raises UnreadableError.
    """
    if len(source) > MOST_BYTES:
        raise UnreadableError("too big")
    text = decode(source) if isinstance(source, bytes) else source
    lines = list(_lines(text))
    if not lines:
        raise UnreadableError("empty")
    columns, body = _columns(lines)
    if len(body) > MOST_ROWS:
        raise UnreadableError("too many")
    return _sort_out([_row(number, cells, columns) for number, cells in body])


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, as trimmed cells, each with its number."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    start = 1
    try:
        for cells in reader:
            trimmed = [" ".join(cell.split()) for cell in cells]
            if any(trimmed):
                yield start, trimmed
            start = reader.line_num + 1
    except csv.Error:
        raise UnreadableError("not text") from None


def _columns(lines: list[tuple[int, list[str]]]) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """Where each column stands, and the lines without the headings."""
    cells = [cell.lower() for cell in lines[0][1]]
    found = {name: index for index, cell in enumerate(cells) for name in COLUMNS if cell in HEADINGS[name]}
    if "email" in found:
        return found, lines[1:]
    return {name: index for index, name in enumerate(COLUMNS)}, lines


def _row(number: int, cells: list[str], columns: dict[str, int]) -> Row:
    """One line as a row; a missing cell is empty."""
    values = {name: cells[index] if index < len(cells) else "" for name, index in columns.items()}
    return Row(
        number,
        values.get("name", ""),
        values.get("email", "").lower().removeprefix("mailto:"),
        values.get("organisation", ""),
        values.get("role", ""),
    )


def _sort_out(rows: list[Row]) -> Roster:
    """The rows that can be used, and what is wrong with the others."""
    good: list[Row] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row in rows:
        reason = "twice" if row.email in seen else _fault(row)
        if reason:
            text = ", ".join(cell for cell in (row.name, row.email, row.organisation) if cell)
            problems.append(Problem(row.number, text[:200], reason))
        else:
            seen.add(row.email)
            good.append(row)
    return Roster(tuple(good), tuple(problems))


def _fault(row: Row) -> str:
    """What is wrong with `row` on its own; empty if nothing is."""
    if not row.email:
        return "no address"
    if not ADDRESS.fullmatch(row.email):
        return "bad address"
    if not row.organisation:
        return "no organisation"
    if any(len(getattr(row, name)) > most for name, most in LONGEST.items()):
        return "too long"
    return ""
