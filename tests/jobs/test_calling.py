"""Calls of a worker that died go back to the queue, a few times."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from elearning.jobs.calling import LONGEST, revive
from elearning.jobs.working import run_job

SOON = timedelta(seconds=1)


def claimed(times: int) -> DBTaskResult:
    """A call that so many workers have begun, the last of them just now."""
    run_job.enqueue(0)
    call = DBTaskResult.objects.get()
    for number in range(times):
        call.claim(f"worker {number}")
    return call


@pytest.mark.django_db
@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(("times", "status"), [(1, "READY"), (2, "READY"), (3, "FAILED")])
def test_lost_call_is_queued_again_twice(times: int, status: str) -> None:
    call = claimed(times)

    assert revive(timezone.now() + LONGEST + SOON) == 1
    call.refresh_from_db()
    assert call.status == status
    assert (call.finished_at is None) == (status == "READY")


@pytest.mark.django_db
@pytest.mark.usefixtures("queue")
def test_call_in_hand_is_left_alone() -> None:
    call = claimed(1)

    assert revive(timezone.now() + LONGEST - SOON) == 0
    call.refresh_from_db()
    assert call.status == "RUNNING"
