"""Checklists from paper: the facilitator types in what a sheet says, so that those without a phone are counted too."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.programmes.models import Cohort
from elearning.workshops import conducting
from elearning.workshops.models import PaperSheet
from elearning.workshops.refusals import NotNow, TooMany

KEPT = timedelta(days=1)


@transaction.atomic
def type_in(cohort: Cohort, said: Mapping[str, str], *, is_open: bool, key: uuid.UUID, by: User) -> PaperSheet:
    """Lay a sheet beside the others'; the same form twice makes one. Raises NotNow on another day, and TooMany."""
    found = PaperSheet.objects.filter(cohort=cohort, key=key).first()
    if found:
        return found
    refused = conducting.why_not(cohort, timezone.now())
    if refused:
        raise NotNow(refused)
    if PaperSheet.objects.filter(cohort=cohort).count() >= PaperSheet.MOST:
        raise TooMany(_("Very many sheets have been typed in. Take one out that is not right, or stop here."))
    given = {"said": dict(said), "is_open": is_open}
    sheet, _is_new = PaperSheet.objects.get_or_create(cohort=cohort, key=key, defaults=given)
    conducting.stir(cohort, everybody=False)
    return sheet


@transaction.atomic
def take_out(cohort: Cohort, key: uuid.UUID, *, by: User) -> bool:
    """Take out a sheet that was typed in wrongly; whether there was one."""
    gone = PaperSheet.objects.filter(cohort=cohort, key=key).delete()[0]
    conducting.stir(cohort, everybody=False)
    return bool(gone)


def typed(cohort: Cohort) -> list[PaperSheet]:
    """The sheets that were typed in, in their order; one query."""
    return list(PaperSheet.objects.filter(cohort=cohort))


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete sheets once the day is over: what the room was shown stays as figures. Returns how many."""
    return PaperSheet.objects.filter(cohort__workshop_ends_at__lt=now - KEPT).delete()[0]
