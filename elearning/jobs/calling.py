"""Gives calls back to the queue whose worker died: the queue itself never does (TRUST R05).

Our own jobs are taken over by their leases (`working.reap`), and a call for them that comes once more does nothing. Wagtail's
tasks, which bring its indexes up to date and delete files, have no lease; they may run twice and do the same.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# No task takes that long; a worker that is still at it has died.
LONGEST = timedelta(hours=1)
MOST_ATTEMPTS = 3


@transaction.atomic
def revive(now: datetime | None = None) -> int:
    """Queue again the calls that have run for more than an hour; the third time they have failed. Returns how many."""
    before = (now or timezone.now()) - LONGEST
    lost = DBTaskResult.objects.running().filter(started_at__lt=before).select_for_update(skip_locked=True)
    for call in list(lost):
        tried = len(call.worker_ids)
        call.status = TaskResultStatus.READY if tried < MOST_ATTEMPTS else TaskResultStatus.FAILED
        call.finished_at = None if tried < MOST_ATTEMPTS else timezone.now()
        call.save(update_fields=["status", "finished_at"])
    return len(lost)
