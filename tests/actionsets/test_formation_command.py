"""Set formation: the command `form_sets`, its formats and its refusals; no database is there to be touched."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actionsets.formation import Person
from actionsets.management.commands.form_sets import Command
from tests.actionsets.cohorts import t8_people

COLUMNS = "id,name,organisation,priorities,line_manager,keep_apart,keep_together,availability"
SIX = ("--sizes", "6-6")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The twelve people of T8 in a file."""
    return write(tmp_path / "people.csv", t8_people())


def write(path: Path, people: list[Person]) -> Path:
    rows = [
        ",".join(
            (
                one.id,
                f"Person {one.id}",
                one.organisation,
                " ".join(one.priorities),
                one.line_manager,
                " ".join(one.keep_apart),
                "",
                "MON-AM",
            )
        )
        for one in people
    ]
    path.write_text("\n".join([COLUMNS, *rows]) + "\n", encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command(Command(), *map(str, arguments), stdout=out)
    return out.getvalue()


def test_json_has_the_written_form(table: Path) -> None:
    result = json.loads(run(table, *SIX, "--format", "json"))
    assert list(result) == ["sets", "waiting", "figures", "bounds", "proved", "rules", "settings", "seconds"]
    assert list(result["sets"][0]) == [
        "label",
        "focus",
        "slot",
        "members",
        "organisations",
        "same_organisation_pairs",
        "reasons",
    ]
    assert result["sets"][0]["members"][0] == {"id": "P04", "fit": 3}
    assert result["figures"] == {
        "waiting": 0,
        "stranded": 0,
        "total_fit": 28,
        "at_fit_1": 1,
        "same_organisation_pairs": 4,
        "size_deviation": 0,
        "worst_set_mean_fit": 2.33,
    }
    assert result["bounds"] == {key: value for key, value in result["figures"].items() if key != "worst_set_mean_fit"}
    assert (result["proved"], {rule["kept"] for rule in result["rules"]}) == (True, {True})


def test_csv_has_a_row_for_everyone_and_no_formula(table: Path) -> None:
    table.write_text(table.read_text(encoding="utf-8").replace("Person P01", "=1+1"), encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run(table, *SIX, "--format", "csv"))))
    assert sorted(row["id"] for row in rows) == [f"P{n:02}" for n in range(1, 13)]
    assert next(row["name"] for row in rows if row["id"] == "P01") == "'=1+1"


def test_text_names_people_and_says_that_it_is_proved(table: Path) -> None:
    lines = run(table, *SIX).splitlines()
    assert lines[0] == "Nobody is left waiting."
    assert "No other arrangement does better: proved." in lines
    assert "  P04  Person P04, B: fit 3" in lines
    assert "Total fit: 28 (best possible)" in lines


def test_previous_sets_are_read_and_kept(table: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "out.json"
    earlier.write_text(run(table, *SIX, "--format", "json").replace('"label": "1"', '"label": "7"'), encoding="utf-8")
    result = json.loads(run(table, *SIX, "--previous", earlier, "--least-change", "--format", "json"))
    assert {one["label"] for one in result["sets"]} == {"7", "2"}
    assert (result["figures"]["moved"], result["proved"]) == (0, True)


def test_facilitators_are_read(table: Path, tmp_path: Path) -> None:
    leaders = tmp_path / "leaders.csv"
    leaders.write_text("id,name,subjects,slots,sets\nF1,Fay,LEAD,,1\nF2,Gil,TRAK,,1\n", encoding="utf-8")
    result = json.loads(run(table, *SIX, "--facilitators", leaders, "--format", "json"))
    assert {(one["focus"], one["facilitator"]) for one in result["sets"]} == {("LEAD", "F1"), ("TRAK", "F2")}


def test_sets_are_printed_even_if_time_runs_out_at_once(tmp_path: Path) -> None:
    draw = random.Random(1)
    rows = [
        f"P{n:02},Person {n},O{n % 20},{' '.join(draw.sample('ABCDEFGHI', 3))},,,"
        f"{f'P{n + 1:02}' if n % 20 == 0 else ''},{' '.join(draw.sample(('MON', 'TUE', 'WED', 'THU'), 3))}"
        for n in range(80)
    ]
    people, leaders = tmp_path / "people.csv", tmp_path / "leaders.csv"
    people.write_text("\n".join([COLUMNS, *rows]) + "\n", encoding="utf-8")
    lines = [f"F{n},Facilitator {n},,MON TUE WED,4" for n in range(5)]
    leaders.write_text("\n".join(["id,name,subjects,slots,sets", *lines]) + "\n", encoding="utf-8")
    result = json.loads(run(people, "--facilitators", leaders, "--time-limit", "0.05", "--format", "json"))
    assert result["sets"]
    assert {rule["kept"] for rule in result["rules"]} == {True}
    assert 0 <= result["bounds"]["waiting"] <= result["figures"]["waiting"] == len(result["waiting"])
    assert sum(len(one["members"]) for one in result["sets"]) + len(result["waiting"]) == 80


def test_faults_go_to_standard_error_with_status_2(table: Path) -> None:
    table.write_text(COLUMNS + "\nP1,,,A A,P9,,,\n", encoding="utf-8")
    errors = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command(Command(), str(table), stderr=errors)
    assert refusal.value.returncode == 2
    assert errors.getvalue().splitlines() == [
        "people.csv: row 2, column priorities: “A” is there twice.",
        "people.csv: row 2, column line_manager: “P9” is not the id of any row.",
    ]


@pytest.mark.parametrize("options", [["--sizes", "7-5"], ["--sizes", "x"], ["--time-limit", "-1"], ["--ideal", "0"]])
def test_an_option_without_sense_is_refused(table: Path, options: list[str]) -> None:
    with pytest.raises(CommandError):
        run(table, *options)


@pytest.mark.parametrize("content", ["", "[]", '{"sets": 1}', '{"sets": [{"label": "1"}]}', "\0"])
def test_earlier_sets_that_cannot_be_read_are_refused(table: Path, tmp_path: Path, content: str) -> None:
    earlier = tmp_path / "out.json"
    earlier.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run(table, "--previous", earlier)
    assert refusal.value.returncode == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "none.csv")
    assert refusal.value.returncode == 2


def test_no_system_check_and_no_database_are_asked_for() -> None:
    assert (Command.requires_system_checks, Command.requires_migrations_checks) == ([], False)
