"""Puts partners on a person's map, changes and removes them, and says when the person has finished for now.

Adding is safe against a form sent twice, changing against a second tab: nothing is overwritten unseen.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.partnering import bringing, keeping
from elearning.partnering.models import MapEntry, PartnershipMap
from elearning.programmes import progress
from elearning.programmes.models import Enrolment, StepPage
from elearning.revising import reword

ENOUGH = 12
MOST = 300


class MapIsFullError(Exception):
    """There is no room for another partner."""

    def __str__(self) -> str:
        return _("A map holds at most %(most)d partners. Remove one to make room.") % {"most": MOST}


class NothingOnTheMapError(Exception):
    """An empty map cannot be finished."""

    def __str__(self) -> str:
        return _("Put at least one partner on your map before you say that you have finished.")


class ChangedElsewhereError(Exception):
    """The entry was changed in another window since this form was opened; `entry` holds what stands there now."""

    def __init__(self, entry: MapEntry) -> None:
        super().__init__()
        self.entry = entry

    def __str__(self) -> str:
        return _("This partner was changed in another window while you were writing here.")


@transaction.atomic
def add(enrolment: Enrolment, step: StepPage, facts: Mapping[str, Any], *, form_key: uuid.UUID) -> MapEntry:
    """A partner with these `facts` on the person's map; the step is recorded as begun.

    The same form sent twice makes one partner; the same form sent with another name makes another.
    Raises MapIsFullError at 300 partners (12 are enough, says the page; 300 is a technical limit).
    """
    PartnershipMap.objects.get_or_create(enrolment=enrolment)
    mine = PartnershipMap.objects.select_for_update().get(enrolment=enrolment)
    same = MapEntry.objects.filter(map=mine, form_key=form_key).first()
    if same and same.name == facts["name"]:
        return _write(same, facts)
    if MapEntry.objects.filter(map=mine, removed_at__isnull=True).count() >= MOST:
        raise MapIsFullError
    last = MapEntry.objects.filter(map=mine).aggregate(last=Max("position"))["last"] or 0
    progress.start(enrolment, step)
    return MapEntry.objects.create(
        map=mine, form_key=uuid.uuid4() if same else form_key, position=last + 1, **dict(facts)
    )


@transaction.atomic
def add_all(
    enrolment: Enrolment, step: StepPage, rows: Iterable[tuple[uuid.UUID, Mapping[str, Any]]]
) -> list[MapEntry]:
    """Many partners at once, each with the key of its row: all of them or none. Raises MapIsFullError."""
    return [add(enrolment, step, facts, form_key=form_key) for form_key, facts in rows]


@transaction.atomic
def change(entry: MapEntry, facts: Mapping[str, Any], *, seen: int) -> MapEntry:
    """`entry` with these `facts`; `seen` is the revision that the form showed.

    Raises ChangedElsewhereError when the entry has moved on and says something else; saving the same words twice is no clash.
    """
    now = MapEntry.objects.select_for_update().get(pk=entry.pk)
    if now.revision != seen and differences(now, facts):
        raise ChangedElsewhereError(now)
    return _write(now, facts)


def differences(entry: MapEntry, facts: Mapping[str, Any]) -> list[str]:
    """The names of the fields in which `entry` and `facts` do not agree."""
    return [name for name, value in facts.items() if getattr(entry, name) != value]


@transaction.atomic
def remove(entry: MapEntry) -> None:
    """Take `entry` off the map; it can be put back until the person deletes what they removed."""
    MapEntry.objects.filter(pk=entry.pk, removed_at__isnull=True).update(removed_at=timezone.now())


@transaction.atomic
def put_back(entry: MapEntry) -> None:
    """Put a removed `entry` on the map again, where it stood."""
    MapEntry.objects.filter(pk=entry.pk).update(removed_at=None)


@transaction.atomic
def forget_removed(enrolment: Enrolment) -> int:
    """Delete for good what the person has removed from the map, from copies of it too; how many partners that were."""
    gone = MapEntry.objects.select_for_update().filter(map__enrolment=enrolment, removed_at__isnull=False)
    numbers = set(gone.values_list("pk", flat=True))
    for mine in PartnershipMap.objects.filter(enrolment=enrolment):
        keeping.forget_partners(mine, numbers)
        bringing.forget_partners(mine, numbers)
    MapEntry.objects.filter(pk__in=numbers).delete()
    return len(numbers)


@transaction.atomic
def finish(enrolment: Enrolment, step: StepPage) -> PartnershipMap:
    """Record that the person has finished the map for now; it stays open for changes, and is kept as it stands for later.

    Raises NothingOnTheMapError for a map without partners (DOMAIN 2.2, S1).
    """
    mine = PartnershipMap.objects.filter(enrolment=enrolment).first()
    if mine is None or not MapEntry.objects.filter(map=mine, removed_at__isnull=True).exists():
        raise NothingOnTheMapError
    mine.finished_at = timezone.now()
    mine.save(update_fields=["finished_at"])
    keeping.keep_if_there_is_room(enrolment, now=mine.finished_at)
    progress.done(enrolment, step)
    return mine


def _write(entry: MapEntry, facts: Mapping[str, Any]) -> MapEntry:
    """Give `entry` these `facts` and count the change; equal facts are no change."""
    if differences(entry, facts) or entry.removed_at:
        reword(entry, {**facts, "removed_at": None})
    return entry
