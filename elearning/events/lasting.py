"""How long an event's rows about people are kept, and what goes when; the one module that deletes them by the clock.

Needs, and what was brought and not shown, go 30 days after the event: they served the day. Takeaways that were never shared
are their owner's notes and go 90 days after their cohort's close (DOMAIN 7.5). Who came, what was shown and what was shared
go two years after the event, as attendance does. The event and its agenda name nobody but those who run it, and stay.
"""

from datetime import datetime, timedelta

from django.db import transaction

from elearning.events.models import Coming, Contribution, LearningEvent, Takeaway
from elearning.programmes.models import Cohort, Wave

AFTER_DAY, AFTER_CLOSE, ATTENDANCE = timedelta(days=30), timedelta(days=90), timedelta(days=730)


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what has had its time at `now`; returns how many rows it touched. Again at the same time does nothing."""
    served, long_over = (LearningEvent.objects.filter(ends_at__lte=now - age) for age in (AFTER_DAY, ATTENDANCE))
    touched = Coming.objects.filter(event__in=served).exclude(needs="").update(needs="")
    unshown = Contribution.objects.filter(event__in=served).exclude(state=Contribution.State.SHOWN)
    touched += unshown.delete()[0]
    for kind in (Coming, Contribution):
        touched += kind.objects.filter(event__in=long_over).delete()[0]
    touched += Takeaway.objects.filter(event__in=long_over, is_shared=True).delete()[0]
    return touched + _own_notes(now)


def _own_notes(now: datetime) -> int:
    """Notes of one's own, cohort by cohort: never sooner than 90 days after the event itself."""
    kept = Takeaway.objects.filter(is_shared=False, event__ends_at__lte=now - AFTER_CLOSE)
    cohorts = Cohort.objects.filter(enrolments__event_takeaways__in=kept).distinct()
    closed = [one for one in cohorts if one.window(Wave.FOLLOW_UP)[1] + AFTER_CLOSE <= one.day_of(now)]
    return kept.filter(enrolment__cohort__in=closed).delete()[0]
