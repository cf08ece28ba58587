"""The table of promises names only what there is: each test, each script, each check once."""

import ast
from pathlib import Path

import pytest

from tests.promises import proving
from tests.promises.proving import Outcome, ended, outcome
from tests.promises.table import CHECKS, PROMISES, check
from tests.survive import __main__ as surviving
from tests.survive.__main__ import checks

ROOT = Path(__file__).parents[2]


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_and_script_is_there() -> None:
    named = {name for one in CHECKS for name in one.tests}
    missing = [name for name in named if not (ROOT / name.partition("::")[0]).exists()]
    unknown = [
        name for name in named if "::" in name and name.partition("::")[2] not in functions(name.partition("::")[0])
    ]

    assert (missing, unknown) == ([], [])
    assert {script for one in CHECKS for script in one.scripts} <= set(checks())


def test_every_check_has_a_proof_and_stands_once_and_every_promise_has_its_checks() -> None:
    codes = [one.code for one in CHECKS]

    assert len(codes) == len(set(codes))
    assert [one.code for one in CHECKS if not one.tests + one.scripts] == []
    assert {code for promise in PROMISES for code in promise.checks} == set(codes)


REPORT = """<testsuites><testsuite>
<testcase file="tests/a.py" name="test_one[js]"/><testcase file="tests/a.py" name="test_one[no-js]"><failure/></testcase>
<testcase file="tests/a.py" name="test_two"/><testcase file="tests/b.py" name="test_three"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("proof", "held"),
    [
        ("tests/a.py", False),
        ("tests/a.py::test_two", True),
        ("tests/b.py", False),
        ("tests/c.py", False),
        ("R01", True),
    ],
)
def test_nothing_is_called_held_that_failed_was_skipped_or_did_not_run(proof: str, held: bool) -> None:
    scripts = {"R01": Outcome(True, "0 lost")}

    assert outcome(check("X01", "Words", proof), ended(REPORT), scripts).held is held


def row(figure: str, *faults: str) -> dict[str, object]:
    return {"figure": figure, "faults": list(faults), "saves": 10, "lost": 0, "seconds": 1.0, "on": "2026-11-23"}


def test_figures_of_scripts_stay_until_they_are_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surviving, "TABLE", tmp_path / "survive.txt")
    monkeypatch.setattr(surviving, "ROWS", tmp_path / "survive.json")
    monkeypatch.setattr(proving, "SURVIVED", tmp_path / "survive.txt")

    surviving.keep(
        {
            "R01 sqlite": row("0 lost", "1 fault"),
            "R04 sqlite": row("not measured: only root"),
            "R09 sqlite": row("0 out"),
            "Z99 sqlite": row("gone"),
        }
    )
    first = proving.survived()
    last = surviving.keep(surviving.kept() | {"R01 sqlite": row("0 lost"), "R01 postgresql": row("1 lost")})

    assert {name: one.held for name, one in first.items()} == {"R01": False, "R04": False, "R09": True}
    assert proving.survived() == {
        "R01": Outcome(True, "postgresql: 1 lost; sqlite: 0 lost"),
        "R04": Outcome(False, "sqlite: not measured: only root; postgresql: not run"),
        "R09": Outcome(True, "sqlite: 0 out"),
    }
    assert last.startswith("O1: 0 lost of 40 acknowledged saves in all; 4 s; measured 2026-11-23")
