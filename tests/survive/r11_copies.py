"""R11: a copy is made while eight people write, and put into an empty place: whole, and everything acknowledged before is in it.

The control is what many do instead: `cp` of SQLite's file, which must fail the same check.
"""

import hashlib
import re
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import dj_database_url
from django.db import connections

from actionsets.models.private import Reflection
from actionsets.rehearsing.people import PASSWORD
from packs.models import LearningPackPage
from tests.survive.ground import POSTGRESQL, manage, sqlite_url
from tests.survive.load import Ledger, at_work, places
from tests.survive.processes import OWN, Installation, ask
from tests.survive.verdict import Verdict

COPIES, CONTROLS = 2, 5
FILES = ("media", "private")


def check(place: Installation) -> Verdict:
    """Copies under load; the last one is put back beside the installation."""
    for folder in FILES:
        (place.var / folder / "kept").mkdir(parents=True, exist_ok=True)
        for number in range(20):
            (place.var / folder / "kept" / f"{number}.bin").write_bytes(
                hashlib.sha256(str(number).encode()).digest() * 4000
            )
    web, wrong_by_cp, took = place.web(processes=2), 0, []
    with at_work(web.port, writers=6, answerers=2) as ledger:
        time.sleep(2)
        for number in range(COPIES):
            noted = list(ledger.noted)
            began = time.monotonic()
            manage(place.environment(), "backup", str(place.var / f"copy-{number}.tar"))
            took.append(time.monotonic() - began)
        for _control in range(CONTROLS if place.engine != POSTGRESQL else 0):
            wrong_by_cp += is_wrong_by_cp(place, ledger)
    copy = place.var / f"copy-{COPIES - 1}.tar"
    there = Installation(place.var / "there", "", place.engine, place.cluster)
    there.var.mkdir()
    there.url = place.cluster.create("there") if place.cluster else sqlite_url(there.var)
    began = time.monotonic()
    manage(there.environment(), "restore", str(copy))
    back = time.monotonic() - began
    lost, halves = compared(there, ledger, noted)
    opened, files = opens(there), sums(place.var) == sums(there.var)
    verdict = Verdict(
        f"{lost} of {len(noted)} saves acknowledged before the copy missing in it, {halves} half there, {len(sums(there.var))}"
        f" files the same: {files}; copied in {max(took):.1f} s under load, put back in {back:.1f} s; signed in and pack opened:"
        f" {opened}; " + (f"cp failed {wrong_by_cp} of {CONTROLS} times" if not place.cluster else "no control by cp"),
        saves=ledger.saves,
        lost=ledger.lost(),
    )
    verdict.expect(lost == 0 and halves == 0 and verdict.lost == 0, "saves are missing")
    verdict.expect(files, "files differ")
    verdict.expect(opened == [302, 200, 200], "the copy cannot be used")
    verdict.expect(place.cluster or wrong_by_cp, "cp did as well: the check cannot tell")
    there.close()
    return verdict


def compared(there: Installation, ledger: Ledger, noted: list[str]) -> tuple[int, int]:
    """What is missing of what was acknowledged before the copy began, and what is there in part; damage counts as well."""
    connections.settings["there"] = {**connections["default"].settings_dict, **dj_database_url.parse(there.url)}
    damaged = 0
    if there.engine != POSTGRESQL:
        with closing(sqlite3.connect(there.var / "alongside.sqlite3")) as line:
            damaged = line.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    written = Reflection.objects.using("there").filter(key__in=[*ledger.sent][-20_000:]).count()
    return ledger.lost("there", noted=noted), ledger.halves("there") + damaged + (written == 0)


def is_wrong_by_cp(place: Installation, ledger: Ledger) -> bool:
    """Whether a plain copy of the file is damaged, or lacks what was acknowledged before it was made."""
    noted = list(ledger.noted)
    copy = place.var / "by-cp.sqlite3"
    shutil.copyfile(place.var / "alongside.sqlite3", copy)
    try:
        with closing(sqlite3.connect(copy)) as line:
            if line.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return True
            keys = {str(row[0]) for row in line.execute("SELECT key FROM actionsets_reflection")}
        return not {key.replace("-", "") for key in noted} <= keys
    except sqlite3.Error:
        return True
    finally:
        copy.unlink()


def opens(there: Installation) -> list[int]:
    """Sign in by the form on the restored installation, look at one's page, and open a pack."""
    web = there.web()
    user = places()[0].enrolment.user
    code, headers, page = ask(web.port, "GET", "/sign-in/password/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert code == 200
    assert token is not None
    cookie = str(headers["Set-Cookie"]).partition(";")[0]
    body = urlencode({"csrfmiddlewaretoken": token[1].decode(), "login": user.email, "password": PASSWORD})
    sent = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{web.port}/",
    }
    entered, headers, _page = ask(web.port, "POST", "/sign-in/password/", body, sent)
    session = next(
        (one.partition(";")[0] for one in headers.get_all("Set-Cookie") or [] if one.startswith("sessionid")), ""
    )
    mine = ask(web.port, "GET", OWN, None, {"Cookie": session})[0]
    pack = LearningPackPage.objects.live().order_by("pk").first()
    assert pack is not None
    return [entered, mine, ask(web.port, "GET", pack.url, None, {"Cookie": session})[0]]


def sums(var: Path) -> dict[str, str]:
    """Every file below media and private, by its sum."""
    return {
        str(path.relative_to(var)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in FILES
        for path in sorted((var / folder).rglob("*"))
        if path.is_file()
    }
