"""Keeps a map as it stands on a day, so that its owner can see later what has moved; nobody else reads it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from elearning.partnering.models import KeptMap, MapEntry, PartnershipMap
from elearning.partnering.models.copies import frozen
from elearning.programmes.models import Enrolment

MOST_KEPT = 12


class NothingToKeepError(Exception):
    """There is no partner on the map."""

    def __str__(self) -> str:
        return _("There is nothing on your map to keep yet.")


class TooManyKeptError(Exception):
    """As many maps are kept as there is room for."""

    def __str__(self) -> str:
        return _("You keep %(most)d maps already. Delete one of them first.") % {"most": MOST_KEPT}


def as_it_stands(mine: PartnershipMap) -> list[dict[str, Any]]:
    """What a copy of the map says today: every partner on it, without contacts and notes."""
    entries = MapEntry.objects.filter(map=mine).on_the_map().defer("key_contact", "note")
    return [frozen(entry) for entry in entries]


@transaction.atomic
def keep(enrolment: Enrolment, *, now: datetime) -> KeptMap:
    """The person's map as it stands `now`, kept; keeping the same twice keeps it once.

    Raises NothingToKeepError for an empty map and TooManyKeptError at twelve.
    """
    mine = PartnershipMap.objects.select_for_update().filter(enrolment=enrolment).first()
    entries = as_it_stands(mine) if mine else []
    if mine is None or not entries:
        raise NothingToKeepError
    kept = list(KeptMap.objects.filter(map=mine))
    if kept and kept[-1].entries == entries:
        return kept[-1]
    if len(kept) >= MOST_KEPT:
        raise TooManyKeptError
    return KeptMap.objects.create(map=mine, kept_at=now, entries=entries)


def keep_if_there_is_room(enrolment: Enrolment, *, now: datetime) -> KeptMap | None:
    """The same where it goes along with something else that must not fail for it; None if nothing was kept."""
    try:
        return keep(enrolment, now=now)
    except (NothingToKeepError, TooManyKeptError):
        return None


def forget(kept: KeptMap) -> None:
    """Delete a kept map for good; the map itself stays."""
    KeptMap.objects.filter(pk=kept.pk).delete()


def forget_partners(mine: PartnershipMap, numbers: set[int]) -> None:
    """Take the partners of these `numbers` out of every kept map: what its owner deletes for good is nowhere afterwards."""
    for kept in KeptMap.objects.select_for_update().filter(map=mine):
        left = [row for row in kept.entries if row["id"] not in numbers]
        if left != kept.entries:
            KeptMap.objects.filter(pk=kept.pk).update(entries=left)
    KeptMap.objects.filter(map=mine, entries=[]).delete()
