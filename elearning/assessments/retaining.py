"""How long answers to the self-assessment are kept: linked to a person until the cohort's close, and 12 months more (DOMAIN 7.5).

The link is cut when every figure has been frozen: what is left cannot be traced to anybody, by us neither.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from elearning.assessments.models import RespondentKey, ResponseSet
from elearning.programmes import closing


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    return [
        (_("links to answers to the self-assessment"), _links(now).count()),
        (_("answers to the self-assessment"), _over(now).count()),
    ]


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what is to go; returns how many rows went, with what hung on them. Safe to repeat."""
    return _links(now).delete()[0] + _over(now).delete()[0]


def _links(now: datetime) -> QuerySet[RespondentKey]:
    return RespondentKey.objects.filter(enrolment__cohort__in=closing.figured(now.date()))


def _over(now: datetime) -> "QuerySet[ResponseSet]":
    return ResponseSet.objects.filter(cohort__in=closing.closed(now.date(), closing.ANSWERS_AFTER_CLOSE))
