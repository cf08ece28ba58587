"""How long maps, answers to the questions and checklists are kept, and what goes when (DOMAIN 7.5).

They go 90 days after their cohort is closed by its calendar; what two sides look at together goes with the later of the two.
Of somebody who never took part in a cohort, a checklist goes a year after it was begun.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elearning.partnering.models import AnswerSheet, Comparison, HealthCheck, PartnershipMap, Side
from elearning.post.reminding import Due
from elearning.programmes import closing
from elearning.programmes.models import Enrolment

WITHOUT_COHORT = timedelta(days=365)
LAST_WORD = timedelta(days=14)


@dataclass(frozen=True)
class Heap:
    """Rows of one kind whose time is over."""

    name: Any
    rows: QuerySet[Any]


def last_day(people: list[int], begun: datetime) -> date:
    """The last day for what `people` share since `begun`: that of the last of their cohorts, a year without any."""
    return _last(people, begun, closing.last_days(people))


def _last(people: list[int], begun: datetime, days: dict[int, date]) -> date:
    return max((days[one] for one in people if one in days), default=begun.date() + WITHOUT_COHORT)


def heaps(now: datetime) -> list[Heap]:
    """All whose time is over at `now`."""
    cohorts, comparisons = closing.over(now.date()), _comparisons(now)
    checks = HealthCheck.objects.filter(
        Q(enrolment__cohort__in=cohorts) | Q(side__comparison__in=comparisons) | Q(pk__in=_without_cohort(now))
    )
    return [
        Heap(gettext_lazy("maps"), PartnershipMap.objects.filter(enrolment__cohort__in=cohorts)),
        Heap(gettext_lazy("answers to the questions"), AnswerSheet.objects.filter(enrolment__cohort__in=cohorts)),
        Heap(gettext_lazy("checklists"), HealthCheck.objects.filter(pk__in=list(checks.values_list("pk", flat=True)))),
        Heap(gettext_lazy("comparisons of two sides"), Comparison.objects.filter(pk__in=comparisons)),
    ]


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    return [(str(heap.name), heap.rows.count()) for heap in heaps(now)]


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what is to go; returns how many rows went, with what hung on them. Safe to repeat."""
    return sum(heap.rows.delete()[0] for heap in heaps(now))


def before_forgetting(now: datetime) -> Iterator[Due]:
    """Whoever has a map, answers or a checklist, when their cohort has closed and two weeks before it is deleted."""
    today = now.date()
    for cohort in closing.ending(today):
        last = closing.kept_until(cohort)
        number = 1 if today < last - LAST_WORD else 2
        for enrolment in _who_wrote(cohort.enrolments.all()):
            yield Due(
                enrolment.user,
                occasion=f"kept-map-{enrolment.pk}-{last}-{number}",
                sentence=_(
                    "Your map, answers and checklists are kept until %(date)s. You can download all of it before."
                )
                % {"date": date_format(last, "l j F Y")},
                path=reverse("records:mine"),
                until=datetime.combine(last + timedelta(days=1), time(), tzinfo=UTC),
                zone=cohort.time_zone,
            )


def _who_wrote(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    wrote = Q(partnership_map__isnull=False) | Q(answer_sheets__isnull=False) | Q(health_checks__isnull=False)
    return enrolments.filter(wrote).select_related("user").distinct()


def _comparisons(now: datetime) -> list[int]:
    """Those whose later side has had its last day."""
    sides: dict[int, list[int]] = {}
    begun: dict[int, datetime] = {}
    for key, user, opened in Side.objects.values_list("comparison_id", "user_id", "comparison__opened_at"):
        sides.setdefault(key, []).append(user)
        begun[key] = opened
    days = closing.last_days({user for users in sides.values() for user in users})
    return [key for key, users in sides.items() if _last(users, begun[key], days) < now.date()]


def _without_cohort(now: datetime) -> list[int]:
    """Checklists that belong to no cohort and, by now, to no comparison, whose owner has had their last day."""
    alone = HealthCheck.objects.filter(enrolment=None, side=None)
    rows = list(alone.values_list("pk", "owner_id", "begun_at"))
    days = closing.last_days({owner for _key, owner, _begun in rows})
    return [key for key, owner, begun in rows if _last([owner], begun, days) < now.date()]
