"""Runs the checks of survival one after the other and writes a table: `python -m tests.survive [R01 R14 …] [--on sqlite]`."""

import argparse
import ast
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.survive import ground
from tests.survive.verdict import HEADINGS, told

HERE = Path(__file__).parent
LONGEST = 420.0  # seconds of one check on one database
TABLE = ground.BASE / "var" / "survive.txt"


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
        child.terminate()  # it ends what it has started
        child.wait()
        seconds = time.monotonic() - began
        return {"figure": "not measured", "faults": [type(problem).__name__], "saves": 0, "lost": 0, "seconds": seconds}


def main() -> int:
    """Zero if all passed."""
    known = checks()
    parser = argparse.ArgumentParser(prog="python -m tests.survive", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="CHECK", help=" ".join(known))
    parser.add_argument("--on", choices=ground.ENGINES, help="one database alone")
    options = parser.parse_args()
    wanted = {name: known[name] for name in (options.only or known)}
    pairs = [
        (name, one, engine) for name, one in wanted.items() for engine in engines(one) if options.on in {None, engine}
    ]
    began, lines, rows = time.monotonic(), [" | ".join(HEADINGS)], []
    with ExitStack() as stack:
        more = {}
        ground.laid()
        if any(engine == ground.POSTGRESQL for _name, _script, engine in pairs):
            cluster = stack.enter_context(ground.cluster())
            ground.move_in(cluster)
            more["SURVIVE_CLUSTER"] = json.dumps({"folder": str(cluster.folder), "port": cluster.port})
        for name, script, engine in pairs:
            row = run(script, engine, more)
            rows.append(row)
            lines.append(told(name, engine, row, float(str(row["seconds"]))))
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    saves, lost = (sum(int(str(row[which])) for row in rows) for which in ("saves", "lost"))
    lines.append(f"O1: {lost} lost of {saves} acknowledged saves in all; {time.monotonic() - began:.0f} s")
    sys.stdout.write(lines[-1] + "\n")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text("\n".join(lines) + "\n")
    return any(row["faults"] for row in rows)


if __name__ == "__main__":
    sys.exit(main())
