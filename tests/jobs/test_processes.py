"""Real worker processes, killed and set against each other, and the command that keeps them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from elearning.accounts.models import Organisation
from elearning.jobs import working
from elearning.jobs.models import Job

PATIENCE = 90.0
Start = Callable[..., subprocess.Popen[bytes]]


def until(true: Callable[[], object], process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until `true`; fail when it takes too long or `process` has ended."""
    last = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < last, "It took too long."
        assert process is None or process.poll() is None, "The process ended."
        time.sleep(0.05)


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    path = tmp_path / "traces"
    path.touch()
    return path


@pytest.fixture
def start(apart: str, tmp_path: Path, traces: Path, queue: None) -> Iterator[Start]:
    """Starts a command of manage.py on the database of this test; whatever still runs at the end is stopped."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "DATABASE_URL": apart,
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "TRACES": str(traces),
        "VAR_DIR": str(tmp_path),
    }

    def begin(*command: str, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env={**environment, **more}
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def worker(start: Start, *more: str) -> subprocess.Popen[bytes]:
    return start("db_worker", "--queue-name", "*", "--interval", "0.1", "--no-startup-delay", *more)


def bind_here() -> None:
    """What this process asks for, the workers do; their functions are in `tests.jobs.sleeper`."""
    for kind in ("sleep", "sleep_at_first", "meet"):
        working.bind(kind, lambda work: None)


@pytest.mark.django_db
def test_what_is_copied_for_each_test_is_a_test_database() -> None:
    """Also what makes it, where this file is run alone."""
    assert Path(connection.settings_dict["NAME"]).name.startswith("test")


def test_job_of_a_killed_worker_is_done_once_more_and_has_its_effect_once(start: Start, traces: Path) -> None:
    bind_here()
    first = worker(start)
    job = working.ask("sleep_at_first", "Riverside", {"seconds": 60})
    until(lambda: "begun" in traces.read_text(), first)

    first.kill()
    first.wait()
    before = working.reap(timezone.now())
    after = working.reap(timezone.now() + timedelta(seconds=31))
    worker(start, "--batch").wait(PATIENCE)

    job.refresh_from_db()
    assert (before, after) == (0, 1)
    assert (job.state, job.attempts) == (Job.State.DONE, 2)
    assert [line.split()[1] for line in traces.read_text().splitlines()] == ["begun", "begun", "ended"]
    assert Organisation.objects.filter(name="Riverside").count() == 1
    assert not Job.objects.lapsed(timezone.now()).exists()


def test_two_workers_do_each_job_once(start: Start, traces: Path) -> None:
    bind_here()
    workers = [worker(start), worker(start)]
    for name in ("left", "right"):
        working.ask("meet", name)
    until(lambda: Job.objects.filter(kind="meet", state=Job.State.DONE).count() == 2)

    for number in range(40):
        job = working.ask("sleep", number, {"seconds": 0.05})
        working.run_job.enqueue(job.pk)  # a call too many must do no harm
    until(lambda: DBTaskResult.objects.finished().count() == 2 + 80)
    for process in workers:
        process.terminate()
        process.wait(PATIENCE)

    lines = [line.split() for line in traces.read_text().splitlines()]
    assert sorted(int(key) for key, what, _ in lines if what == "begun") == list(range(40))
    assert Job.objects.filter(kind="sleep", state=Job.State.DONE, attempts=1).count() == 40
    assert Organisation.objects.count() == 40
    assert not DBTaskResult.objects.failed().exists()
    assert len({process for _, what, process in lines if what == "begun"}) == 2


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> dict[int, str]:
    """The processes that `pid` has started, and what the last argument they were started with says."""
    return {int(child): child for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def answers(address: str, within: float = PATIENCE) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/sign-in/", timeout=within) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except OSError:
        return False


def test_up_answers_works_restarts_what_died_and_stops_all(start: Start, traces: Path) -> None:
    bind_here()
    bind = f"127.0.0.1:{free_port()}"
    keeper = start("up", "--bind", bind, "--threads", "1")
    until(lambda: answers(f"http://{bind}"), keeper)
    until(lambda: len(children(keeper.pid)) == 3, keeper)
    former = set(children(keeper.pid))

    job = working.ask("sleep_at_first", "Riverside", {"seconds": 60})
    until(lambda: "begun" in traces.read_text(), keeper)
    victim = int(traces.read_text().split()[2])
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(set(children(keeper.pid)) - former) == 1, keeper)
    working.reap(timezone.now() + timedelta(seconds=31))
    until(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, keeper)
    latter = set(children(keeper.pid))
    keeper.terminate()

    assert keeper.wait(30) == 0
    assert victim in former
    assert former - latter == {victim}
    assert not any(lives(pid) for pid in former | latter)
    assert not answers(f"http://{bind}")


def test_children_end_when_their_keeper_is_killed(start: Start) -> None:
    bind = f"127.0.0.1:{free_port()}"
    keeper = start("up", "--bind", bind, "--threads", "1")
    until(lambda: answers(f"http://{bind}") and len(children(keeper.pid)) == 3, keeper)
    orphans = set(children(keeper.pid))

    keeper.kill()

    until(lambda: not any(lives(pid) for pid in orphans))
    assert len(orphans) == 3


def test_who_comes_and_asks_nothing_takes_nobodys_turn(start: Start) -> None:
    port = free_port()
    keeper = start("up", "--bind", f"127.0.0.1:{port}", "--threads", "1")
    until(lambda: answers(f"http://127.0.0.1:{port}"), keeper)
    silent = [socket.create_connection(("127.0.0.1", port)) for _one in range(3)]

    assert answers(f"http://127.0.0.1:{port}", 10)

    for one in silent:
        one.close()


def test_up_refuses_an_address_that_is_taken(start: Start) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert start("up", "--bind", f"127.0.0.1:{port}").wait(PATIENCE) == 1
