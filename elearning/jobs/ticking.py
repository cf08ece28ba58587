"""Chores that are done by the clock, each by one ticker at a time and whatever becomes of the others.

A room registers a chore in its `chores.py`. `tick` is called every minute, by `manage.py tick`; several tickers on several
machines share the chores out. A chore is claimed in its row by a conditional update and held for a lease: this works the
same on SQLite and PostgreSQL and behind a pool of connections, where a lock of the session would not. A chore **may run
twice** (its ticker can die before it is recorded) and must do no harm then. Long work is not for chores: they ask for jobs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from elearning.jobs.limits import OverdueError, stopped_after
from elearning.jobs.mending import mend_connection
from elearning.jobs.models import Chore
from elearning.jobs.telling import code, tell

# A chore that failed is due again after this, or at its usual time if that is sooner.
AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Duty:
    """What is done by the clock, how often, and how long it may take."""

    function: Callable[[datetime], object]
    every: timedelta
    lease: timedelta


CHORES: dict[str, Duty] = {}


def chore(
    name: str,
    function: Callable[[datetime], object],
    *,
    every: timedelta = timedelta(0),
    lease: timedelta = timedelta(minutes=10),
) -> None:
    """From now on, `function` is called with the moment of the tick, `every` so often; at each tick if that is nothing.

    A chore that takes longer than its `lease` is stopped and counts as failed.
    """
    CHORES[name] = Duty(function, every, lease)


def tick(now: datetime | None = None) -> dict[str, str]:
    """Do the chores that are due; returns those done by name, each with the kind of its error, "" if it went well."""
    moment, began = now or timezone.now(), time.monotonic()
    Chore.objects.bulk_create([Chore(name=name, due_at=moment) for name in CHORES], ignore_conflicts=True)
    done = {}
    for name, duty in CHORES.items():
        at = moment + timedelta(seconds=time.monotonic() - began)
        if _claim(name, duty, moment, at):
            done[name] = _do(name, duty, moment, at)
    return done


def _claim(name: str, duty: Duty, now: datetime, at: datetime) -> bool:
    """Whether the chore that is due `now` is ours from `at` on: those before it in the same tick take nothing of its lease."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    due = Chore.objects.filter(free, name=name, due_at__lte=now)
    return bool(due.update(began_at=at, lease_until=at + duty.lease))


def _do(name: str, duty: Duty, now: datetime, at: datetime) -> str:
    error = ""
    try:
        with stopped_after(duty.lease):
            duty.function(now)
    except (Exception, OverdueError) as problem:
        tell(f"The chore {name}", problem)
        error = code(problem)
        mend_connection(problem)
    next_due = now + (min(duty.every, AGAIN) if error else duty.every)
    mine = Chore.objects.filter(name=name, began_at=at)
    mine.update(lease_until=None, due_at=next_due, finished_at=timezone.now(), error=error)
    return error
