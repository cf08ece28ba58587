"""R04: the disk of database and files is full: pages say so and can be read, nothing breaks, and it goes on once there is room.

The disk is a tmpfs of its own, which only root can mount; nobody else can measure this. PostgreSQL's data and log lie on it
too: first its tables cannot grow, then its log cannot either, and it ends. Something starts it again then, as systemd or
compose do.
"""

import os
import sqlite3
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import dj_database_url
import psycopg
from django.db import connections

from tests.survive.ground import Cluster, GroundError, manage, sqlite_url
from tests.survive.load import Crowd, Person, gather
from tests.survive.processes import OWN, Installation, Web, ask, status, until
from tests.survive.verdict import Verdict

ROOM = 24 * 1024 * 1024
ROOM_OF_POSTGRESQL = 450 * 1024 * 1024  # an empty cluster, the demonstration, and the log
LOG = "-c max_wal_size=64MB -c min_wal_size=32MB"
TRIES = 40
READ = (OWN, "/packs/", "/health/ready")
AT_A_TIME = 1_000_000  # bytes written into the log to fill it
HELD = "nobody_fetches_it"


def check(place: Installation) -> Verdict:
    """Work, fill the disk, look, make room, and look again."""
    if os.getuid() != 0:
        return Verdict("not measured: only root can mount a disk for it")
    size = sum(path.stat().st_size for path in place.var.rglob("*") if path.is_file())
    with disk(ROOM_OF_POSTGRESQL if place.cluster else size * 2 + ROOM) as small, installed(place, small) as there:
        os.environ.update(there.environment())
        connections.close_all()
        connections["default"].settings_dict.update(dj_database_url.parse(there.url))
        try:
            return judged(there)
        finally:
            connections.close_all()
            there.close()


@contextmanager
def disk(size: int) -> Iterator[Path]:
    """A disk of `size` bytes, where other users may read too."""
    with tempfile.TemporaryDirectory(prefix="alongside-disk-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", folder], check=True)  # noqa: S603, S607
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607


@contextmanager
def installed(place: Installation, small: Path) -> Iterator[Installation]:
    """The installation of `place` on the small disk, with its database."""
    copy = place.var / "copy.tar"
    manage(place.environment(), "backup", str(copy))
    there = Installation(small / "installation", "", place.engine)
    there.var.mkdir()
    if not place.cluster:
        there.url = sqlite_url(there.var)
        manage(there.environment(), "restore", str(copy))
        yield there
        return
    (small / "postgresql").mkdir()
    there.cluster = Cluster(small / "postgresql", more=LOG)
    there.cluster.make()
    try:
        there.url = there.cluster.create("full")
        manage(there.environment(), "restore", str(copy))
        yield there
    finally:
        with suppress(GroundError):  # it may have ended
            there.cluster.stop()


def judged(place: Installation) -> Verdict:
    """The installation on the small disk."""
    web = place.web(processes=2)
    crowd = gather(web.port, writers=3, answerers=1)
    tried(crowd)
    if place.cluster:
        run(place, f"SELECT pg_create_physical_replication_slot('{HELD}', true)")
    stuffing = place.var / "stuffing"
    fill(stuffing)
    full, alarm = tried(crowd), warns(web)
    reads = {address: read(crowd.people[0], web, address) for address in READ}
    copy = manage(place.environment(), "backup", str(place.var / "copies"), check=False).returncode
    down = without_its_log(place, crowd) if place.cluster else Counter()
    whole = "" if place.cluster else f"{integrity(place)}, then "
    stuffing.unlink()
    with kept_running(place.cluster):
        seconds = until_written(crowd)
    if place.cluster:
        run(place, f"SELECT pg_drop_replication_slot('{HELD}')")
    after, sound = tried(crowd), integrity(place)
    verdict = Verdict(
        f"{full[507]} of {sum(full.values())} requests refused with 507 while full, {full[503]} with 503; pages read: {reads};"
        + (f" its log full as well: {dict(down)};" if down else "")
        + f" integrity {whole}{sound}; works again {seconds:.1f} s after there is room;"
        f" {crowd.ledger.lost()} lost of {crowd.ledger.saves} saves, {crowd.ledger.halves()} half there",
        saves=crowd.ledger.saves,
        lost=crowd.ledger.lost(),
    )
    verdict.expect(full[507], f"nothing was refused: {dict(full)}")
    verdict.expect(set(full) <= {200, 503, 507}, f"other answers while full: {dict(full)}")
    verdict.expect(set(down) <= {503, 507}, f"other answers while its log is full: {dict(down)}")
    verdict.expect(set(reads.values()) == {200}, "pages cannot be read")
    verdict.expect(alarm, "nobody is called at 85 %")
    verdict.expect(copy == 1, "a copy on a full disk was called whole")
    verdict.expect(whole in {"", "ok, then "} and sound == "ok", "the database is damaged")
    verdict.expect(set(after) == {200}, f"after room was made: {dict(after)}")
    verdict.expect(verdict.lost == 0 and crowd.ledger.halves() == 0, "saves are lost")
    return verdict


