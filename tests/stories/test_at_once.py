"""Many at the same moment, and a server that dies: one submission, no lock, every acknowledged answer (TRUST D03, D07, R01)."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections
from django.test import Client

from actionsets.rehearsing.people import Stage
from elearning.accounts.http import MADE_FOR, mark_of
from elearning.assessments import answering
from elearning.assessments.answering import Sheet
from elearning.assessments.models import ResponseSet, SelfAssessmentPage
from elearning.assessments.views.answering import saves_to
from elearning.profiles.models import Result
from elearning.programmes import enrolling
from elearning.programmes.models import Enrolment
from elearning.programmes.rosters import Row
from tests.conftest import signed_in
from tests.programmes.makers import token_of
from tests.stories import answering as story

SENDERS = 20 if connection.vendor == "sqlite" else 8  # twenty are still to be seen on PostgreSQL
WRITERS = 8
WRITES = 50
KILLS = 6
SLOWEST = 20.0
LONGEST_START = 60.0


def at_once(what: Callable[[int], object], times: int = SENDERS) -> list[object]:
    """What comes of doing this so many times at the same moment, each in a thread with a connection of its own."""
    gate = threading.Barrier(times)

    def one(number: int) -> object:
        gate.wait()
        try:
            return what(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def statements(mine: ResponseSet) -> list[str]:
    return [statement.key for statement in mine.version.instrument.statements]


def test_submitting_many_times_at_once_is_one_submission(stage: Stage) -> None:
    enrolment, mine = story.begun(stage)
    answering.record(mine, Sheet(given=dict.fromkeys(statements(mine), "4")))
    address = story.questionnaire(stage).door("submit")
    clients = [signed_in(enrolment.user) for _sender in range(SENDERS)]

    answers = at_once(
        lambda number: (lambda a: (a.status_code, a.headers.get("Location")))(clients[number].post(address))
    )

    assert len(set(answers)) == 1
    assert answers[0][0] == 302  # type: ignore[index]
    assert answers[0][1].endswith("/results/")  # type: ignore[index]
    assert Result.objects.filter(enrolment=enrolment).count() == 1
    assert [one.state for one in ResponseSet.objects.of(enrolment)] == ["submitted"]


def test_starting_many_times_at_once_is_one_start(stage: Stage) -> None:
    enrolment = story.somebody(stage)
    clients = [signed_in(enrolment.user) for _sender in range(SENDERS)]

    answers = at_once(lambda number: clients[number].post(story.questionnaire(stage).url).headers["Location"])

    assert set(answers) == {f"{story.questionnaire(stage).door('subject', 1)}#questions"}
    assert ResponseSet.objects.of(enrolment).count() == 1


def test_the_same_page_sent_many_times_at_once_is_one_page(stage: Stage) -> None:
    enrolment, mine = story.begun(stage)
    first, *_rest = statements(mine)
    address = saves_to(story.questionnaire(stage), enrolment, 1)
    page = {f"a-{first}": "4", f"s-{first}": "", "form_id": "same", "turn": "1"}
    clients = [signed_in(enrolment.user) for _sender in range(SENDERS)]

    answers = at_once(lambda number: clients[number].post(address, page, headers={"X-Autosave": "1"}).status_code)

    assert answers == [200] * SENDERS
    assert story.kept(mine) == ["4", "", "", ""]


def test_eight_people_writing_at_once_lock_nobody_out(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """D07: eight threads, fifty answers each; SQLite queues them (`BEGIN IMMEDIATE`)."""
    people = [story.begun(stage)[1] for _person in range(WRITERS)]
    spent: list[float] = []

    def write(number: int) -> str:
        mine = ResponseSet.objects.select_related("version").get(pk=people[number].pk)
        first, form = statements(mine)[0], f"writer-{number}"
        for turn in range(WRITES):
            began = time.perf_counter()
            answering.record(mine, Sheet({first: str(turn % 5 + 1)}, {first: ""}, form, turn))
            spent.append(time.perf_counter() - began)
        return story.kept(mine)[0]

    assert at_once(write, WRITERS) == ["5"] * WRITERS
    assert len(spent) == WRITERS * WRITES
    with capsys.disabled():
        middle, slow = (sorted(spent)[int(len(spent) * part)] * 1000 for part in (0.5, 0.95))
        print(
            f"\n{len(spent)} answers by {WRITERS} at once on {connection.vendor}: median {middle:.0f} ms, p95 {slow:.0f} ms"
        )


def database_url() -> str:
    """The database of the tests, as another process names it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    host = f"{given['HOST']}:{given['PORT']}" if given["PORT"] else given["HOST"]
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{host}/{given['NAME']}"


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The product on its own settings (`tests.served`), under gunicorn with one worker, before the database of the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "elearning.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    server = subprocess.Popen(  # noqa: S603
        [*command, "--threads", "4", "--preload", "--log-level", "error"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.served",
            "DATABASE_URL": database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "VAR_DIR": str(folder),
            "STATIC_ROOT": str(folder),
            "LOG_LEVEL": "CRITICAL",
        },
    )
    try:
        yield server, port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(SLOWEST)


