"""Says whether background work goes on: how long the oldest job has waited, and when the clock last struck."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from elearning.jobs.models import Chore, Job


@dataclass(frozen=True)
class Health:
    """`waiting`: since when the oldest job that is due has waited, None if none does. `ticked`: since the last tick, None
    if there never was one. `failing`: the chores that failed when last done."""

    waiting: timedelta | None
    ticked: timedelta | None
    failing: tuple[str, ...]


def health(now: datetime | None = None) -> Health:
    """The state of background work at `now`; three queries."""
    moment = now or timezone.now()
    oldest = Job.objects.waiting(moment).aggregate(oldest=Min("due_at"))["oldest"]
    last = Chore.objects.aggregate(last=Max("began_at"))["last"]
    failing = Chore.objects.exclude(error="").order_by("name").values_list("name", flat=True)
    return Health(
        waiting=None if oldest is None else moment - oldest,
        ticked=None if last is None else moment - last,
        failing=tuple(failing),
    )
