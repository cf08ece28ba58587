"""Sends the letters of the outbox, each once: claim, send, note; and settles what was left half done.

A letter is claimed by a conditional update, by one process at a time. Just before its text goes to the mail server that is
noted, too (`handed_at`), and from then until the server's answer is noted nobody can tell whether it went. If the process or
the connection dies in between, what people could have turned off is let go (`unsure`): it never comes twice. What they need
is sent once more, under the same Message-ID, by which mail programs know it again; after a second doubt it is let go as well.
Whatever fails before that moment, or is refused by the server in so many words, is certainly not sent and is tried again.
"""

import base64
import json
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, QuerySet
from django.utils import timezone

from elearning.jobs import working
from elearning.jobs.limits import OverdueError, stopped_after
from elearning.jobs.mending import mend_connection
from elearning.jobs.telling import code, tell
from elearning.post import recalling
from elearning.post.kinds import known
from elearning.post.models import Letter
from elearning.post.stopping import has_stopped
from elearning.sealed import Unopened

KIND = "post"
State = Letter.State
# One letter takes no longer than this; a process that has one in hand for longer than the lease is dead.
LONGEST = timedelta(seconds=40)
LEASE = timedelta(seconds=60)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
# Seconds that a request gives the mail server where there is no worker, and how long it is spared after it was in trouble.
PATIENCE_OF_REQUESTS = 3
SPARED = timedelta(minutes=2)
MOST_DOUBTS = 2
MOST_TROUBLES = 2
REFUSED = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
# Answers that are about us or the server, not about a letter: the next letter would fare no better.
TURNED_AWAY = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
CLOSING = 421
MOST_DOUBLINGS = 7
KEPT = timedelta(days=90)


class UnreadableError(Exception):
    """The letter cannot be opened: the key that it was sealed with is missing here."""


class NotOursError(Exception):
    """The letter is another process's by now."""


def soon(pk: int) -> None:
    """Have the letter sent: by a worker; where there is none, at once, unless the mail server has just been in trouble."""
    if settings.WORKERS:
        working.ask(KIND, "outbox")
    elif not _is_server_in_trouble():
        letter = _claim(pk, timezone.now())
        if letter:
            carrier = Carrier(patience=PATIENCE_OF_REQUESTS)
            carrier.carry(letter)
            carrier.end()


def _is_server_in_trouble() -> bool:
    recent = timezone.now() - SPARED
    return Letter.objects.filter(state=State.WAITING, tried_at__gt=recent).exclude(error="").exists()


def work(job: working.Work) -> dict[str, int]:
    """Send all that is due, the most urgent first; the job of a worker. What was written meanwhile is asked for anew."""
    sent = carry_due(job.renew)
    job.finish(sent=sent)
    if Letter.objects.due(timezone.now()).exists() and not _is_server_in_trouble():
        working.ask(KIND, "outbox")
    return {}


def look_after(now: datetime) -> None:
    """Settle what dead processes left behind and see to what is due; a chore of every minute."""
    settle(now)
    if not Letter.objects.due(now).exists():
        return
    if settings.WORKERS:
        working.ask(KIND, "outbox")
    else:
        carry_due(lambda: None)


def carry_due(after_each: Callable[[], object]) -> int:
    """Send what is due until nothing is, or the server is in trouble twice running; returns how many were sent."""
    carrier, sent = Carrier(), 0
    while carrier.troubles < MOST_TROUBLES:
        letter = _next()
        if letter is None:
            break
        sent += carrier.carry(letter)
        after_each()
    carrier.end()
    return sent


def settle(now: datetime) -> int:
    """Put right what lapsed in the hands of a process that died, and give up what is too old; returns how many."""
    lapsed = list(Letter.objects.lapsed(now))
    for letter in lapsed:
        _not_sent(letter, working.LeaseLostError(), pause=timedelta(0))
    late = list(Letter.objects.filter(state=State.WAITING, expires_at__lte=now))
    for letter in late:
        _end(letter, State.DROPPED if known(letter.kind).can_stop else State.FAILED, error=letter.error)
    return len(lapsed) + len(late)


def doubt_all(now: datetime, *, using: str = "default") -> int:
    """End the letters that were due by `now` in a copy that has been put back, since they may have gone out after it was
    made, and none goes twice; returns how many. Those due later have certainly not gone and stay."""
    doubtful = Letter.objects.using(using).unsent().filter(due_at__lte=now)
    return doubtful.update(
        state=State.UNSURE, content="", receiver=None, lease_until=None, ended_at=now, error="PutBackFromACopy"
    )


def forget(now: datetime) -> int:
    """Delete the traces of letters that ended three months ago; returns how many."""
    return Letter.objects.filter(ended_at__lt=now - KEPT).delete()[0]


def _next() -> Letter | None:
    """The most urgent letter that is due, now in this process's hand; None if there is none."""
    while True:
        now = timezone.now()
        pk = Letter.objects.due(now).values_list("pk", flat=True).first()
        if pk is None:
            return None
        letter = _claim(pk, now)
        if letter:
            return letter


def _claim(pk: int, now: datetime) -> Letter | None:
    """The letter, for this process alone; None if another has it or it is not to be sent now."""
    free = Letter.objects.filter(pk=pk, state=State.WAITING, due_at__lte=now)
    claimed = free.update(
        state=State.SENDING,
        attempts=F("attempts") + 1,
        tried_at=now,
        lease_until=now + LEASE,
        handed_at=None,
        error="",
    )
    return Letter.objects.select_related("receiver").get(pk=pk) if claimed else None


