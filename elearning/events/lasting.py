"""How long an event's rows about people are kept, and what goes when; the one module that deletes them by the clock.

Needs, and what was brought and not shown, go 30 days after the event: they served the day. Takeaways that were never shared
are their owner's notes and go 90 days after their cohort's close (DOMAIN 7.5). Who came, what was shown and what was shared
go two years after the event, as attendance does. The event and its agenda name nobody but those who run it, and stay.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from elearning.events.models import Coming, Contribution, LearningEvent, Takeaway
from elearning.programmes.models import Cohort, Wave

AFTER_DAY, AFTER_CLOSE, ATTENDANCE = timedelta(days=30), timedelta(days=90), timedelta(days=730)


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    served, long_over = (LearningEvent.objects.filter(ends_at__lte=now - age) for age in (AFTER_DAY, ATTENDANCE))
    unshown = Contribution.objects.filter(event__in=served).exclude(state=Contribution.State.SHOWN)
    shown = Contribution.objects.filter(event__in=long_over, state=Contribution.State.SHOWN)
    shared = Takeaway.objects.filter(event__in=long_over, is_shared=True)
    return [
        (_("needs at learning events"), Coming.objects.filter(event__in=served).exclude(needs="").count()),
        (_("contributions to learning events"), unshown.count() + shown.count()),
        (_("who came to learning events"), Coming.objects.filter(event__in=long_over).count()),
        (_("takeaways"), shared.count() + _own(now).count()),
    ]


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
    return touched + _own(now).delete()[0]


def _own(now: datetime) -> QuerySet[Takeaway]:
    """Notes of one's own, cohort by cohort: never sooner than 90 days after the event itself."""
    kept = Takeaway.objects.filter(is_shared=False, event__ends_at__lte=now - AFTER_CLOSE)
    cohorts = Cohort.objects.filter(enrolments__event_takeaways__in=kept).distinct()
    closed = [one for one in cohorts if one.window(Wave.FOLLOW_UP)[1] + AFTER_CLOSE <= one.day_of(now)]
    return kept.filter(enrolment__cohort__in=closed)
