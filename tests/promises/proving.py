"""Proves every promise again: runs what proves it, and prints a table of promises, checks and figures.

`make promises` runs the tests, and takes the figures of the scripts from their last run (`make survive`, `var/survive.txt`);
`make promises ALL=1` runs the scripts as well. Nothing is called held that did not run and pass.
"""

import argparse
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as Xml
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.promises.table import CHECKS, PROMISES, Check
from tests.survive.__main__ import checks, engines

ROOT = Path(__file__).parents[2]
SURVIVED = ROOT / "var" / "survive.txt"
NOT_MEASURED = "not measured"  # as a script says that cannot run here


@dataclass(frozen=True)
class Outcome:
    """What came of one check: whether it held, and its figure in words."""

    held: bool
    figure: str


def tests_of(checks: list[Check]) -> list[str]:
    """The tests that prove `checks`, each once, as pytest calls them."""
    return sorted({name for check in checks for name in check.tests})


def run_tests(names: list[str], arguments: list[str]) -> dict[str, list[str]]:
    """Run `names`; for each file and test function how each of its cases ended: passed, failed or skipped."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junit-xml={report}", "-o", "junit_family=xunit1"]
        subprocess.run([*command, *arguments, *names], cwd=ROOT, check=False)  # noqa: S603
        return ended(report.read_text(encoding="utf-8"))


def ended(report: str) -> dict[str, list[str]]:
    """How each case of a JUnit report ended, by `file::function` and by file."""
    found = defaultdict(list)
    for case in Xml.fromstring(report).iter("testcase"):  # noqa: S314
        bad = {part.tag for part in case} & {"failure", "error", "skipped"}
        how = "passed" if not bad else "skipped" if bad == {"skipped"} else "failed"
        file, function = case.get("file", ""), case.get("name", "").split("[")[0]
        found[f"{file}::{function}"].append(how)
        found[file].append(how)
    return found


def survived() -> dict[str, Outcome]:
    """What the scripts of `make survive` last said, each on every database: `R01 | sqlite | figure | pass | seconds` a line."""
    if not SURVIVED.exists():
        return {}
    said = defaultdict(list)
    for line in SURVIVED.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if len(cells) >= 5 and cells[0] != "check":
            said[cells[0]].append((cells[1], " | ".join(cells[2:-2]), cells[-2]))
    return {name: _said(rows, engines(script)) for name, script in checks().items() if (rows := said.get(name))}


def _said(rows: list[tuple[str, str, str]], wanted: Sequence[str]) -> Outcome:
    """What one script said on each database: it holds if it passed on every one that it is for."""
    missing = [(engine, "not run", "missing") for engine in wanted if engine not in {on for on, *_what in rows}]
    all_of_them = [*rows, *missing]
    held = all(how == "pass" and NOT_MEASURED not in what for _on, what, how in all_of_them)
    return Outcome(held, "; ".join(f"{on}: {what}" for on, what, _how in all_of_them))


def outcome(check: Check, cases: dict[str, list[str]], scripts: dict[str, Outcome]) -> Outcome:
    """What came of `check`: all its tests passed (none skipped, none missing), and all its scripts held."""
    hows = [how for name in check.tests for how in cases.get(name, ["missing"])]
    said = [scripts.get(name, Outcome(False, f"{name}: not run")) for name in check.scripts]
    passed = sum(how == "passed" for how in hows)
    figures = [f"{passed} of {len(hows)} tests passed"] if hows else []
    held = passed == len(hows) and all(one.held for one in said) and bool(hows or said)
    return Outcome(held, "; ".join([*figures, *(one.figure for one in said)]))


def lines(outcomes: dict[str, Outcome]) -> list[str]:
    """The table, as Markdown: each promise, then each of its checks with its figure."""
    told = []
    for promise in PROMISES:
        mine = [check for check in CHECKS if check.code in promise.checks]
        held = all(outcomes[check.code].held for check in mine)
        told += ["", f"### {promise.code} · {promise.words}", "", f"**{'Held' if held else 'Not held'}.**", ""]
        told += ["| check | what | figure | held |", "|---|---|---|---|"]
        for check in mine:
            one = outcomes[check.code]
            told.append(f"| {check.code} | {check.words} | {one.figure} | {'yes' if one.held else '**no**'} |")
    return told


def main() -> int:
    """Run, print, and say by the exit code whether every promise holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run the tests only")
    given, arguments = parser.parse_known_args()
    if not given.quick:
        subprocess.run(["make", "survive"], cwd=ROOT, check=False)  # noqa: S607
    cases = run_tests(tests_of(CHECKS), arguments)
    outcomes = {check.code: outcome(check, cases, survived()) for check in CHECKS}
    print("\n".join(lines(outcomes)))
    return 0 if all(one.held for one in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
