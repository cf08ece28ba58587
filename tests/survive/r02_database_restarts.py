"""R02: PostgreSQL is restarted, idle and under load, and one of its processes is killed; everything goes on by itself."""

import os
import signal
import threading
import time
from contextlib import suppress

import psycopg
from django.db import connections

from elearning.jobs import working
from elearning.jobs.models import Job
from tests.survive.ground import POSTGRESQL, Cluster
from tests.survive.load import Ledger, at_work, places, session_of
from tests.survive.processes import OWN, Installation, Web, ask, until
from tests.survive.verdict import Verdict

ENGINES = (POSTGRESQL,)
RESTARTS = 3
AFTERWARDS = 1.0


def check(place: Installation) -> Verdict:
    """Idle: the first requests of every process after a restart. Under load: errors later than a second after the database is
    back. In the end a job is done by the workers that were there before."""
    cluster, web = place.cluster, place.up(processes=2)
    assert cluster is not None
    with psycopg.connect(place.url, autocommit=True) as line:
        line.execute("CHECKPOINT")  # the copy of the ground is not what is to be recovered
    idle = after_an_idle_restart(cluster, web)
    back: list[float] = []
    with at_work(web.port) as ledger:
        for _time in range(RESTARTS):
            time.sleep(3)
            cluster.stop("immediate")
            cluster.start()
            back.append(until_back(place.url))
        time.sleep(3)
        back.append(after_a_killed_backend(place.url))
        time.sleep(4)
    connections.close_all()
    late, lost, halves = late_errors(ledger, back), ledger.lost(), ledger.halves()
    job = seconds_of_a_job(web)
    verdict = Verdict(
        f"idle: {idle.count(200)} of {len(idle)} first requests answered 200; under load, {len(back)} crashes: {lost} lost of"
        f" {ledger.saves} saves, {halves} half there, {len(ledger.failures)} errors, {len(late)} of them later than"
        f" {AFTERWARDS:.0f} s after it was back; a job done {job:.1f} s after",
        saves=ledger.saves,
        lost=lost,
    )
    verdict.expect(set(idle) == {200}, f"idle: {idle}")
    verdict.expect(not late, f"late errors: {late[:3]}")
    verdict.expect(lost == 0 and halves == 0, "saves are lost")
    verdict.expect(not set(ledger.ends) - {0, 200, 503}, f"other answers: {dict(ledger.ends)}")
    return verdict


def after_an_idle_restart(cluster: Cluster, web: Web) -> list[int]:
    """The first answers after a restart while nobody asked for anything, of every thread of every process."""
    cookie = {"Cookie": f"sessionid={session_of(places()[0].enrolment.user)}"}
    connections.close_all()
    for _warming in range(2):
        many(web, cookie)
    cluster.stop("fast")
    cluster.start()
    return many(web, cookie)


def many(web: Web, cookie: dict[str, str]) -> list[int]:
    """Sixteen requests at once: two for each thread that answers."""
    found: list[int] = []
    asking = [
        threading.Thread(target=lambda: found.append(ask(web.port, "GET", OWN, None, cookie)[0])) for _one in range(16)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    return found


def until_back(url: str) -> float:
    """When the database answers."""

    def answers() -> bool:
        with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=2) as line:
            return line.execute("SELECT 1").fetchone() == (1,)
        return False

    until(answers, "PostgreSQL")
    return time.monotonic()


def after_a_killed_backend(url: str) -> float:
    """Kill the process that serves one connection of our own: PostgreSQL starts all of them anew."""
    with psycopg.connect(url) as line:
        found = line.execute("SELECT pg_backend_pid()").fetchone()
        assert found is not None
        os.kill(found[0], signal.SIGKILL)
        with suppress(psycopg.Error):
            line.execute("SELECT 1")
    return until_back(url)


def late_errors(ledger: Ledger, back: list[float]) -> list[str]:
    """Errors that no outage accounts for: later than a second after the database was back, and before the next one began.

    A request may have been in hand when the database went: it is told when it ends, so only the last return before it counts.
    """
    found = []
    for at, status, what in ledger.failures:
        before = [moment for moment in back if moment <= at]
        after = [moment for moment in back if moment > at]
        if before and at - before[-1] > AFTERWARDS and (not after or after[0] - at > LONGEST_OUTAGE):
            found.append(f"{status} {what} {at - before[-1]:.1f} s after")
    return found


LONGEST_OUTAGE = 30.0


def seconds_of_a_job(web: Web) -> float:
    """How long a job takes that is asked for now: workers and clock were never restarted by hand."""
    job = working.ask("sleep", f"after-{os.getpid()}", {"seconds": 0})
    return until(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, "A job", 90)
