"""How long the values exercise is kept: like a map, 90 days after its cohort is closed by its calendar (DOMAIN 7.5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from elearning.programmes import closing
from elearning.values.models import SharedBoard, ValuesBoard


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    return [(_("values exercises"), _over(now).count()), (_("shared values boards"), _shared(now).count())]


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what is to go; returns how many rows went, with what hung on them. Safe to repeat."""
    return _over(now).delete()[0] + _shared(now).delete()[0]


def _over(now: datetime) -> QuerySet[ValuesBoard]:
    return ValuesBoard.objects.filter(enrolment__cohort__in=closing.over(now.date()))


def _shared(now: datetime) -> QuerySet[SharedBoard]:
    return SharedBoard.objects.filter(cohort__in=closing.over(now.date()))
