"""The ground a check stands on: the demonstration on SQLite or on a PostgreSQL of its own, in a folder that is thrown away.

Made once for each state of the sources and kept under `var/survive`; every check begins with a copy. Knows no framework.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
KEPT = BASE / "var" / "survive"
DEBIAN = Path("/usr/lib/postgresql")
SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
# What the demonstration is made of, as in the Makefile.
MADE_OF = ("/migrations/", "/content/", "/loading", "/rehears", "/management/")
PATIENCE = "300"  # seconds for PostgreSQL to come up after a crash: it first writes every file of every database out
SECRET = "only-for-survival-" + "x" * 40


class GroundError(Exception):
    """The ground could not be laid; the message says what is missing."""


def free_port() -> int:
    """A port of the loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, url: str, **more: str) -> dict[str, str]:
    """What every process of an installation in `var` on the database `url` is told."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.survive.settings",
        "DATABASE_URL": url,
        "VAR_DIR": str(var),
        "MEDIA_ROOT": str(var / "media"),
        "PRIVATE_ROOT": str(var / "private"),
        "STATIC_ROOT": str(var / "static"),
        "SECRET_KEY": SECRET,
        "BASE_URL": "http://127.0.0.1",
        "WORKERS": "1",
        "SECOND_STEP_REQUIRED": "no",  # sessions are made by hand (`load.session_of`), those of staff too
        "LOG_LEVEL": "CRITICAL",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "TRACES": str(var / "traces"),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def manage(told: Mapping[str, str], *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Call a command of the product and wait for it. Raises GroundError with what it said if it fails, unless `check` is off."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *command], cwd=BASE, env=dict(told), capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise GroundError(f"{' '.join(command)}: {done.stderr[-1000:].strip()}")
    return done


def laid() -> Path:
    """The folder of the demonstration on SQLite; made if the sources have changed since."""
    place = KEPT / f"ground-{_sources()}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            _lay(place)
    return place


def _lay(place: Path) -> None:
    """Make the demonstration in `place`; what was made of earlier sources goes."""
    for old in KEPT.glob("ground-*"):
        shutil.rmtree(old)
    making = KEPT / "making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    told = environment(making, sqlite_url(making), WORKERS="0", EMAIL_URL="console:")
    manage(told, "migrate", "--verbosity=0")
    manage(told, "load_demo")
    making.rename(place)


def sqlite_url(var: Path) -> str:
    return f"sqlite:///{var / 'alongside.sqlite3'}"


def _sources() -> str:
    """A name for all that the demonstration is made of."""
    digest = hashlib.sha256()
    for room in ("elearning", "packs", "actionsets"):
        for path in sorted((BASE / room).rglob("*")):
            if path.suffix in {".py", ".yaml"} and any(word in str(path) for word in MADE_OF):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class Cluster:
    """A PostgreSQL of our own, with `fsync` on, as it is in use; started by us and by nobody else, with `more` settings."""

    folder: Path
    port: int = field(default_factory=free_port)
    more: str = ""

    def url(self, name: str) -> str:
        return f"postgres://alongside@127.0.0.1:{self.port}/{name}"

    def make(self) -> None:
        """Make the cluster and start it."""
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        wanted = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums")
        self.call("initdb", "-D", self.data, "-U", "alongside", *wanted)
        self.start()

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} {self.more}"
        self.call(
            "pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self, how: str = "immediate") -> None:
        self.call("pg_ctl", "-D", self.data, "-m", how, "-w", "stop")

    def drop(self, name: str) -> None:
        """Let go of a database, whoever is still connected to it."""
        self.call("dropdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "alongside", "--if-exists", "--force", name)

    def create(self, name: str, template: str = "template0") -> str:
        """A new database; its address."""
        self.drop(name)
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "alongside")
        self.call("createdb", *where, "--template", template, name)
        return self.url(name)

    def call(self, program: str, *arguments: str) -> None:
        """Call one of PostgreSQL's programs, as the user postgres if we are root: it refuses to run as root."""
        found = sorted(DEBIAN.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
        if not found:
            raise GroundError("PostgreSQL is not on this machine (Debian: apt-get install postgresql).")
        before = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [*before, str(found[-1]), *arguments],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise GroundError(f"{program}: {done.stderr.strip()}")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster with the demonstration in the database `ground`; stopped and thrown away at the end."""
    with tempfile.TemporaryDirectory(prefix="alongside-survive-pg-", ignore_cleanup_errors=True) as folder:
        one = Cluster(Path(folder))
        one.make()
        try:
            yield one
        finally:
            one.stop()


def move_in(one: Cluster) -> None:
    """Bring the demonstration from SQLite into the database `ground`."""
    place = laid()
    manage({**environment(place, sqlite_url(place)), "NEW_DATABASE_URL": one.create("ground")}, "move_to_postgresql")
