"""Runs one check on one database in this process: `python -m tests.survive.one r01_killed_web sqlite`; prints one line."""

import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType

import django
from django.db import connections

from tests.survive.ground import POSTGRESQL, Cluster, GroundError, environment, laid, sqlite_url
from tests.survive.processes import Installation
from tests.survive.verdict import Verdict, told

SPARE = ("there", "moved", "empty")  # databases that checks make beside their own


def stand(name: str, engine: str, var: Path) -> Installation:
    """An installation of its own, with the demonstration in it."""
    shutil.copytree(laid(), var, dirs_exist_ok=True)
    if engine != POSTGRESQL:
        return Installation(var, sqlite_url(var), engine)
    known = json.loads(os.environ["SURVIVE_CLUSTER"])
    cluster = Cluster(Path(known["folder"]), known["port"])
    (var / "alongside.sqlite3").unlink()
    return Installation(var, cluster.create(name, "ground"), engine, cluster)


def clear(place: Installation) -> None:
    """Let go of what a check has left in PostgreSQL: the next crash would take longer to come back from."""
    if place.cluster:
        connections.close_all()
        for name in (Path(place.url).name, *SPARE):
            with suppress(GroundError):
                place.cluster.drop(name)


def main(name: str, engine: str) -> int:
    """Zero if the check passed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="alongside-survive-", ignore_cleanup_errors=True) as folder:
        place = stand(name, engine, Path(folder))
        (place.var / "static").mkdir(exist_ok=True)
        os.environ.update(environment(place.var, place.url))
        django.setup()
        try:
            verdict = importlib.import_module(f"tests.survive.{name}").check(place)
        except Exception as problem:
            sys.stderr.write("".join(traceback.format_exception(problem, chain=False)[-6:]))
            verdict = Verdict("not measured", [f"{type(problem).__name__}: {problem}"])
        finally:
            place.close()
            clear(place)
        if verdict.faults and (log := place.var / "processes.log").exists():
            sys.stderr.write(log.read_text(errors="replace")[-3000:])
    seconds = time.monotonic() - began
    sys.stderr.write(told(name, engine, asdict(verdict), seconds) + "\n")
    sys.stdout.write(json.dumps({**asdict(verdict), "seconds": seconds}) + "\n")
    return bool(verdict.faults)


def told_to_stop(number: int, frame: FrameType | None) -> None:
    """End, and with it what was started. Hypothesis takes SystemExit for a fault of what it tries, and tries it again."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, told_to_stop)
    sys.exit(main(sys.argv[1], sys.argv[2]))
