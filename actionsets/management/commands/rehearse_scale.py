"""Fills an empty installation with a thousand cohorts of invented people, to see how it does when it is large."""

import time
from datetime import timedelta
from math import ceil
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actionsets.management.commands import load_demo
from actionsets.management.commands.load_programme import FOLDER
from actionsets.rehearsing import multiplying, rows
from elearning.accounts.models import User
from elearning.programmes import snapshots
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment

ANSWERS = (
    "assessments.Response",
    "assessments.ImportanceRating",
    "assessments.LookingBack",
    "partnering.Answer",
    "partnering.HealthAnswer",
    "evaluations.EvaluationAnswer",
)
WEEKS = 26


class Command(BaseCommand):
    """`manage.py rehearse_scale [--cohorts 1000] [--people 100000] [--answers 5000000]`: at least so many of each."""

    help = "Fill an empty installation with many cohorts of invented people, and say how long it took."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many there are to be, at least."""
        parser.add_argument("--cohorts", type=int, default=1000)
        parser.add_argument("--people", type=int, default=100_000)
        parser.add_argument("--answers", type=int, default=5_000_000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a database that has people in it: nobody's work is mixed with invented people's."""
        if User.objects.exists():
            raise CommandError("This database has people in it. Rehearse in an installation that is empty.")
        self.began = time.monotonic()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # nobody invented gets real mail
        load_demo.rehearse(FOLDER)
        self.tell("the demonstration's three cohorts stand")
        self.fill(options["cohorts"], options["people"], options["answers"])
        self.tell(f"done: {rows.size()}")

    def fill(self, cohorts: int, people: int, answers: int) -> None:
        """Let the three cohorts have as many people as wanted, freeze their figures anew, and copy them."""
        rows.prepare()
        three, few = Cohort.objects.count(), Enrolment.objects.count()
        multiplying.widen(max(1, round(people / cohorts * three / few)))
        CohortSnapshot.objects.all().delete()
        snapshots.freeze_due()
        wanted = {"programmes.Cohort": cohorts, "programmes.Enrolment": people}
        times = max(ceil(least / count(label)) for label, least in wanted.items())
        times = max(times, ceil(answers / self.answers()))
        multiplying.multiply(times, weeks=WEEKS, told=self.told)
        sign_in_some(every=5)
        rows.settle()
        for label in ("programmes.Cohort", "programmes.Enrolment"):
            self.tell(f"{count(label):,} of {label}")
        self.tell(f"{self.answers():,} answers")

    def answers(self) -> int:
        """How many answers to questions there are, of all kinds."""
        return sum(count(label) for label in ANSWERS)

    def told(self, times: int) -> None:
        """Say now and then how far it is."""
        if times % 50 == 0:
            self.tell(f"{times} copies")

    def tell(self, words: str) -> None:
        """Say how far it is, and after how many seconds."""
        self.stdout.write(f"{time.monotonic() - self.began:6.0f} s  {words}")


def count(label: str) -> int:
    """How many rows a table has."""
    return apps.get_model(label)._base_manager.count()


def sign_in_some(*, every: int) -> None:
    """Let one in `every` people be signed in."""
    ends, store, made = timezone.now() + timedelta(days=13), SessionStore(), []
    for user in User.objects.order_by("pk").only("pk", "password")[::every]:
        mark = user.get_session_auth_hash()
        signed = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
            "_auth_user_hash": mark,
        }
        made.append(
            Session(session_key=f"rehearsal{user.pk:023d}", session_data=store.encode(signed), expire_date=ends)
        )
    Session.objects.bulk_create(made, batch_size=5000)
