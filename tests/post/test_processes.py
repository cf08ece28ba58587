"""Real processes that are killed in mid-mail, and set against each other: no mail goes twice, and none is forgotten."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from elearning.accounts.models import User
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.post import carrying, posting
from elearning.post.kinds import Kind
from elearning.post.models import Letter, Reminder
from tests import factories
from tests.jobs.test_processes import Start, until
from tests.post import smtpd as does
from tests.post.smtpd import Smtpd

Server = Callable[..., Smtpd]
CARRY = "from elearning.post.carrying import carry_due; carry_due(lambda: None)"
RING = "from elearning.post.reminding import remind_all; from tests.post.ringer.chores import RINGS_AT; remind_all(RINGS_AT)"


@pytest.fixture(autouse=True)
def _trial(trial: Kind) -> None:
    """This process knows the kind, too."""


@pytest.fixture
def outside() -> Iterator[Server]:
    """Starts a mail server that processes are told of by its port."""
    started: list[Smtpd] = []

    def begin(*does: str) -> Smtpd:
        started.append(Smtpd(*does))
        return started[-1]

    yield begin
    for server in started:
        server.close()


def told(server: Smtpd) -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "tests.post.settings", "SMTP_PORT": str(server.port)}


def a_worker(start: Start, server: Smtpd, *more: str) -> subprocess.Popen[bytes]:
    command = ("db_worker", "--queue-name", "*", "--interval", "0.1", "--no-startup-delay", *more)
    return start(*command, **told(server))


def write(name: str, user: User) -> Letter:
    """A letter for a worker; `reminder` is of a kind that can be turned off."""
    kinds = ["trying"] if name == "reminder" else []
    letter = posting.send(name, user.email, {"user": user, "path": "/my/", "items": []}, kinds=kinds)
    assert letter
    return letter


def killed_and_done_once_more(start: Start, server: Smtpd, victim: subprocess.Popen[bytes]) -> None:
    """Kill the worker, let its leases run out, and let another one do what there is."""
    victim.kill()
    victim.wait()
    carrying.settle(timezone.now() + carrying.LEASE + timedelta(seconds=1))
    Letter.objects.filter(state="waiting").update(due_at=timezone.now())
    working.reap(timezone.now() + timedelta(minutes=3))
    a_worker(start, server, "--batch").wait(90)


@pytest.mark.parametrize("name", ["reminder", "set_dates"])
@pytest.mark.parametrize("trouble", [does.STALL_AT_GREETING, does.STALL_AT_RECEIVER])
def test_mail_of_a_worker_killed_before_its_text_went_arrives_once(
    start: Start, outside: Server, name: str, trouble: str
) -> None:
    server = outside(trouble)
    victim = a_worker(start, server)
    letter = write(name, factories.user("Ada Example"))
    until(lambda: server.connections == 1, victim)

    killed_and_done_once_more(start, server, victim)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.content) == ("sent", 2, "")
    assert server.ids() == [letter.message_id]


@pytest.mark.parametrize(("name", "state", "came"), [("reminder", "unsure", 1), ("set_dates", "sent", 2)])
def test_mail_of_a_worker_killed_while_the_server_kept_its_answer_back(
    start: Start, outside: Server, name: str, state: str, came: int
) -> None:
    """A reminder never comes twice; what people need comes once more, under the same Message-ID."""
    server = outside(does.TAKE_AND_STALL)
    victim = a_worker(start, server)
    letter = write(name, factories.user("Ada Example"))
    until(lambda: len(server.mails) == 1, victim)

    killed_and_done_once_more(start, server, victim)

    letter.refresh_from_db()
    assert (letter.state, letter.content, letter.receiver) == (state, "", None)
    assert server.ids() == [letter.message_id] * came


def test_processes_that_send_at_once_send_each_mail_once(start: Start, outside: Server) -> None:
    server = outside()
    ada = factories.user("Ada Example")
    letters = {write("reminder", ada).message_id for _number in range(40)}

    both = [start("shell", "-c", CARRY, **told(server)) for _process in range(2)]

    assert [process.wait(90) for process in both] == [0, 0]
    assert sorted(server.ids()) == sorted(letters)
    assert Letter.objects.filter(state="sent", attempts=1).count() == 40


def test_two_tickers_at_once_remind_everybody_once(start: Start, outside: Server) -> None:
    server = outside()
    for _person in range(20):
        factories.user()

    both = [start("shell", "-c", RING, **told(server)) for _process in range(2)]

    assert [process.wait(90) for process in both] == [0, 0]
    assert Reminder.objects.filter(occasion="ring").count() == Letter.objects.count() == 20


def test_clock_sees_to_what_nobody_sent(start: Start, outside: Server) -> None:
    """A process that died between writing and asking for a worker leaves a letter behind: the next tick finds it."""
    server = outside()
    letter = write("reminder", factories.user("Ada Example"))
    working.cancel(Job.objects.wanted().get())

    start("tick", **told(server)).wait(90)
    a_worker(start, server, "--batch").wait(90)

    assert server.ids() == [letter.message_id]
