"""A real mail server that refuses, stalls and hangs up: each mail arrives once or is tried again, and nobody waits for it."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from pytest_django import Settings

from elearning import mail
from elearning.accounts.models import User
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.post import carrying, kinds, posting
from elearning.post.models import Letter
from tests import factories
from tests.post import smtpd as does
from tests.post.smtpd import Smtpd

pytestmark = pytest.mark.django_db
Server = Callable[..., Smtpd]


@pytest.fixture
def ada() -> User:
    return factories.user("Ada Example")


def write(user: User, name: str = "set_changed") -> Letter:
    """A letter that waits in the outbox."""
    with TestCase.captureOnCommitCallbacks():
        letter = posting.send(name, user.email, {"user": user, "path": "/my/"})
    assert letter
    return letter


def again() -> int:
    """All that waits is due, and is sent."""
    Letter.objects.filter(state="waiting").update(due_at=timezone.now() - timedelta(seconds=1))
    return carrying.carry_due(lambda: None)


def now_stands(letter: Letter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.state, letter.error


def test_mail_arrives_with_its_files_and_answer_address(smtpd: Server, ada: User) -> None:
    server = smtpd()
    with TestCase.captureOnCommitCallbacks(execute=True):
        mail.send(
            "set_dates",
            ada.email,
            {"user": ada, "path": "/my/"},
            reply_to="fay@example.org",
            files=[mail.File("meeting.ics", b"BEGIN:VCALENDAR\r\n\xc3\xa9\r\n", "text/calendar; method=REQUEST")],
        )

    (message,) = server.mails
    parts = {part.get_content_type(): part for part in message.walk()}
    assert (message["To"], message["Reply-To"]) == (ada.email, "fay@example.org")
    assert parts["text/calendar"].get_payload(decode=True) == b"BEGIN:VCALENDAR\r\n\xc3\xa9\r\n"
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert {"text/plain", "text/html"} < set(parts)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (does.STALL_AT_GREETING, "SMTPServerDisconnected"),
        (does.STALL_AT_RECEIVER, "SMTPServerDisconnected"),
        (does.REFUSE_FOR_NOW, "SMTPRecipientsRefused"),
        (does.REFUSE_TEXT, "SMTPDataError"),
    ],
)
@pytest.mark.parametrize("can_stop", [True, False])
def test_mail_that_certainly_did_not_go_is_tried_again_and_arrives_once(
    smtpd: Server, ada: User, request: pytest.FixtureRequest, trouble: str, error: str, can_stop: bool
) -> None:
    if can_stop:
        request.getfixturevalue("trial")
    server = smtpd(trouble)
    letter = write(ada)

    first = (again(), *now_stands(letter), len(server.mails))
    second = (again(), *now_stands(letter), len(server.mails))

    assert first == (0, "waiting", error, 0)
    assert second == (1, "sent", "", 1)


def test_mail_waits_longer_after_each_failure(smtpd: Server, ada: User) -> None:
    smtpd(*[does.REFUSE_FOR_NOW] * 10)
    letter, pauses = write(ada), []
    for _try in range(9):
        again()
        letter.refresh_from_db()
        pauses.append(round((letter.due_at - timezone.now()).total_seconds()))

    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_server_that_cannot_be_reached_is_tried_again(smtpd: Server, ada: User) -> None:
    server = smtpd()
    server.close()
    letter = write(ada)

    again()

    assert now_stands(letter) == ("waiting", "ConnectionRefusedError")


def test_address_that_does_not_exist_is_given_up_at_once(smtpd: Server, ada: User) -> None:
    smtpd(does.NO_SUCH_RECEIVER)
    letter = write(ada)

    again()

    assert now_stands(letter) == ("failed", "SMTPRecipientsRefused")


@pytest.mark.parametrize("trouble", [does.TAKE_AND_STALL, does.TAKE_AND_HANG_UP])
def test_what_can_be_turned_off_never_comes_twice(smtpd: Server, ada: User, trial: kinds.Kind, trouble: str) -> None:
    server = smtpd(trouble)
    letter = write(ada)

    again()
    again()

    assert now_stands(letter) == ("unsure", "SMTPServerDisconnected")
    assert len(server.mails) == 1


@pytest.mark.parametrize("trouble", [does.TAKE_AND_STALL, does.TAKE_AND_HANG_UP])
def test_what_people_need_comes_once_more_and_can_be_known_again(smtpd: Server, ada: User, trouble: str) -> None:
    server = smtpd(trouble)
    letter = write(ada)

    again()
    again()

    assert now_stands(letter) == ("sent", "")
    assert server.ids() == [letter.message_id] * 2
    assert len({str(one["Date"]) for one in server.mails}) == 1


def test_what_people_need_comes_twice_at_most(smtpd: Server, ada: User) -> None:
    server = smtpd(*[does.TAKE_AND_HANG_UP] * 5)
    letter = write(ada)

    for _try in range(4):
        again()

    assert now_stands(letter) == ("unsure", "SMTPServerDisconnected")
    assert len(server.mails) == 2


def test_hanging_up_before_a_word_of_the_text_is_in_doubt(smtpd: Server, ada: User, trial: kinds.Kind) -> None:
    """The text has begun to go as far as we know: a reminder is let go rather than risked twice."""
    server = smtpd(does.HANG_UP_AT_TEXT)
    letter = write(ada)

    again()

    assert (now_stands(letter)[0], server.mails) == ("unsure", [])


def test_one_bad_connection_does_not_keep_the_others(smtpd: Server, ada: User) -> None:
    server = smtpd(does.REFUSE_FOR_NOW, does.TAKE)
    for _letter in range(3):
        write(ada)

    sent = again()

    assert (sent, len(server.mails)) == (2, 2)


def test_server_in_trouble_twice_running_is_left_alone(smtpd: Server, ada: User) -> None:
    server = smtpd(*[does.STALL_AT_GREETING] * 9)
    for _letter in range(5):
        write(ada)

    again()

    assert server.connections == carrying.MOST_TROUBLES


def test_several_mails_share_one_connection(smtpd: Server, ada: User) -> None:
    server = smtpd()
    for _letter in range(3):
        write(ada)

    sent = again()

    assert (sent, len(server.mails), server.connections) == (3, 3, 1)


def test_request_without_workers_waits_briefly_and_the_next_ones_not_at_all(
    smtpd: Server, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "PATIENCE_OF_REQUESTS", 0.2)
    server = smtpd(*[does.STALL_AT_GREETING] * 9)
    took = []
    for _request in range(3):
        began = time.monotonic()
        with TestCase.captureOnCommitCallbacks(execute=True):
            mail.send("set_changed", ada.email, {"user": ada, "path": "/my/"})
        took.append(time.monotonic() - began)

    assert server.connections == 1
    assert took[0] < 2
    assert Letter.objects.filter(state="waiting").count() == 3


def test_request_with_workers_never_meets_the_mail_server(
    smtpd: Server, ada: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = smtpd(does.STALL_AT_GREETING)
    settings.WORKERS = 1
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    monkeypatch.setattr(working, "BOUND", dict(working.BOUND))
    with TestCase.captureOnCommitCallbacks(execute=True):
        for _mail in range(3):
            mail.send("set_changed", ada.email, {"user": ada, "path": "/my/"})

    assert server.connections == 0
    assert Job.objects.wanted().filter(kind=carrying.KIND).count() == 1


def test_act_that_is_taken_back_leaves_no_mail(smtpd: Server, ada: User) -> None:
    server = smtpd()
    with TestCase.captureOnCommitCallbacks(execute=True), suppress(ZeroDivisionError), transaction.atomic():
        mail.send("set_changed", ada.email, {"user": ada, "path": "/my/"})
        raise ZeroDivisionError

    assert (Letter.objects.count(), server.connections) == (0, 0)