def worker_of(server: subprocess.Popen[bytes]) -> int | None:
    """The process that answers requests now."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    with suppress(OSError):
        return next((int(child) for child in children.read_text().split()), None)
    return None


def kill(process: int) -> None:
    """End it at once, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


class Writer:
    """Somebody who answers one statement again and again, and remembers what was sent and what was acknowledged."""

    def __init__(self, port: int, enrolment: Enrolment, mine: ResponseSet, step: SelfAssessmentPage) -> None:
        self.port, self.address = port, saves_to(step, enrolment, 1)
        self.key = statements(mine)[0]
        client: Client = signed_in(enrolment.user)
        client.get(step.door("subject", 1))
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={client.cookies['csrftoken'].value}"
        self.common = {
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
            MADE_FOR: mark_of(enrolment.user),
            f"s-{self.key}": "",
            "form_id": "writer",
        }
        self.turns = count(1)
        self.acknowledged = self.sent = 0

    def write(self) -> bool:
        """Send the next answer; whether it was acknowledged."""
        turn = next(self.turns)
        page = {**self.common, f"a-{self.key}": str(turn % 5 + 1), "turn": str(turn)}
        headers = {"Cookie": self.cookies, "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST)
        self.sent = turn
        try:
            line.request("POST", self.address, urlencode(page), headers)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        assert status == 200
        self.acknowledged = turn
        return True

    def possible(self) -> set[str]:
        """What may be kept: the last acknowledged answer, or one that was sent after it."""
        return {str(turn % 5 + 1) for turn in range(self.acknowledged, self.sent + 1)}


def until_acknowledged(writer: Writer) -> None:
    """Send until an answer is acknowledged, as a browser does; a server that does not come back is a failure."""
    until = time.monotonic() + LONGEST_START
    while not writer.write():
        assert time.monotonic() < until, "The server has acknowledged nothing for a minute."
        time.sleep(0.05)


def test_an_acknowledged_answer_outlives_the_worker(stage: Stage, tmp_path: Path) -> None:
    """R01, bounded: the worker is killed while answers come in; whatever was acknowledged is there afterwards."""
    enrolment, mine = story.begun(stage)
    with served(tmp_path) as (server, port):
        writer = Writer(port, enrolment, mine, story.questionnaire(stage))
        until_acknowledged(writer)
        for number in range(KILLS):
            worker = worker_of(server)
            assert worker
            timer = threading.Timer(0.05 + 0.03 * number, kill, (worker,))
            timer.start()
            # A worker that dies between two requests fails none: the next one takes its place before anybody notices.
            while writer.write() and not timer.finished.is_set():
                pass
            timer.join()
            assert story.kept(mine)[0] in writer.possible()
            until_acknowledged(writer)
            assert story.kept(mine)[0] in writer.possible()


def test_an_invitation_taken_up_twenty_times_at_once_is_one_place(stage: Stage) -> None:
    """TRUST I02."""
    row = Row(1, "Twenty Times", f"twenty-{time.time_ns()}@example.org", "Riverside Council")
    [invitation] = enrolling.invite(stage.cohorts["running"], [row], by=stage.manager)
    address, mine = f"/join/{token_of(mail.outbox[-1])}/", invitation.enrolment
    try:
        clients = [Client() for _browser in range(20)]
        answers = at_once(lambda at: clients[at].post(address, {"answer": "yes"}).status_code, 20)
        signed = [client for client in clients if "_auth_user_id" in client.session]

        assert (sorted(answers), len(signed)) == ([302] + [404] * 19, 1)  # type: ignore[type-var]
        assert [one.accepted_at is None for one in mine.invitations.all()] == [False]
        assert Enrolment.objects.filter(user=mine.user).count() == 1
    finally:
        mine.delete()
        mine.user.delete()
