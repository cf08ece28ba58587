"""How long results are kept: no longer than the answers they were made of, 12 months after the close (DOMAIN 7.5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from elearning.profiles.models import Result
from elearning.programmes import closing


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    return [(_("results"), _over(now).count())]


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what is to go; returns how many rows went, with what hung on them. Safe to repeat."""
    return _over(now).delete()[0]


def _over(now: datetime) -> QuerySet[Result]:
    return Result.objects.filter(enrolment__cohort__in=closing.closed(now.date(), closing.ANSWERS_AFTER_CLOSE))
