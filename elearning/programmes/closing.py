"""When a cohort is over by its calendar, and until when what people wrote in it is kept (DOMAIN 2.1, 7.5)."""

from collections.abc import Collection
from datetime import date, timedelta

from elearning.programmes.clock import FOLLOW_UP_CLOSES
from elearning.programmes.models import Cohort, Enrolment, Wave

AFTER_CLOSE = timedelta(days=90)


def closes_on(cohort: Cohort) -> date:
    """The last day of `cohort` by its calendar: 120 days after its last set meeting."""
    return cohort.window(Wave.FOLLOW_UP)[1]


def kept_until(cohort: Cohort) -> date:
    """The last day on which what people wrote in `cohort` is kept."""
    return closes_on(cohort) + AFTER_CLOSE


def over(today: date) -> list[int]:
    """The cohorts in which nothing that people wrote is kept any more on `today`."""
    before = today - AFTER_CLOSE - FOLLOW_UP_CLOSES
    return list(Cohort.objects.filter(last_meeting_on__lt=before).values_list("pk", flat=True))


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
