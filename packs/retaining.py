"""How long notes beside packs are kept: 90 days after the cohort's close, like every note of one's own (DOMAIN 7.5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from elearning.programmes import closing
from packs.models import PackNote


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    return [(_("notes beside packs"), _over(now).count())]


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what is to go; returns how many rows went. Safe to repeat."""
    return _over(now).delete()[0]


def _over(now: datetime) -> QuerySet[PackNote]:
    return PackNote.objects.filter(reading__enrolment__cohort__in=closing.over(now.date()))
