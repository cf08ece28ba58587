"""Keeps the audit log for twelve months, and no longer (DOMAIN 7.5)."""

from datetime import datetime, timedelta

from django.db import transaction

from elearning.auditing.models import AuditEntry

KEPT = timedelta(days=365)


def due(now: datetime) -> int:
    """How many entries are over at `now`."""
    return int(AuditEntry.objects.filter(at__lt=now - KEPT, shown_from__lt=now - KEPT).count())


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete the entries that are over, with the reasons of operators; how many. What was shown late is kept as long."""
    gone: int = AuditEntry.objects.all().drop_before(now - KEPT)
    return gone
