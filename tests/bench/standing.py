"""An installation and a bare site beside it, made once, started as an operator starts them, on SQLite or on PostgreSQL.

What they hold is made once for each state of the sources and kept under `var/bench`; every run begins with a copy.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.processor import family, memory, name_of
from tests.survive.ground import BASE, POSTGRESQL, SECRET, Cluster, free_port, manage, sqlite_url
from tests.survive.processes import Installation, Web, status, until

KEPT = BASE / "var" / "bench"
MADE_OF = ("/migrations/", "/content/", "/loading", "/rehears", "/management/")
ROOMS = ("elearning", "packs", "actionsets")
PEOPLE = ("--cohorts", "3", "--people", "600", "--answers", "0")
GUNICORN = (
    "--workers",
    "2",
    "--threads",
    "4",
    "--graceful-timeout",
    "5",
    "--log-level",
    "warning",
    "--no-control-socket",
)
Requests = dict[str, list[dict[str, str]]]


def told(var: Path, url: str, **more: str) -> dict[str, str]:
    """What every process of the installation in `var` is told: the product's own settings, and nothing of a test's."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "elearning.settings",
        "DATABASE_URL": url,
        "VAR_DIR": str(var),
        "SECRET_KEY": SECRET,
        "WORKERS": "0",
        "SECOND_STEP_REQUIRED": "no",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def sources() -> str:
    """A name for all that the content is made of."""
    digest = hashlib.sha256()
    paths = [one for room in ROOMS for one in sorted((BASE / room).rglob("*")) if one.suffix in {".py", ".yaml"}]
    here = [BASE / "tests/bench/crowd.py", BASE / "tests/bench/floor/fill.py", BASE / "tests/bench/floor/models.py"]
    for path in [*(one for one in paths if any(word in str(one) for word in MADE_OF)), *here]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def laid() -> Path:
    """The folder with both sites on SQLite and what is asked of them; made if the sources have changed since (minutes)."""
    place = KEPT / sources()
    if place.exists():
        return place
    shutil.rmtree(KEPT, ignore_errors=True)
    making = KEPT / "making"
    making.mkdir(parents=True)
    ours = told(making, sqlite_url(making))
    manage(ours, "migrate", "--verbosity=0")
    manage(ours, "rehearse_scale", *PEOPLE)
    manage(ours, "collectstatic", "--no-input", "--verbosity=0")
    (making / "ours.json").write_text(called("tests.bench.crowd", ours))
    (making / "floor.json").write_text(
        called("tests.bench.floor.fill", bare(making, f"sqlite:///{making}/floor.sqlite3"))
    )
    making.rename(place)
    return place


def called(module: str, environment: dict[str, str]) -> str:
    """What a module of ours says. Raises CalledProcessError."""
    command = [sys.executable, "-W", "ignore", "-m", module]
    done = subprocess.run(command, cwd=BASE, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return done.stdout


def bare(var: Path, url: str) -> dict[str, str]:
    """What the bare site is told."""
    return {**told(var, url), "DJANGO_SETTINGS_MODULE": "tests.bench.floor.settings"}


@dataclass
class Both:
    """The product and the bare site, running, with what can be asked of each."""

    ours: Web
    floor: Web
    asked: Requests
    asked_below: Requests
    place: Installation
    cluster: Cluster | None

    def pids(self, web: Web) -> list[int]:
        """The processes that answer for `web`: its own, and the database's."""
        return [web.process.pid, *self.database()]

    def database(self) -> list[int]:
        """PostgreSQL's first process; none where the database is part of ours."""
        return [int((Path(self.cluster.data) / "postmaster.pid").read_text().split()[0])] if self.cluster else []

    def memory(self) -> dict[str, int]:
        """Bytes by what a process does; of several of a kind the sum."""
        kinds = {"web": 0, "worker": 0, "clock": 0, "keeper": 0}
        web, *rest = [[self.ours.process.pid], *(family(one) for one in sorted(self.first()))]
        kinds["keeper"] = memory(web[0])
        for kind, pids in zip(("web", "worker", "clock"), rest, strict=False):
            kinds[kind] = sum(memory(one) for one in pids)
        return kinds

    def first(self) -> list[int]:
        """What `manage.py up` has started, in its order: web, worker, clock."""
        path = Path(f"/proc/{self.ours.process.pid}/task")
        found = [int(one) for task in path.iterdir() for one in (task / "children").read_text().split()]
        return [one for one in found if "resource_tracker" not in name_of(one)]


@contextmanager
def standing(engine: str) -> Iterator[Both]:
    """Both sites on one kind of database, with two web processes each; ended afterwards."""
    kept = laid()
    with tempfile.TemporaryDirectory(prefix="alongside-pages-", ignore_cleanup_errors=True) as folder:
        var = Path(folder) / "var"
        shutil.copytree(kept, var)
        cluster = begun(var, Path(folder)) if engine == POSTGRESQL else None
        url = cluster.url("ours") if cluster else sqlite_url(var)
        below = cluster.url("floor") if cluster else f"sqlite:///{var}/floor.sqlite3"
        place = Installation(var, url, engine, cluster)
        place.environment = lambda **more: told(var, url, **{"WORKERS": "1", **more})  # type: ignore[method-assign]
        try:
            floor = served(place, bare(var, below))
            yield Both(place.up(2), floor, read(var, "ours"), read(var, "floor"), place, cluster)
        finally:
            place.close()
            if cluster:
                cluster.stop()


def begun(var: Path, folder: Path) -> Cluster:
    """A PostgreSQL of our own with both sites in it."""
    inside = folder / "pg"
    inside.mkdir()
    folder.chmod(0o755)
    cluster = Cluster(inside)
    cluster.make()
    manage({**told(var, sqlite_url(var)), "NEW_DATABASE_URL": cluster.create("ours")}, "move_to_postgresql")
    (var / "floor.json").write_text(called("tests.bench.floor.fill", bare(var, cluster.create("floor"))))
    return cluster


def served(place: Installation, environment: dict[str, str]) -> Web:
    """The bare site on the same server program as the product."""
    port = free_port()
    words = ("-m", "gunicorn", "tests.bench.floor.wsgi", "--bind", f"127.0.0.1:{port}", *GUNICORN)
    web = Web(port, place.start(*words, **environment))
    until(lambda: answers(port), "The bare site")
    return web


def answers(port: int) -> bool:
    """Whether the bare site says hello."""
    return status(port, "/hello/") == 200


def read(var: Path, name: str) -> Any:
    """What can be asked for, by name."""
    return json.loads((var / f"{name}.json").read_text())
