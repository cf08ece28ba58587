"""Asks people who left a cohort why, if they like to say; and counts the reasons together, never singly (DOMAIN 2.5, 6.3).

A reason is kept without whose it is; with the person stands only that they have been asked, so that nothing counts twice.
Whoever removes somebody gives a reason in the same way. Reasons are told once, in the report at the cohort's end, from ten
on (`evaluating.leaving`), and deleted when they have been.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment, LeavingReason, Wave

ASKED_AFTER = (Enrolment.State.WITHDRAWN, Enrolment.State.DEFERRED)


def asked(user: User) -> QuerySet[Enrolment]:
    """What `user` has left and not been asked about yet, while an answer still counts: until the end is frozen."""
    told = CohortSnapshot.objects.filter(occasion=Wave.POST).values("cohort")
    mine = Enrolment.objects.filter(user=user, state__in=ASKED_AFTER, was_asked_why=False)
    return mine.exclude(cohort__in=told).select_related("cohort__programme").order_by("pk")


@transaction.atomic
def say(enrolment: Enrolment, code: str) -> bool:
    """Note why somebody left (`code` of LeavingReason.SAID; empty: they would rather not say); whether this was new.

    Saying it twice, or once it counts no more, changes nothing.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not asked(enrolment.user).filter(pk=enrolment.pk).update(was_asked_why=True):
        return False
    if code in LeavingReason.SAID:
        LeavingReason.objects.create(cohort=enrolment.cohort, code=code)
    return True


@transaction.atomic
def note_removal(cohort: Cohort, code: str, *, by: User) -> None:
    """Note why somebody was removed (`code` of LeavingReason.REMOVED_FOR); of whom, nothing is kept."""
    if code in LeavingReason.REMOVED_FOR:
        LeavingReason.objects.create(cohort=cohort, code=code)


def told_in(cohort: Cohort) -> Mapping[str, int]:
    """How often each reason was given in the cohort, none left out. For counting only."""
    found = Counter(LeavingReason.objects.filter(cohort=cohort).values_list("code", flat=True))
    return {code: found[code] for code in LeavingReason.Code.values}


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete the reasons of cohorts whose end has been frozen; returns how many."""
    told = CohortSnapshot.objects.filter(occasion=Wave.POST, frozen_at__lte=now).values("cohort")
    return LeavingReason.objects.filter(cohort__in=told).delete()[0]
