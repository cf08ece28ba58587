"""Lists of people: what can be read, and what is said about the rest."""

import pytest

from elearning.programmes import rosters
from elearning.programmes.rosters import Row, UnreadableError

LINE = "Zoë Müller,zoe@example.org,Häuser e.V."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_read_understands_every_usual_encoding(encoding: str) -> None:
    roster = rosters.read(LINE.encode(encoding))

    assert roster.rows == (Row(1, "Zoë Müller", "zoe@example.org", "Häuser e.V."),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_read_understands_every_usual_delimiter(delimiter: str) -> None:
    line = delimiter.join(["Ada Example", "ada@example.org", "Riverside", "Officer"])

    assert rosters.read(line).rows == (Row(1, "Ada Example", "ada@example.org", "Riverside", "Officer"),)


def test_read_takes_the_order_from_headings() -> None:
    roster = rosters.read("Organisation,E-mail,Name\nRiverside,ada@example.org,Ada Example\n")

    assert roster.rows == (Row(2, "Ada Example", "ada@example.org", "Riverside"),)


def test_read_keeps_quoted_commas_and_numbers_lines_as_the_file_has_them() -> None:
    roster = rosters.read('"Example, Ada",ada@example.org,"River\nside"\n\nBen,ben@example.org,Harbour\n')

    assert roster.rows == (
        Row(1, "Example, Ada", "ada@example.org", "River side"),
        Row(4, "Ben", "ben@example.org", "Harbour"),
    )


def test_read_compares_addresses_in_any_case() -> None:
    roster = rosters.read("Ada,Ada@Example.org,Riverside\nAda again,ada@example.ORG,Riverside\n")

    assert [row.email for row in roster.rows] == ["ada@example.org"]
    assert [(problem.number, problem.reason) for problem in roster.problems] == [(2, "twice")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ada,,Riverside", "no address"),
        ("Ada,ada at example.org,Riverside", "bad address"),
        ("Ada,ada@example,Riverside", "bad address"),
        ("Ada,ada@example.org,", "no organisation"),
        (f"{'A' * 151},ada@example.org,Riverside", "too long"),
    ],
)
def test_read_says_what_is_wrong_with_a_line(line: str, reason: str) -> None:
    roster = rosters.read(f"Ben,ben@example.org,Harbour\n{line}\n")

    assert [(problem.number, problem.reason) for problem in roster.problems] == [(2, reason)]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"PK\x03\x04\x00\x00\x08", "not text"),
        (b"\xff\xfe\x41", "not text"),
        (b"a" * (rosters.MOST_BYTES + 1), "too big"),
        ("a,a@example.org,b\n" * 2001, "too many"),
        ('"never closed' + "x" * 200_000, "not text"),
    ],
)
def test_read_refuses_what_is_no_list(source: bytes | str, reason: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        rosters.read(source)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("name", "names"),
    [("Grace Achieng Otieno", ("Grace Achieng", "Otieno")), ("Grace", ("Grace", "")), ("", ("", ""))],
)
def test_names_divides_before_the_last_word(name: str, names: tuple[str, str]) -> None:
    assert Row(1, name, "grace@example.org", "Riverside").names == names
