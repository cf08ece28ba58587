"""What is said of the health of background work."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.jobs.ticking import chore, tick
from elearning.jobs.watching import Health, health
from tests.test_house import patterns

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_nothing_asked_and_never_ticked() -> None:
    assert health() == Health(waiting=None, ticked=None, failing=())


@pytest.mark.django_db
def test_oldest_waiting_job_and_last_tick(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    now = timezone.now()
    working.bind("test", lambda work: None)
    for key, minutes in ((1, 3), (2, 7), (3, -5)):
        job = working.ask("test", key)
        Job.objects.filter(pk=job.pk).update(due_at=now - minutes * MINUTE)
    chore("well", lambda now: None)
    chore("ill", lambda now: 1 / 0)
    tick(now - 2 * MINUTE)

    with django_assert_num_queries(3):
        found = health(now)
    # Each chore begins when its turn comes, a moment after the tick.
    ticked = timedelta(seconds=round(found.ticked.total_seconds()) if found.ticked else 0)
    assert replace(found, ticked=ticked) == Health(waiting=7 * MINUTE, ticked=2 * MINUTE, failing=("ill",))


def test_nobody_sees_jobs() -> None:
    """Neither our own doors nor Wagtail's admin show jobs, chores or calls: code alone reads them."""
    shown = [name for name, entry in patterns(get_resolver()) if "elearning.jobs" in repr(entry.callback)]
    listed = [name for name, entry in patterns(get_resolver()) if "dbtaskresult" in name or "jobs" in name]

    assert (shown, listed) == ([], [])
