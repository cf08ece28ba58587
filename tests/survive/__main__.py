"""Runs the checks of survival one after the other and writes a table: `python -m tests.survive [R01 R14 …] [--on sqlite]`."""

import argparse
import ast
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

from tests.survive import ground
from tests.survive.one import told_to_stop
from tests.survive.verdict import HEADINGS, told

HERE = Path(__file__).parent
LONGEST = 900.0  # seconds of one check on one database
TABLE = ground.BASE / "var" / "survive.txt"
ROWS = TABLE.with_suffix(".json")  # what the table is made of: the last verdict of every check on every database


def checks() -> dict[str, Path]:
    """The scripts by the names of their checks, such as R01."""
    return {path.stem.partition("_")[0].upper(): path for path in sorted(HERE.glob("[a-z][0-9][0-9]_*.py"))}


def engines(script: Path) -> tuple[str, ...]:
    """The databases a check is for: both, unless its `ENGINES` says otherwise."""
    return (
        (ground.POSTGRESQL,)
        if "ENGINES = (POSTGRESQL,)" in script.read_text()
        else ((ground.SQLITE,) if "ENGINES = (SQLITE,)" in script.read_text() else ground.ENGINES)
    )


def asks(script: Path) -> str:
    """What a check is about: the sentence that opens it."""
    return (ast.get_docstring(ast.parse(script.read_text())) or "").partition("\n")[0]


def run(script: Path, engine: str, told_too: dict[str, str]) -> dict[str, object]:
    """One check on one database, in a process of its own."""
    command = [sys.executable, "-m", "tests.survive.one", script.stem, engine]
    began = time.monotonic()
    child = subprocess.Popen(  # noqa: S603 - our own scripts
        command, cwd=ground.BASE, env={**os.environ, **told_too}, stdout=subprocess.PIPE, text=True
    )
    try:
        said, _errors = child.communicate(timeout=LONGEST)
        return dict(json.loads(said.strip().splitlines()[-1]))
    except (subprocess.TimeoutExpired, IndexError, ValueError) as problem:
        seconds = time.monotonic() - began
        return {"figure": "not measured", "faults": [type(problem).__name__], "saves": 0, "lost": 0, "seconds": seconds}
    finally:
        while child.poll() is None:  # it ends what it has started; Python drops what is raised while it clears up
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(30)


def kept() -> dict[str, dict[str, object]]:
    """What every check said last, by its name and database; of checks that there are no more, nothing."""
    if not ROWS.exists():
        return {}
    names = {f"{name} {engine}" for name, script in checks().items() for engine in engines(script)}
    return {name: row for name, row in json.loads(ROWS.read_text()).items() if name in names}


def keep(rows: dict[str, dict[str, object]]) -> str:
    """Write down what every check said last, and the table; returns its last line, the sum of all acknowledged saves."""
    ROWS.parent.mkdir(exist_ok=True)
    ROWS.write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n")
    lines = [told(*name.split(), row, float(str(row["seconds"]))) for name, row in sorted(rows.items())]
    saves, lost, seconds = (
        sum(float(str(row[which])) for row in rows.values()) for which in ("saves", "lost", "seconds")
    )
    days = sorted({str(row["on"]) for row in rows.values()})
    lines.append(
        f"O1: {lost:.0f} lost of {saves:.0f} acknowledged saves in all; {seconds:.0f} s; measured {', '.join(days)}"
    )
    TABLE.write_text("\n".join([" | ".join(HEADINGS), *lines]) + "\n")
    return lines[-1]


def main() -> int:
    """Zero if all passed. What was not run now stays in the table as it was last."""
    known = checks()
    parser = argparse.ArgumentParser(prog="python -m tests.survive", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="CHECK", help=" ".join(known))
    parser.add_argument("--on", choices=ground.ENGINES, help="one database alone")
    options = parser.parse_args()
    wanted = {name: known[name] for name in (options.only or known)}
    pairs = [
        (name, one, engine) for name, one in wanted.items() for engine in engines(one) if options.on in {None, engine}
    ]
    summed, failed = "", False
    with ExitStack() as stack:
        more = {}
        ground.laid()
        if any(engine == ground.POSTGRESQL for _name, _script, engine in pairs):
            cluster = stack.enter_context(ground.cluster())
            ground.move_in(cluster)
            more["SURVIVE_CLUSTER"] = json.dumps({"folder": str(cluster.folder), "port": cluster.port})
        for name, script, engine in pairs:
            row = run(script, engine, more) | {"on": f"{date.today():%Y-%m-%d}"}
            failed |= bool(row["faults"])
            sys.stdout.write(told(name, engine, row, float(str(row["seconds"]))) + "\n")
            sys.stdout.flush()
            summed = keep(kept() | {f"{name} {engine}": row})
    sys.stdout.write(summed + "\n")
    return failed


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, told_to_stop)
    sys.exit(main())
