"""R05: workers are killed while they print a PDF and while they send mail: done once more, and no mail comes twice.

Leases are not waited for: the clock is asked for a moment after they have run out.
"""

import random
import time
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from django.core.files.storage import storages
from django.utils import timezone

from elearning.accounts.models import User
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.post import carrying, kinds, posting
from elearning.post.models import Letter
from packs import rendering
from packs.models import LearningPackPage
from tests.post.smtpd import Smtpd
from tests.survive.processes import Installation, descendants, kill, until, words_of
from tests.survive.verdict import Verdict

LETTERS = 200
KILLS = 10


class Slow(Smtpd):
    """A mail server that takes a moment for each mail."""

    def _take(self, speaker, heard, does):  # type: ignore[no-untyped-def]
        time.sleep(0.02)
        return super()._take(speaker, heard, does)


def check(place: Installation) -> Verdict:
    """First the PDF, then the mail."""
    printed, attempts = killed_in_a_pdf(place)
    server = Slow()
    place.told["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    kills = killed_in_the_post(place, server)
    ids = server.ids()
    twice = len(ids) - len(set(ids))
    mine = Letter.objects.order_by("-pk")[:LETTERS].values_list("state", flat=True)
    states = Counter(mine)
    stuck = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=timezone.now()).count()
    verdict = Verdict(
        f"PDF: {printed} file after {attempts} attempts; mail: {kills} kills, {len(ids)} of {LETTERS} arrived, {twice} twice,"
        f" {states['unsure']} let go in doubt; {stuck} jobs stuck"
    )
    verdict.expect((printed, attempts) == (1, 2), "the PDF was not made once more")
    verdict.expect(twice == 0, "mail came twice")
    verdict.expect(kills >= KILLS // 2, f"only {kills} kills")
    verdict.expect(states["sent"] + states["unsure"] == LETTERS, f"mail is left: {states}")
    verdict.expect(stuck == 0, "jobs are stuck")
    server.close()
    return verdict


def killed_in_a_pdf(place: Installation) -> tuple[int, int]:
    """Kill a worker as soon as it prints; how many files there are after another has done the job, and its attempts."""
    pack = LearningPackPage.objects.live().order_by("pk").first()
    assert pack is not None
    store = storages["private"]
    for name in store.listdir(rendering.FOLDER)[1] if store.exists(rendering.FOLDER) else []:
        store.delete(f"{rendering.FOLDER}/{name}")
    Job.objects.unfinished().update(state=Job.State.CANCELLED, finished_at=timezone.now())
    first = place.worker()
    try:
        rendering.copy_of(pack, "read")
    except rendering.BeingMadeError:
        job = Job.objects.filter(kind=rendering.KIND).latest("pk")
    until(lambda: any("printing.press" in words_of(pid) for pid in descendants(first.pid)), "The printing process")
    victims = [first.pid, *descendants(first.pid)]
    for pid in victims:
        kill(pid)
    first.wait()
    working.reap(timezone.now() + timedelta(minutes=6))
    second = place.worker()
    until(lambda: Job.objects.get(pk=job.pk).is_finished, "The PDF", 120)
    second.terminate()
    second.wait(30)
    return len(store.listdir(rendering.FOLDER)[1]), Job.objects.get(pk=job.pk).attempts


def killed_in_the_post(place: Installation, server: Smtpd) -> int:
    """Kill workers at random moments while they send letters of a kind that must never come twice; how many."""
    chance, kills = random.Random(5), 0
    write_letters()
    worker = place.worker()
    until(lambda: server.mails, "The first mail", 60)
    while Letter.objects.unsent().exists():
        if kills < KILLS:
            time.sleep(chance.uniform(0.1, 0.5))
            kill(worker.pid)
            worker.wait()
            kills += 1
            settle()
            worker = place.worker()
            came = len(server.mails)
            until(lambda came=came: len(server.mails) > came or not Letter.objects.unsent().exists(), "More mail", 60)  # type: ignore[misc]
        else:
            settle_what_is_due()
            time.sleep(0.5)
    worker.terminate()
    worker.wait(30)
    return kills


def write_letters() -> None:
    """Letters of a kind that people can turn off: in doubt they are let go."""
    kind = next(key for key, one in kinds.KINDS.items() if one.can_stop)
    people = list(User.objects.order_by("pk")[:20])
    with patch.object(working, "ask"):
        for number in range(LETTERS):
            posting.send(
                "reminder", people[number % 20].email, {"user": None, "path": "/my/", "items": []}, kinds=[kind]
            )
    working.ask(carrying.KIND, "outbox")


def settle() -> None:
    """As if a dead worker's leases had run out."""
    carrying.settle(timezone.now() + carrying.LEASE + timedelta(seconds=1))
    working.reap(timezone.now() + timedelta(minutes=10))
    settle_what_is_due()


def settle_what_is_due() -> None:
    Letter.objects.filter(state="waiting").update(due_at=timezone.now())
    carrying.look_after(timezone.now())
