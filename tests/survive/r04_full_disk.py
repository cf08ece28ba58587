"""R04: the disk of database and files is full: pages say so and can be read, nothing breaks, and it goes on once there is room.

The disk is a tmpfs of its own, which only root can mount; nobody else can measure this.
"""

import os
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

from django.db import connections

from tests.survive.ground import SQLITE, manage, sqlite_url
from tests.survive.load import Crowd, Person, gather
from tests.survive.processes import OWN, Installation, Web, ask, status, until
from tests.survive.verdict import Verdict

ENGINES = (SQLITE,)
ROOM = 24 * 1024 * 1024
TRIES = 40
READ = (OWN, "/packs/", "/health/ready")


def check(place: Installation) -> Verdict:
    """Work, fill the disk, look, make room, and look again."""
    if os.getuid() != 0:
        return Verdict("not measured: only root can mount a disk for it")
    small = place.var / "small"
    small.mkdir()
    files = [path for path in place.var.iterdir() if path != small and path.name != "processes.log"]
    size = sum(
        path.stat().st_size for top in files for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()
    )
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size * 2 + ROOM}", "tmpfs", str(small)], check=True)  # noqa: S603, S607
    try:
        subprocess.run(["cp", "-r", *map(str, files), str(small)], check=True)  # noqa: S603, S607
        return judged(Installation(small, sqlite_url(small), place.engine))
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)  # noqa: S603, S607


def judged(place: Installation) -> Verdict:
    """The installation on the small disk."""
    os.environ.update(place.environment())
    database = use(place)
    try:
        return told(place, database)
    finally:
        place.close()


def use(place: Installation) -> Path:
    """Have this process look at the database on the small disk."""
    connections.close_all()
    connections["default"].settings_dict["NAME"] = str(place.var / "alongside.sqlite3")
    return place.var / "alongside.sqlite3"


def told(place: Installation, database: Path) -> Verdict:
    web = place.web(processes=2)
    crowd = gather(web.port, writers=3, answerers=1)
    before = tried(crowd)
    stuffing = place.var / "stuffing"
    fill(stuffing)
    full, alarm = tried(crowd), warns(web)
    reads = {address: read(crowd.people[0], web, address) for address in READ}
    copy = manage(place.environment(), "backup", str(place.var / "copies"), check=False).returncode
    whole = integrity(database)
    stuffing.unlink()
    seconds = until(lambda: crowd.people[0].work() or crowd.ledger.ends[200] > before[200], "Writing again", 30)
    after = tried(crowd)
    verdict = Verdict(
        f"{full[507]} of {sum(full.values())} saves refused with 507 while full, {sum(full.values()) - full[507] - full[200]}"
        f" otherwise; pages read: {reads}; integrity {whole}, then {integrity(database)}; works again after {seconds:.1f} s;"
        f" {crowd.ledger.lost()} lost of {crowd.ledger.saves} saves",
        saves=crowd.ledger.saves,
        lost=crowd.ledger.lost(),
    )
    verdict.expect(full[507], f"nothing was refused: {dict(full)}")
    verdict.expect(set(full) <= {200, 503, 507}, f"other answers while full: {dict(full)}")
    verdict.expect(set(reads.values()) == {200}, "pages cannot be read")
    verdict.expect(alarm, "nobody is called at 85 %")
    verdict.expect(copy == 1, "a copy on a full disk was called whole")
    verdict.expect(whole == integrity(database) == "ok", "the database is damaged")
    verdict.expect(set(after) == {200}, f"after room was made: {dict(after)}")
    verdict.expect(verdict.lost == 0, "saves are lost")
    return verdict


def tried(crowd: Crowd) -> Counter[int]:
    """How saves end, of everybody in turn."""
    before = Counter(crowd.ledger.ends)
    for turn in range(TRIES):
        crowd.people[turn % len(crowd.people)].work()
    return crowd.ledger.ends - before


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
    return code == 503 and b'"nearly_full": ["database"' in content


def read(person: Person, web: Web, address: str) -> int:
    return person.look(address) if address.startswith("/my") else status(web.port, address)


def integrity(database: Path) -> str:
    with closing(sqlite3.connect(database, timeout=20)) as line:
        return str(line.execute("PRAGMA integrity_check").fetchone()[0])
