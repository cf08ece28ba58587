"""When a cohort is over by its calendar, and until when what people wrote in it is kept (DOMAIN 2.1, 7.5)."""

from collections.abc import Collection
from datetime import date, timedelta

from elearning.programmes.clock import FOLLOW_UP_CLOSES
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment, Wave

AFTER_CLOSE = timedelta(days=90)
ANSWERS_AFTER_CLOSE = timedelta(days=365)
RECORD_AFTER_CLOSE = timedelta(days=730)


def closes_on(cohort: Cohort) -> date:
    """The last day of `cohort` by its calendar: 120 days after its last set meeting."""
    return cohort.window(Wave.FOLLOW_UP)[1]


def kept_until(cohort: Cohort) -> date:
    """The last day on which what people wrote in `cohort` is kept."""
    return closes_on(cohort) + AFTER_CLOSE


def closed(today: date, after: timedelta) -> list[int]:
    """The cohorts whose last day lies more than `after` before `today`."""
    before = today - after - FOLLOW_UP_CLOSES
    return list(Cohort.objects.filter(last_meeting_on__lt=before).values_list("pk", flat=True))


def figured(today: date) -> list[int]:
    """The cohorts that have closed and of which every figure has been frozen: nobody's answers are needed by name any more."""
    frozen = CohortSnapshot.objects.filter(occasion=Wave.FOLLOW_UP, cohort__in=closed(today, timedelta(0)))
    return list(frozen.values_list("cohort", flat=True).distinct())


def over(today: date) -> list[int]:
    """The cohorts in which nothing that people wrote is kept any more on `today`."""
    return closed(today, AFTER_CLOSE)


def ending(today: date) -> list[Cohort]:
    """The cohorts that have closed and in which what people wrote is still kept."""
    first, last = today - AFTER_CLOSE - FOLLOW_UP_CLOSES, today - FOLLOW_UP_CLOSES
    return list(Cohort.objects.filter(last_meeting_on__gte=first, last_meeting_on__lte=last))


def last_days(people: Collection[int]) -> dict[int, date]:
    """Of everybody among `people` who has ever taken part, the last day in the last of their cohorts; one query."""
    latest: dict[int, date] = {}
    for row in Enrolment.objects.filter(user__in=people).select_related("cohort"):
        latest[row.user_id] = max(latest.get(row.user_id, date.min), kept_until(row.cohort))
    return latest
