"""Set formation: tables of people are read in the forms spreadsheets write, and every fault is named."""

from __future__ import annotations

import codecs

import pytest

from actionsets.formation import Facilitator, Person
from actionsets.formation.tables import MOST_BYTES, read_facilitators, read_people

HEADER = "id,name,organisation,priorities,line_manager,keep_apart,keep_together,availability"
GOOD = f"{HEADER}\nP1,Zoë Ångström,Café,LEAD TRAK,P2,,,MON TUE\nP2,Ben,,,,,,\n"
PEOPLE = (
    Person("P1", "Zoë Ångström", "Café", ("LEAD", "TRAK"), line_manager="P2", availability=frozenset({"MON", "TUE"})),
    Person("P2", "Ben"),
)


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        codecs.BOM_UTF8 + GOOD.encode(),
        GOOD.encode("utf-16"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
        GOOD.encode("cp1252"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\nP2", "\n\n,,,,,,,\nP2").encode(),
        GOOD.replace("id,name", " ID ,Name").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "utf-16 big", "cp1252", "semicolon", "tab", "crlf", "empty rows", "header"],
)
def test_people_are_read_in_every_form(data: bytes) -> None:
    read = read_people(data)
    assert (read.faults, read.rows) == ((), PEOPLE)


def test_optional_columns_are_read() -> None:
    text = f"{HEADER},language,mode,previous_sets,locked_set\nP1,,,,,,,,en cy,online,A B,3\n"
    (person,) = read_people(text.encode()).rows
    assert (person.languages, person.modes) == (frozenset({"en", "cy"}), frozenset({"online"}))
    assert (person.previous_sets, person.locked_set) == (frozenset({"A", "B"}), "3")


FAULTS = [
    ("P1,,,,,,,\nP1,,,,,,,", 3, "id", "“P1” is already the id of row 2."),
    (",Ada,,,,,,", 2, "id", "The id is missing."),
    ("P 1,Ada,,,,,,", 2, "id", "“P 1” has a space in it."),
    ("P1,,,,P9,,,", 2, "line_manager", "“P9” is not the id of any row."),
    ("P1,,,,,P9,,", 2, "keep_apart", "“P9” is not the id of any row."),
    ("P1,,,,,,P9,", 2, "keep_together", "“P9” is not the id of any row."),
    ("P1,,,,,P1,,", 2, "keep_apart", "“P1” is the person of this row."),
    ("P1,,,,P2 P2,,,\nP2,,,,,,,", 2, "line_manager", "Only one value can stand here."),
    ("P1,,,,,P2,P2,\nP2,,,,,,,", 2, "keep_together", "“P2” is in keep_apart as well."),
    ("P1,,,A B C D,,,,", 2, "priorities", "There are 4; at most 3 count."),
    ("P1,,,A A,,,,", 2, "priorities", "“A” is there twice."),
    ("P1,Ada", 2, "", "There are 2 cells, but 8 columns."),
    ("P1," + "x" * 6000 + ",,,,,,", 2, "name", "Too long."),
]


@pytest.mark.parametrize(("rows", "row", "column", "message"), FAULTS)
def test_fault_is_named_by_row_and_column(rows: str, row: int, column: str, message: str) -> None:
    read = read_people(f"{HEADER}\n{rows}\n".encode())
    assert read.rows == ()
    assert [(fault.row, fault.column, fault.message) for fault in read.faults] == [(row, column, message)]


def test_every_fault_is_named_at_once() -> None:
    read = read_people(f"{HEADER}\nP1,,,A A,P8,P9,,\n".encode())
    assert [str(fault) for fault in read.faults] == [
        "row 2, column priorities: “A” is there twice.",
        "row 2, column line_manager: “P8” is not the id of any row.",
        "row 2, column keep_apart: “P9” is not the id of any row.",
    ]


def test_a_line_in_a_circle_is_named_on_each_row_of_it() -> None:
    read = read_people(f"{HEADER}\nP1,,,,P2,,,\nP2,,,,P1,,,\nP3,,,,P1,,,\n".encode())
    assert [(fault.row, fault.column) for fault in read.faults] == [(2, "line_manager"), (3, "line_manager")]


def test_rows_after_a_cell_of_several_lines_keep_their_numbers() -> None:
    read = read_people(f'{HEADER}\nP1,"Ada\nLove",,,,,,\nP2,,,,P9,,,\n'.encode())
    assert [fault.row for fault in read.faults] == [4]


@pytest.mark.parametrize(
    ("data", "row", "message"),
    [
        (b"", 0, "The file is empty."),
        (b"\n\n", 0, "The file is empty."),
        (f"{HEADER}\n".encode(), 0, "There are no rows below the header."),
        (f"{HEADER}\nP1,A\0,,,,,,\n".encode(), 2, "There is a NUL character. Save the file as CSV in UTF-8."),
        (b"\xff\xfe\x00\xd8", 0, "The file is not text that can be read. Save it as CSV in UTF-8."),
        (b"id\x81", 0, "The file is not text that can be read. Save it as CSV in UTF-8."),
        (
            f'{HEADER}\nP1,,,,,,,\nP2,"A\n'.encode(),
            3,
            "The row that begins here cannot be read: unexpected end of data.",
        ),
        (b" " * (MOST_BYTES + 1), 0, "The file is larger than 20 MB."),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, row: int, message: str) -> None:
    (fault,) = read_people(data).faults
    assert (fault.row, fault.message) == (row, message)


def test_only_one_set_can_be_locked() -> None:
    text = f"{HEADER},locked_set\nP1,,,,,,,,1 2\n"
    assert [str(fault) for fault in read_people(text.encode()).faults] == [
        "row 2, column locked_set: Only one value can stand here."
    ]


def test_one_fault_among_ten_thousand_rows_is_found() -> None:
    rows = [f"P{n},Person {n},O{n % 900},A B C,{f'P{n // 9}' if n else ''},,," for n in range(10_000)]
    assert len(read_people("\n".join([HEADER, *rows]).encode()).rows) == 10_000
    rows[7_000] = "P7000,,,A B C,,P10000,,"
    assert [str(fault) for fault in read_people("\n".join([HEADER, *rows]).encode()).faults] == [
        "row 7002, column keep_apart: “P10000” is not the id of any row."
    ]


def test_header_faults_are_named() -> None:
    read = read_people(HEADER.replace("organisation", "firm").replace("name", "id").encode())
    assert [str(fault) for fault in read.faults] == [
        "row 1, column name: This column is missing.",
        "row 1, column organisation: This column is missing.",
        "row 1, column id: This column is there twice.",
        "row 1, column firm: This column is not known.",
    ]


def test_facilitators_are_read() -> None:
    text = "id,name,subjects,slots,sets,not_with\nF1,Fay,LEAD TRAK,MON,2,P1\nF2,Gil,,,,\n"
    assert read_facilitators(text.encode(), PEOPLE).rows == (
        Facilitator(
            "F1", "Fay", frozenset({"LEAD", "TRAK"}), frozenset({"MON"}), capacity=2, not_with=frozenset({"P1"})
        ),
        Facilitator("F2", "Gil"),
    )


def test_faults_of_facilitators_are_named() -> None:
    text = "id,name,subjects,slots,sets,not_with\nF1,Fay,,,two,P7\n"
    assert [str(fault) for fault in read_facilitators(text.encode(), PEOPLE).faults] == [
        "row 2, column sets: “two” is not a whole number.",
        "row 2, column not_with: “P7” is not the id of any row.",
    ]
