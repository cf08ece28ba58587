"""People at work: signed in, they answer the self-assessment and write reflections, and remember what was acknowledged.

Every reflection is a row of its own; a page of answers is saved as a whole, all with the same choice, so that half a page would
show. What a server acknowledged is looked up in the database afterwards (`Ledger.lost`, `Ledger.halves`).
"""

import http.client
import secrets
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.utils import timezone

from actionsets.models import ActionLearningPage, LearningSet, SetMembership
from actionsets.models.private import Reflection
from elearning.accounts.http import MADE_FOR, mark_of
from elearning.accounts.models import User
from elearning.assessments import answering
from elearning.assessments.models import RespondentKey, Response, ResponseSet, SelfAssessmentPage
from elearning.assessments.views.answering import saves_to
from elearning.programmes import enrolling
from tests import factories
from tests.survive.processes import OWN, ask

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SOME = 400  # acknowledged reflections looked up at once


@dataclass
class Ledger:
    """What was sent and what was acknowledged, and how requests ended: by status, 0 where no answer came."""

    sent: dict[str, str] = field(default_factory=dict)
    noted: list[str] = field(default_factory=list)
    answered: dict[int, tuple[int, int]] = field(default_factory=dict)
    ends: Counter[int] = field(default_factory=Counter)
    failures: list[tuple[float, int, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    saves: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def end(self, status: int, took: float, what: str, *, is_save: bool) -> None:
        """One request has ended."""
        with self.lock:
            self.ends[status] += 1
            self.seconds.append(took)
            self.saves += is_save and status == 200
            if not 200 <= status < 400:
                self.failures.append((time.monotonic(), status, what))

    def lost(self, using: str = "default", *, noted: list[str] | None = None) -> int:
        """How many acknowledged saves are not in the database as they were sent."""
        wanted = self.noted if noted is None else noted
        there = 0
        for at in range(0, len(wanted), SOME):
            some = wanted[at : at + SOME]
            rows = Reflection.objects.using(using).filter(key__in=some).values_list("key", "text")
            there += sum(self.sent[str(key)] == text for key, text in rows)
        return len(wanted) - there + (self._answers_lost(using) if noted is None else 0)

    def _answers_lost(self, using: str) -> int:
        """Pages of answers that stand at an earlier turn than the last one acknowledged."""
        return sum(min(turns(pk, using), default=0) < last for pk, (last, _sent) in self.answered.items() if last)

    def halves(self, using: str = "default") -> int:
        """Saves of which only a part is there: words that nobody sent, or a page of answers in two turns."""
        rows = Reflection.objects.using(using).filter(key__in=list(self.sent)[-20_000:]).values_list("key", "text")
        torn = sum(self.sent[str(key)] != text for key, text in rows.iterator(chunk_size=1000))
        return torn + sum(len(turns(pk, using)) > 1 for pk in self.answered)


def turns(pk: int, using: str) -> set[int]:
    """In which turns the answers of a set were written: one, if the last save is whole."""
    marks = Response.objects.using(using).filter(response_set=pk).values_list("written_in", flat=True)
    return {int(mark.rpartition(":")[2]) for mark in marks}


class Person(threading.Thread):
    """Somebody who goes on working until told to stop, with a pause of `rest` seconds between requests."""

    def __init__(self, ledger: Ledger, port: int, user: User, *, rest: float) -> None:
        super().__init__(daemon=True)
        self.ledger, self.port, self.user, self.rest = ledger, port, user, rest
        self.stopped = threading.Event()
        self.cookies = {"sessionid": session_of(user)}
        self.mark = mark_of(user)

    def is_signed_in(self) -> bool:
        """Whether the server knows them: anybody else is led to the page of sign-in."""
        return self.look(OWN) == 200

    def run(self) -> None:
        while not self.stopped.is_set():
            self.work()
            self.stopped.wait(self.rest)

    def work(self) -> None:
        raise NotImplementedError

    def sent(self, address: str, fields: dict[str, str], what: str) -> bool:
        """Send a form as a page that saves itself does; whether it was acknowledged."""
        body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], MADE_FOR: self.mark, **fields})
        return self.asked("POST", address, body, what) == 200

    def look(self, address: str) -> int:
        return self.asked("GET", address, None, f"GET {address}")

    def asked(self, method: str, address: str, body: str | None, what: str) -> int:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded"}
        began, status = time.monotonic(), 0
        try:
            status, given, _content = ask(self.port, method, address, body, headers)
            self._keep_token(given)
        except (OSError, http.client.HTTPException):
            pass
        self.ledger.end(status, time.monotonic() - began, what, is_save=method == "POST")
        return status

    def _keep_token(self, given: http.client.HTTPMessage) -> None:
        for cookie in given.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == "csrftoken":
                self.cookies[name] = value


