"""The outbox: what lies in it, how long, and what is left."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from elearning import mail
from elearning.accounts.models import User
from elearning.jobs.watching import health
from elearning.post import carrying, kinds, posting, reports
from elearning.post.models import Letter
from elearning.sealing import derived
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OTHER_KEY = derived("another key than that of the tests")


@pytest.fixture
def ada() -> User:
    return factories.user("Ada Example")


def write(user: User, **more: object) -> Letter:
    """A letter that waits in the outbox."""
    with TestCase.captureOnCommitCallbacks():
        letter = posting.send("set_changed", user.email, {"user": user, "path": "/a-secret-path/"}, **more)  # type: ignore[arg-type]
    assert letter
    return letter


def lying(letter: Letter) -> str:
    """The letter's row as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM post_letter WHERE id = %s", [letter.pk])
        return str(cursor.fetchone())


def test_waiting_letter_is_sealed(ada: User) -> None:
    row = lying(write(ada))

    assert [word for word in ("secret", ada.email, "Ada Example") if word in row] == []


def test_nothing_is_left_of_a_letter_that_was_sent(ada: User) -> None:
    letter = write(ada)
    carrying.carry_due(lambda: None)

    letter.refresh_from_db()
    assert [message.to for message in outbox.outbox] == [[ada.email]]
    assert (letter.state, letter.content, letter.receiver, letter.name) == ("sent", "", None, "set_changed")


def test_database_keeps_no_content_of_what_has_ended(ada: User) -> None:
    letter = write(ada)

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state="sent", ended_at=timezone.now())


def test_erasing_a_person_takes_their_letters_along(ada: User) -> None:
    write(ada)

    ada.delete()

    assert not Letter.objects.exists()


def test_letter_to_somebody_who_was_shut_out_is_not_sent(ada: User) -> None:
    letter = write(ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    carrying.carry_due(lambda: None)

    letter.refresh_from_db()
    assert (letter.state, outbox.outbox) == ("dropped", [])


def test_what_is_too_old_is_given_up_by_the_name_of_its_error(ada: User, trial: kinds.Kind) -> None:
    optional = write(ada)
    needed = write(ada, kinds=["necessary"])
    Letter.objects.update(error="ConnectionRefusedError")

    carrying.settle(timezone.now() + kinds.DAYS_KEPT + HOUR)

    rows = {one.pk: (one.state, one.error, one.content) for one in Letter.objects.all()}
    assert rows == {
        optional.pk: ("dropped", "ConnectionRefusedError", ""),
        needed.pk: ("failed", "ConnectionRefusedError", ""),
    }


def test_letter_past_its_time_is_not_sent(ada: User) -> None:
    write(ada, expires_at=timezone.now() - HOUR)

    assert (carrying.carry_due(lambda: None), outbox.outbox) == (0, [])


def test_what_people_need_goes_before_what_can_wait(ada: User, trial: kinds.Kind) -> None:
    write(ada, kinds=["trying"])
    write(ada, kinds=["necessary"])

    carrying.carry_due(lambda: None)

    assert ["List-Unsubscribe" in message.extra_headers for message in outbox.outbox] == [False, True]


def test_name_that_is_used_once_is_not_used_again(ada: User) -> None:
    write(ada, once="the only one")

    with pytest.raises(IntegrityError), transaction.atomic():
        write(ada, once="the only one")


def stored(letter: Letter) -> str:
    """What stands in the table in place of the letter's words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM post_letter WHERE id = %s", [letter.pk])
        return str(cursor.fetchone()[0])


def test_letters_wait_where_their_key_is_missing_and_go_where_it_is(ada: User, settings: Settings) -> None:
    letters = [write(ada), write(ada), write(ada)]
    sealed, keys = [stored(one) for one in letters], settings.SEALING_KEYS
    settings.SEALING_KEYS = [OTHER_KEY]

    assert carrying.carry_due(lambda: None) == 0

    assert [stored(one) for one in letters] == sealed
    tried = sorted((one.state, one.error) for one in Letter.objects.all())
    assert tried == [("waiting", ""), ("waiting", "UnreadableError"), ("waiting", "UnreadableError")]
    settings.SEALING_KEYS = keys
    Letter.objects.update(due_at=timezone.now())
    assert carrying.carry_due(lambda: None) == 3


def test_letter_that_is_refused_again_and_again_is_tried_every_hour(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = write(ada)
    Letter.objects.update(attempts=60)
    monkeypatch.setattr(EmailMultiAlternatives, "send", full)

    assert carrying.carry_due(lambda: None) == 0

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 61)
    assert timedelta(minutes=59) < letter.due_at - timezone.now() <= HOUR


def full(message: EmailMultiAlternatives) -> int:
    raise smtplib.SMTPDataError(452, b"The mailbox is full.")


@pytest.mark.parametrize(
    ("problem", "tried"),
    [
        (smtplib.SMTPDataError(452, b"The mailbox is full."), 4),
        (smtplib.SMTPAuthenticationError(535, b"Wrong."), 2),
        (smtplib.SMTPConnectError(421, b"Too many."), 2),
        (smtplib.SMTPDataError(421, b"Closing."), 2),
    ],
)
def test_server_that_turns_us_away_is_left_in_peace(
    ada: User, monkeypatch: pytest.MonkeyPatch, problem: Exception, tried: int
) -> None:
    for _letter in range(4):
        write(ada)

    def refuse(message: EmailMultiAlternatives) -> int:
        raise problem

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)

    carrying.carry_due(lambda: None)

    assert Letter.objects.exclude(error="").count() == tried


def test_code_to_sign_in_goes_before_everything_else(ada: User) -> None:
    write(ada, kinds=["necessary"])
    write(ada, kinds=["sign_in"])

    assert [one.kind for one in Letter.objects.due(timezone.now())] == ["sign_in", "necessary"]


def test_letter_past_its_time_is_not_due(ada: User) -> None:
    write(ada, expires_at=timezone.now() - HOUR)

    assert list(Letter.objects.due(timezone.now())) == []


def test_letters_are_forgotten_after_three_months(ada: User) -> None:
    write(ada)
    carrying.carry_due(lambda: None)
    write(ada)

    gone = [carrying.forget(timezone.now() + days * timedelta(days=1)) for days in (89, 91)]

    assert (gone, Letter.objects.get().state) == ([0, 1], "waiting")


def test_writing_a_mail_takes_few_queries(ada: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        mail.send("set_dates", ada.email, {"user": ada, "path": "/my/"})


def test_health_tells_how_old_the_oldest_unsent_mail_is(ada: User) -> None:
    write(ada)
    written_at = write(ada).written_at
    Letter.objects.filter(pk=Letter.objects.earliest("pk").pk).update(written_at=written_at - 3 * HOUR)

    assert health(written_at).lags["mail"] == 3 * HOUR


def test_state_of_the_outbox_is_told_by_kind_and_number(ada: User) -> None:
    for state in ("sent", "sent", "failed"):
        letter = write(ada)
        Letter.objects.filter(pk=letter.pk).update(
            state=state,
            content="",
            receiver=None,
            ended_at=timezone.now(),
            error="" if state == "sent" else "TimeoutError",
        )
    write(ada)

    told = reports.state()

    assert (told.waiting, told.tallies) == (1, [reports.Tally(kinds.known("necessary"), 1, 2, 1, 0, "TimeoutError")])
