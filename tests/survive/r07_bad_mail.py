"""R07: the mail server refuses, swallows everything or answers with errors: pages take no longer, mail is tried again."""

import statistics
import time
from collections import deque

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from elearning.post.models import Letter
from elearning.programmes.models import Enrolment, ProgrammeManager
from tests.post import smtpd as does
from tests.survive.ground import SQLITE
from tests.survive.load import Ledger, Person
from tests.survive.processes import Installation, until
from tests.survive.verdict import Verdict

ENGINES = (SQLITE,)
TIMES = 25
MORE = 0.05  # seconds that a page may take longer
TROUBLES = {
    "black hole": does.STALL_AT_GREETING,
    "4xx": does.REFUSE_FOR_NOW,
    "5xx": does.REFUSE_TEXT,
    "hangs up": does.HANG_UP_AT_TEXT,
}


class Always(deque[str]):
    """What a server does to every connection."""

    def __init__(self, what: str) -> None:
        super().__init__([what])

    def popleft(self) -> str:
        return self[0]


def check(place: Installation) -> Verdict:
    """Send mail from one page again and again, with each kind of server behind it."""
    manager = ProgrammeManager.objects.select_related("user").order_by("pk").first()
    invited = Enrolment.objects.filter(state=Enrolment.State.INVITED).select_related("cohort").first()
    assert manager is not None
    assert invited is not None
    address = f"/cohorts/{invited.cohort.public_id}/people/{invited.public_id}/invite-again/"
    taken, tried = {}, {}
    for name in ("well", "refused", *TROUBLES):
        server = does.Smtpd()
        if name in TROUBLES:
            server.does = Always(TROUBLES[name])
        if name == "refused":
            server.close()
        place.told["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        taken[name] = behind(place, manager.user, address)
        tried[name] = Letter.objects.filter(state="waiting", attempts__gte=1, due_at__gt=timezone.now()).count()
        Letter.objects.unsent().update(
            state="failed", content="", receiver=None, lease_until=None, ended_at=timezone.now()
        )
        server.close()
    base = taken["well"]
    verdict = Verdict(
        "page "
        + ", ".join(f"{name} {took * 1000:.0f} ms" for name, took in taken.items())
        + f" (median of {TIMES}); tried again later: {', '.join(name for name, count in tried.items() if count)};"
        f" EMAIL_TIMEOUT {settings.EMAIL_TIMEOUT} s"
    )
    verdict.expect(all(took <= base + MORE for took in taken.values()), "pages take longer")
    verdict.expect(
        all(tried[name] for name in ("refused", *TROUBLES) if name != "hangs up"), f"not tried again: {tried}"
    )
    verdict.expect(settings.EMAIL_TIMEOUT <= 10, "the mail server is waited for too long")
    return verdict


def behind(place: Installation, user, address: str) -> float:  # type: ignore[no-untyped-def]
    """The median of how long the page takes, once a worker has met the mail server."""
    web, worker = place.web(), place.worker()
    person = Person(Ledger(), web.port, user, rest=0)
    person.look("/my/details/")
    person.sent(address, {}, "warming")
    last = Letter.objects.latest("pk").pk - 1
    until(lambda: Letter.objects.filter(pk__gt=last, attempts__gte=1).exists(), "The worker", 60)
    took = []
    for _time in range(TIMES):
        began = time.monotonic()
        person.asked("POST", address, f"csrfmiddlewaretoken={person.cookies['csrftoken']}", "invite again")
        took.append(time.monotonic() - began)
    wrong = [status for _at, status, _what in person.ledger.failures]
    assert not wrong, f"The page answered {wrong}"
    ended = Letter.objects.filter(pk__gt=last).filter(Q(state="sent") | ~Q(error=""))
    until(ended.exists, "What came of the mail", 60)
    for process in (web.process, worker):
        process.terminate()
    for process in (web.process, worker):
        process.wait(60)
    return statistics.median(took)
