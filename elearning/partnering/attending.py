"""Records that somebody who missed the workshop has caught up on it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elearning.partnering.models import WorkshopPage
from elearning.programmes import progress
from elearning.programmes.models import Enrolment


class WorkshopNotOverError(Exception):
    """There is nothing to catch up on yet."""

    def __str__(self) -> str:
        return _("The workshop has not taken place yet. You can say that you have caught up when it is over.")


def can_catch_up(enrolment: Enrolment, *, now: datetime) -> bool:
    """Whether the workshop of the person's cohort is over."""
    return now >= enrolment.cohort.workshop_ends_at


@transaction.atomic
def caught_up(enrolment: Enrolment, step: WorkshopPage, *, now: datetime) -> None:
    """Record the workshop as done for somebody who did the catch-up (DOMAIN 2.2, S3). Raises WorkshopNotOverError before."""
    if not can_catch_up(enrolment, now=now):
        raise WorkshopNotOverError
    progress.done(enrolment, step)
