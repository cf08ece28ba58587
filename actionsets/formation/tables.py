"""Reads people and facilitators from a table (CSV), and names every fault by its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from actionsets.formation.types import Facilitator, Person

Row = TypeVar("Row")
PEOPLE_COLUMNS = (
    "id",
    "name",
    "organisation",
    "priorities",
    "line_manager",
    "keep_apart",
    "keep_together",
    "availability",
)
PEOPLE_OPTIONAL = ("language", "mode", "previous_sets", "locked_set")
FACILITATOR_COLUMNS = ("id", "name", "subjects", "slots", "sets")
FACILITATOR_OPTIONAL = ("language", "mode", "not_with")
MOST_PRIORITIES = 3
MOST_BYTES = 20_000_000
MOST_FAULTS = 200
LONGEST_FIELD = 5_000
BOMS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a table. Rows count from 1 with the header as row 1; 0 means the table as a whole."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Say where and what."""
        place = f"row {self.row}, column {self.column}: " if self.column else f"row {self.row}: " if self.row else ""
        return place + self.message


@dataclass(frozen=True, slots=True)
class Read(Generic[Row]):
    """What a table held: its rows if there is no fault, otherwise every fault."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()


Line = tuple[int, Mapping[str, str]]


def read_people(data: bytes) -> Read[Person]:
    """Read people from the bytes of a table with the columns of FORMATION 6."""
    lines, faults = _lines(data, PEOPLE_COLUMNS, PEOPLE_OPTIONAL)
    if faults:
        return Read((), faults)
    found = [*_ids(lines), *_people_faults(lines)]
    return Read((), tuple(found[:MOST_FAULTS])) if found else Read(tuple(_person(line) for _, line in lines))


def read_facilitators(data: bytes, people: Sequence[Person] = ()) -> Read[Facilitator]:
    """Read facilitators from a table: id, name, subjects, slots, sets (how many), and language, mode, not_with."""
    lines, faults = _lines(data, FACILITATOR_COLUMNS, FACILITATOR_OPTIONAL)
    if faults:
        return Read((), faults)
    known = {person.id for person in people}
    found = _ids(lines)
    for number, line in lines:
        if line["sets"] and not (line["sets"].isascii() and line["sets"].isdigit()):
            found.append(Fault(number, "sets", f"“{line['sets']}” is not a whole number."))
        found += _unknown(number, "not_with", line.get("not_with", ""), known)
    if found:
        return Read((), tuple(found[:MOST_FAULTS]))
    return Read(tuple(_facilitator(line) for _, line in lines))


def decode(data: bytes) -> str | Fault:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or the Western European code page 1252."""
    if len(data) > MOST_BYTES:
        return Fault(0, "", f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    marked = next((name for name, mark in BOMS if data.startswith(mark)), None)
    for attempt in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return data.decode(attempt)
        except UnicodeDecodeError:
            continue
    return Fault(0, "", "The file is not text that can be read. Save it as CSV in UTF-8.")


def _lines(data: bytes, columns: Sequence[str], optional: Sequence[str]) -> tuple[list[Line], tuple[Fault, ...]]:
    text = decode(data)
    if isinstance(text, Fault):
        return [], (text,)
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        return [], (Fault(row, "", "There is a NUL character. Save the file as CSV in UTF-8."),)
    rows = _rows(text)
    if isinstance(rows, Fault):
        return [], (rows,)
    if not rows:
        return [], (Fault(0, "", "The file is empty."),)
    header = [cell.strip().lower() for cell in rows[0][1]]
    faults = _header_faults(header, columns, optional)
    if faults:
        return [], tuple(faults)
    lines, faults = _cells(header, rows[1:])
    if not lines and not faults:
        faults = [Fault(0, "", "There are no rows below the header.")]
    return lines, tuple(faults[:MOST_FAULTS])


def _rows(text: str) -> list[tuple[int, list[str]]] | Fault:
    """Return the rows that are not empty, each with the number of the line it starts at, or where reading broke off."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=lambda mark: (first.count(mark), mark == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        return Fault(start, "", f"The row that begins here cannot be read: {error}.")
    return rows


def _header_faults(header: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> list[Fault]:
    faults = [Fault(1, name, "This column is missing.") for name in columns if name not in header]
    for name in dict.fromkeys(header):
        if name not in columns and name not in optional:
            faults.append(Fault(1, name or "(no name)", "This column is not known."))
        if header.count(name) > 1:
            faults.append(Fault(1, name or "(no name)", "This column is there twice."))
    return faults


def _cells(header: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> tuple[list[Line], list[Fault]]:
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in rows:
        if len(cells) != len(header):
            faults.append(Fault(number, "", f"There are {len(cells)} cells, but {len(header)} columns."))
            continue
        line = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        faults += [Fault(number, name, "Too long.") for name, cell in line.items() if len(cell) > LONGEST_FIELD]
        lines.append((number, line))
    return lines, faults


def _ids(lines: Sequence[Line]) -> list[Fault]:
    faults, seen = [], dict[str, int]()
    for number, line in lines:
        one = line["id"]
        if not one:
            faults.append(Fault(number, "id", "The id is missing."))
        elif len(one.split()) > 1:
            faults.append(Fault(number, "id", f"“{one}” has a space in it."))
        elif one in seen:
            faults.append(Fault(number, "id", f"“{one}” is already the id of row {seen[one]}."))
        seen.setdefault(one, number)
    return faults


def _people_faults(lines: Sequence[Line]) -> list[Fault]:
    known = {line["id"] for _, line in lines}
    checks: tuple[Callable[[int, Mapping[str, str], set[str]], list[Fault]], ...]
    checks = (_priority_faults, _single_faults, _link_faults)
    faults = [fault for number, line in lines for one in checks for fault in one(number, line, known)]
    return faults + _circles(lines)


def _priority_faults(number: int, line: Mapping[str, str], _known: set[str]) -> list[Fault]:
    chosen = line["priorities"].split()
    faults = [
        Fault(number, "priorities", f"“{subject}” is there twice.")
        for subject in dict.fromkeys(chosen)
        if chosen.count(subject) > 1
    ]
    if len(chosen) > MOST_PRIORITIES:
        faults.append(Fault(number, "priorities", f"There are {len(chosen)}; at most {MOST_PRIORITIES} count."))
    return faults


def _single_faults(number: int, line: Mapping[str, str], _known: set[str]) -> list[Fault]:
    return [
        Fault(number, column, "Only one value can stand here.")
        for column in ("line_manager", "locked_set")
        if len(line.get(column, "").split()) > 1
    ]


def _link_faults(number: int, line: Mapping[str, str], known: set[str]) -> list[Fault]:
    faults = []
    for column in ("line_manager", "keep_apart", "keep_together"):
        faults += _unknown(number, column, line[column], known)
        if line["id"] in line[column].split():
            faults.append(Fault(number, column, f"“{line['id']}” is the person of this row."))
    both = set(line["keep_apart"].split()) & set(line["keep_together"].split())
    return faults + [Fault(number, "keep_together", f"“{one}” is in keep_apart as well.") for one in sorted(both)]


def _unknown(number: int, column: str, cell: str, known: set[str]) -> list[Fault]:
    return [Fault(number, column, f"“{one}” is not the id of any row.") for one in cell.split() if one not in known]


def _circles(lines: Sequence[Line]) -> list[Fault]:
    above = {line["id"]: line["line_manager"] for _, line in lines}
    faults = []
    for number, line in lines:
        seen, step = {line["id"]}, line["line_manager"]
        while step and step not in seen:
            seen.add(step)
            step = above.get(step, "")
        if step == line["id"] and line["line_manager"] != line["id"]:
            faults.append(Fault(number, "line_manager", "The line of managers runs in a circle."))
    return faults


def _person(line: Mapping[str, str]) -> Person:
    def several(column: str) -> frozenset[str]:
        return frozenset(line.get(column, "").split())

    return Person(
        id=line["id"],
        name=line["name"],
        organisation=line["organisation"],
        priorities=tuple(line["priorities"].split()),
        line_manager=line["line_manager"],
        keep_apart=several("keep_apart"),
        keep_together=several("keep_together"),
        availability=several("availability"),
        languages=several("language"),
        modes=several("mode"),
        previous_sets=several("previous_sets"),
        locked_set=line.get("locked_set", ""),
    )


def _facilitator(line: Mapping[str, str]) -> Facilitator:
    def several(column: str) -> frozenset[str]:
        return frozenset(line.get(column, "").split())

    return Facilitator(
        id=line["id"],
        name=line["name"],
        subjects=several("subjects"),
        slots=several("slots"),
        languages=several("language"),
        modes=several("mode"),
        capacity=int(line["sets"] or 1),
        not_with=several("not_with"),
    )
