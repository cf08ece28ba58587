"""The chores that keep the house itself in order: lost jobs, old jobs and sessions, and pages to be published by date."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command

from elearning.jobs import calling, working
from elearning.jobs.ticking import chore

DAILY = timedelta(days=1)


def publish_scheduled(now: datetime) -> None:
    """Publish and unpublish the pages whose time has come (Wagtail)."""
    call_command("publish_scheduled", verbosity=0)


def clear_sessions(now: datetime) -> None:
    """Delete the sessions that are over."""
    call_command("clearsessions", verbosity=0)


def clear_calls(now: datetime) -> None:
    """Delete what the queue remembers of calls that ended a week ago; without workers it remembers none."""
    if settings.WORKERS:
        call_command("prune_db_task_results", queue_name="*", min_age_days=7, verbosity=0)


chore("reap", working.reap)
chore("revive_calls", calling.revive, every=timedelta(minutes=15))
chore("publish_scheduled", publish_scheduled)
chore("forget_jobs", working.forget, every=DAILY)
chore("clear_sessions", clear_sessions, every=DAILY)
chore("clear_calls", clear_calls, every=DAILY)
