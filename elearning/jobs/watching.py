"""Says whether background work goes on: how long the oldest job has waited, when the clock last struck, and what else lags."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from elearning.jobs.models import Chore, Job

Sign = Callable[[datetime], timedelta | None]
SIGNS: dict[str, Sign] = {}


def sign(name: str, function: Sign) -> None:
    """From now on health tells how far what `name` stands for lags: what `function` says of a moment, None if it does not."""
    SIGNS[name] = function


@dataclass(frozen=True)
class Health:
    """`waiting`: since when the oldest job that is due has waited, None if none does. `ticked`: since the last tick, None
    if there never was one. `failing`: the chores that failed when last done. `lags`: the signs that rooms have registered,
    such as `mail`: how long the oldest unsent mail has waited."""

    waiting: timedelta | None
    ticked: timedelta | None
    failing: tuple[str, ...]
    lags: Mapping[str, timedelta | None] = field(default_factory=dict)


def health(now: datetime | None = None) -> Health:
    """The state of background work at `now`; three queries, and those of the signs."""
    moment = now or timezone.now()
    oldest = Job.objects.waiting(moment).aggregate(oldest=Min("due_at"))["oldest"]
    last = Chore.objects.aggregate(last=Max("began_at"))["last"]
    failing = Chore.objects.exclude(error="").order_by("name").values_list("name", flat=True)
    return Health(
        waiting=None if oldest is None else moment - oldest,
        ticked=None if last is None else moment - last,
        failing=tuple(failing),
        lags={name: function(moment) for name, function in SIGNS.items()},
    )