class Writer(Person):
    """Somebody in a set, who writes one reflection after another."""

    def __init__(self, ledger: Ledger, port: int, place: SetMembership, *, rest: float) -> None:
        super().__init__(ledger, port, place.enrolment.user, rest=rest)
        self.step = ActionLearningPage.objects.child_of(place.learning_set.cohort.programme).first()
        self.look(self.step.door("reflection_new"))

    def work(self) -> None:
        key = str(uuid.uuid4())
        words = f"{key} {secrets.token_hex(150)} end"
        self.ledger.sent[key] = words
        if self.sent(self.step.door("reflection", key=key), {"text": words, "version": "0"}, "reflection"):
            with self.ledger.lock:
                self.ledger.noted.append(key)


class Answerer(Person):
    """Somebody who answers a page of the self-assessment, changes every answer, and so on."""

    def __init__(
        self, ledger: Ledger, port: int, page: SelfAssessmentPage, mine: ResponseSet, user: User, *, rest: float
    ) -> None:
        super().__init__(ledger, port, user, rest=rest)
        self.address, self.mine, self.turn = page.door("subject", 1), mine, 0
        key = RespondentKey.objects.select_related("enrolment").get(key=mine.key)
        self.saves_to = saves_to(page, key.enrolment, 1)
        self.keys = [statement.key for statement in mine.version.instrument.scales[0].statements]
        self.form = secrets.token_hex(8)
        self.look(self.address)

    def work(self) -> None:
        self.turn += 1
        choice = str(self.turn % 5 + 1)
        fields = {f"a-{key}": choice for key in self.keys} | {f"s-{key}": "" for key in self.keys}
        was, _sent = self.ledger.answered.get(self.mine.pk, (0, 0))
        self.ledger.answered[self.mine.pk] = (was, self.turn)
        if self.sent(self.saves_to, {**fields, "form_id": self.form, "turn": str(self.turn)}, "answers"):
            self.ledger.answered[self.mine.pk] = (self.turn, self.turn)
        if self.turn % 5 == 0:
            self.look(self.address)


def session_of(user: User) -> str:
    """A session of somebody who signed in a while ago."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = BACKEND
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def places() -> list[SetMembership]:
    """The places of people whose sets are at work."""
    live = SetMembership.objects.live().select_related("enrolment__user", "learning_set__cohort__programme")
    return [place for place in live.order_by("pk") if place.learning_set.has_workspace]


def sets_at_work() -> list[LearningSet]:
    return [place.learning_set for place in places()]


def begun(page: SelfAssessmentPage) -> tuple[User, ResponseSet]:
    """Somebody new who has begun the self-assessment."""
    name = secrets.token_hex(6)
    cohort = factories.cohort(
        page.programme, name=f"At work {name}", workshop_starts_at=timezone.now() - timedelta(days=3)
    )
    user = factories.user(f"Worker {name}", email=f"worker.{name}@example.org")
    organisation = factories.organisation(f"At work {name}")
    organisation.slug = f"at-work-{name}"
    enrolment = factories.enrolment(cohort, user, organisation=organisation)
    enrolling.acknowledge(enrolment, page.programme)
    return user, answering.open_set(enrolment, page)


@dataclass
class Crowd:
    """Everybody at work, and what they keep account of."""

    ledger: Ledger
    people: list[Person]

    def stop(self) -> None:
        """Let everybody end what they have in hand."""
        for person in self.people:
            person.stopped.set()
        for person in self.people:
            person.join(100)


def gather(port: int, *, writers: int = 6, answerers: int = 2, rest: float = 0.0) -> Crowd:
    """People who are signed in and have opened their pages, and have not begun to work."""
    ledger = Ledger()
    page = SelfAssessmentPage.objects.live().order_by("pk").first()
    assert page is not None
    people: list[Person] = [Writer(ledger, port, place, rest=rest) for place in places()[:writers]]
    for _answerer in range(answerers):
        user, mine = begun(page)
        people.append(Answerer(ledger, port, page, mine, user, rest=rest))
    wrong = [(status, what) for _at, status, what in ledger.failures]
    assert not wrong, f"Pages could not be opened: {wrong}"
    strangers = [person.user.email for person in people if not person.is_signed_in()]
    assert not strangers, f"Not signed in: {strangers}"
    connections.close_all()
    return Crowd(ledger, people)


@contextmanager
def at_work(port: int, *, writers: int = 6, answerers: int = 2, rest: float = 0.0) -> Iterator[Ledger]:
    """Inside, people work; afterwards they have ended."""
    crowd = gather(port, writers=writers, answerers=answerers, rest=rest)
    for person in crowd.people:
        person.start()
    try:
        yield crowd.ledger
    finally:
        crowd.stop()