class Carrier:
    """A connection to the mail server, kept from one letter to the next; `patience` in seconds, `troubles` in a row."""

    def __init__(self, patience: float | None = None) -> None:
        self.connection: BaseEmailBackend = get_connection(timeout=patience or settings.EMAIL_TIMEOUT)
        self.troubles = 0

    def carry(self, letter: Letter) -> bool:
        """Send `letter`, which this process has claimed, and note how it went; whether it was sent. Raises nothing."""
        try:
            if _is_unwanted(letter):
                return not _end(letter, State.DROPPED)
            with stopped_after(LONGEST):
                self._hand_over(letter)
        except (Exception, OverdueError) as problem:
            self._failed(letter, problem)
            return False
        self.troubles = 0
        return _end(letter, State.SENT)

    def end(self) -> None:
        """Say goodbye to the server, however it takes it."""
        try:
            self.connection.close()
        except OSError:
            self._drop()

    def _hand_over(self, letter: Letter) -> None:
        if isinstance(letter.content, Unopened):
            raise UnreadableError
        message = unpacked(json.loads(letter.content))
        message.connection = self.connection
        self.connection.open()
        with _noticing(self.connection, letter):
            message.send()

    def _failed(self, letter: Letter, problem: BaseException) -> None:
        self._drop()
        self.troubles += not _is_about_the_letter(problem)
        tell(f"Sending the mail {letter.name}", problem)
        mend_connection(problem)
        if _is_final(problem):
            _end(letter, State.FAILED, error=code(problem))
        else:
            _not_sent(letter, problem)

    def _drop(self) -> None:
        """Hang up without a word: a server that does not answer would have us wait once more."""
        speaker = getattr(self.connection, "connection", None)
        if isinstance(speaker, smtplib.SMTP):
            speaker.close()
            self.connection.connection = None  # type: ignore[attr-defined]


@contextmanager
def _noticing(connection: BaseEmailBackend, letter: Letter) -> Iterator[None]:
    """Inside, it is noted when the text of `letter` begins to go to the server; other backends than SMTP begin at once."""
    speaker = getattr(connection, "connection", None)
    if not isinstance(speaker, smtplib.SMTP):
        _note_handed(letter)
        yield
        return
    say = speaker.data

    def data(text: Any) -> tuple[int, bytes]:
        _note_handed(letter)
        return say(text)

    speaker.data = data  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        speaker.data = say  # type: ignore[method-assign]


def _note_handed(letter: Letter) -> None:
    letter.handed_at = timezone.now()
    if not _mine(letter).update(handed_at=letter.handed_at):
        raise NotOursError


def _mine(letter: Letter) -> QuerySet[Letter]:
    """The letter's row, as long as this attempt has it in hand."""
    return Letter.objects.filter(pk=letter.pk, state=State.SENDING, attempts=letter.attempts)


def _is_unwanted(letter: Letter) -> bool:
    """Whether, since it was written, its receiver has been shut out or has turned this kind of mail off, or what it tells of
    is theirs no more."""
    receiver = letter.receiver
    if receiver is not None and (not receiver.is_active or has_stopped(receiver, known(letter.kind))):
        return True
    parts = {} if isinstance(letter.content, Unopened) else json.loads(letter.content)
    return not recalling.holds(parts.get("only_while", []), receiver)


def _is_about_the_letter(problem: BaseException) -> bool:
    """Whether the server has refused this one letter, and might take another."""
    is_closing = getattr(problem, "smtp_code", None) == CLOSING
    return isinstance(problem, REFUSED) and not isinstance(problem, TURNED_AWAY) and not is_closing


def _is_final(problem: BaseException) -> bool:
    """Whether trying again is of no use: there is no such address.

    A letter that cannot be opened here is kept for as long as it would be tried: the key may only be missing in this process.
    """
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(number >= 500 for number, _words in problem.recipients.values())
    return False


def _not_sent(letter: Letter, problem: BaseException, *, pause: timedelta | None = None) -> None:
    """Try it again later; unless it may have arrived and must not come twice (see above)."""
    is_in_doubt = letter.handed_at is not None and not isinstance(problem, REFUSED)
    doubts = letter.doubts + is_in_doubt
    if is_in_doubt and (known(letter.kind).can_stop or doubts >= MOST_DOUBTS):
        _end(letter, State.UNSURE, error=code(problem))
        return
    doubled = FIRST_PAUSE * 2 ** min(letter.attempts - 1, MOST_DOUBLINGS)
    later = timezone.now() + (min(doubled, LONGEST_PAUSE) if pause is None else pause)
    _mine(letter).update(state=State.WAITING, due_at=later, lease_until=None, doubts=doubts, error=code(problem))


def _end(letter: Letter, state: str, *, error: str = "") -> bool:
    """The letter has ended, and nothing is left of what it said and to whom; whether it was this process's to end."""
    free = _mine(letter) if letter.state == State.SENDING else Letter.objects.filter(pk=letter.pk, state=State.WAITING)
    return bool(
        free.update(state=state, content="", receiver=None, lease_until=None, ended_at=timezone.now(), error=error)
    )


def unpacked(parts: dict[str, Any]) -> EmailMultiAlternatives:
    """The message that `posting` packed."""
    message = EmailMultiAlternatives(parts["subject"], parts["text"], to=[parts["to"]], headers=parts["headers"])
    message.reply_to = parts["reply_to"]
    if parts["html"]:
        message.attach_alternative(parts["html"], "text/html")
    for name, content, kind in parts["files"]:
        message.attach(name, base64.b64decode(content), kind)
    return message