def tried(crowd: Crowd) -> Counter[int]:
    """How saves end, of everybody in turn."""
    before = Counter(crowd.ledger.ends)
    for turn in range(TRIES):
        crowd.people[turn % len(crowd.people)].work()
    return crowd.ledger.ends - before


def until_written(crowd: Crowd) -> float:
    """How long it takes until a save is acknowledged."""
    saves = crowd.ledger.saves
    return until(lambda: crowd.people[0].work() or crowd.ledger.saves > saves, "Writing again", 60)


def without_its_log(place: Installation, crowd: Crowd) -> Counter[int]:
    """Fill what room PostgreSQL had set aside for its log, until it ends; how saves end then. It takes no old file of the log
    again, as when an archive or a replica has not fetched it yet (`HELD`)."""
    with suppress(psycopg.Error):
        for _time in range(ROOM_OF_POSTGRESQL // AT_A_TIME):
            run(place, f"SELECT pg_logical_emit_message(false, 'full', repeat('x', {AT_A_TIME}))")
    until(lambda: not accepts(place.url), "The end of PostgreSQL", 60)
    return tried(crowd)


def run(place: Installation, words: str) -> None:
    """Have PostgreSQL do something of its own."""
    with psycopg.connect(place.url, autocommit=True) as line:
        line.execute(words)


def accepts(url: str) -> bool:
    """Whether the database lets anybody in."""
    with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=5):
        return True
    return False


@contextmanager
def kept_running(cluster: Cluster | None) -> Iterator[None]:
    """Inside, PostgreSQL is started again whenever it has ended, as systemd (`Restart=`) and compose (`restart:`) do."""
    over = threading.Event()

    def keep() -> None:
        while cluster and not over.wait(0.5):
            with suppress(GroundError):
                if not accepts(cluster.url("postgres")):
                    cluster.start()

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(90)


def fill(path: Path) -> None:
    """Write until there is no room left at all."""
    with path.open("wb", buffering=0) as out, suppress(OSError):
        for size in (1024 * 1024, 4096, 1):
            with suppress(OSError):
                while True:
                    out.write(bytes(size))


def warns(web: Web) -> bool:
    """Whether the health of the work says that the disk is nearly full."""
    code, _headers, content = ask(web.port, "GET", "/health/work")
    return code == 503 and b'"nearly_full": ["' in content


def read(person: Person, web: Web, address: str) -> int:
    return person.look(address) if address.startswith("/my") else status(web.port, address)


def integrity(place: Installation) -> str:
    """What the database says of itself: SQLite by its own check, PostgreSQL by that of every table, index and sum of a page."""
    if place.cluster is None:
        with closing(sqlite3.connect(place.var / "alongside.sqlite3", timeout=20)) as line:
            return str(line.execute("PRAGMA integrity_check").fetchone()[0])
    where = ("-h", "127.0.0.1", "-p", str(place.cluster.port), "-U", "alongside")
    try:
        place.cluster.call("pg_amcheck", *where, "--install-missing", "--heapallindexed", "full")
    except GroundError as problem:
        return str(problem)
    return "ok"
