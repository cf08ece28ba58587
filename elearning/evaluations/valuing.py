"""Keeps what a commissioner wants to see change: named before the sets begin, given its value after they have ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from elearning.accounts.models import User
from elearning.evaluations.models import CohortOutcome
from elearning.programmes.models import Cohort

NAMED = ("indicator", "measured", "at_start")


def outcome_of(cohort: Cohort) -> CohortOutcome:
    """What was named for `cohort`; empty and not stored before."""
    return CohortOutcome.objects.filter(cohort=cohort).first() or CohortOutcome(cohort=cohort)


def can_be_named(outcome: CohortOutcome, *, now: datetime | None = None) -> bool:
    """Whether its name and first value can still be written: until sets are formed, later only if nothing was named.

    What is chosen when its value is known proves nothing; a report says on which day it was named.
    """
    cohort = outcome.cohort
    return not outcome.indicator or cohort.day_of(now or timezone.now()) < cohort.grouping_on


def can_be_valued(outcome: CohortOutcome, *, now: datetime | None = None) -> bool:
    """Whether its value at the end can be written: from the last meeting on."""
    cohort = outcome.cohort
    return cohort.day_of(now or timezone.now()) >= cohort.last_meeting_on


@transaction.atomic
def keep(cohort: Cohort, words: Mapping[str, Any], *, by: User, now: datetime | None = None) -> CohortOutcome:
    """Keep `words` (fields of the outcome) of `cohort`; what cannot be written at this time is left as it was."""
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    outcome = outcome_of(cohort)
    open_fields = {"cost", "currency"}
    open_fields |= set(NAMED) if can_be_named(outcome, now=now) else set()
    open_fields |= {"at_end"} if can_be_valued(outcome, now=now) else set()
    before = outcome.indicator
    for name in open_fields & words.keys():
        setattr(outcome, name, words[name])
    if outcome.indicator != before:
        outcome.named_at = (now or timezone.now()) if outcome.indicator else None
    outcome.changed_by = by
    outcome.save()
    return outcome
