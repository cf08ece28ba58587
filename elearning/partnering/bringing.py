"""Makes the copy of a map that its owner brings to the workshop, takes it back, and counts what was brought.

The copy holds the chosen partners without contacts and notes, and how each is doing only if its owner says so (DOMAIN 3.1).
It stays as it was brought until it is brought anew or taken back. Facilitators read counts, never the copy itself.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from elearning.partnering.models import BroughtMap, MapEntry, PartnershipMap
from elearning.partnering.models.copies import COPIED, frozen
from elearning.partnering.models.maps import NOT_SURE, Level
from elearning.programmes.models import Cohort, Enrolment


class NothingChosenError(Exception):
    """None of the partners on the map was chosen."""

    def __str__(self) -> str:
        return _("Choose at least one partner to bring.")


@dataclass(frozen=True)
class Ring:
    """One level of the line-up: how many of the partners that were brought stand there, and would do best there."""

    level: str
    label: str
    now: int
    wanted: int


@dataclass(frozen=True)
class Lineup:
    """What facilitators read of the maps that a cohort's people brought. `rings` is empty as long as they are too few."""

    people: int
    partners: int
    least: int
    rings: tuple[Ring, ...]

    @property
    def is_told(self) -> bool:
        """Whether enough people brought a map for counts to be shown."""
        return self.people >= self.least


@transaction.atomic
def bring(enrolment: Enrolment, chosen: Collection[int], *, with_health: bool, now: datetime) -> BroughtMap:
    """A copy of the `chosen` partners (numbers of entries) as they stand `now`; it takes the place of an earlier one.

    Numbers of entries that are not on the person's own map count for nothing. Raises NothingChosenError if none is left.
    """
    mine = PartnershipMap.objects.select_for_update().filter(enrolment=enrolment).first()
    entries = MapEntry.objects.of(enrolment).on_the_map().filter(pk__in=chosen) if mine else []
    fields = [name for name in COPIED if with_health or name != "health"]
    copies = [frozen(entry, fields) for entry in entries]
    if mine is None or not copies:
        raise NothingChosenError
    facts = {"brought_at": now, "has_health": with_health, "entries": copies}
    return BroughtMap.objects.update_or_create(map=mine, defaults=facts)[0]


def take_back(enrolment: Enrolment) -> bool:
    """Delete the copy that the person brought; whether there was one."""
    return bool(BroughtMap.objects.filter(map__enrolment=enrolment).delete()[0])


def forget_partners(mine: PartnershipMap, numbers: set[int]) -> None:
    """Take the partners of these `numbers` out of the copy; a copy of nobody is taken back."""
    brought = BroughtMap.objects.select_for_update().filter(map=mine).first()
    if brought is None:
        return
    left = [row for row in brought.entries if row["id"] not in numbers]
    if left:
        BroughtMap.objects.filter(pk=brought.pk).update(entries=left)
    else:
        brought.delete()


def has_moved_on(brought: BroughtMap) -> bool:
    """Whether the map says something else by now of a partner that was brought."""
    numbers = [row["id"] for row in brought.entries]
    entries = {entry.pk: entry for entry in MapEntry.objects.filter(map=brought.map_id, pk__in=numbers)}
    return any(_says_something_else(row, entries.get(row["id"])) for row in brought.entries)


def _says_something_else(row: dict[str, object], entry: MapEntry | None) -> bool:
    return entry is None or entry.removed_at is not None or frozen(entry, [name for name in row if name != "id"]) != row


def lineup(cohort: Cohort) -> Lineup:
    """How the partners that people of `cohort` brought stand along the continuum: counts of levels and no more; one query.

    Counts are told once five people (`SMALLEST_GROUP`) have brought a map (DOMAIN 7.1).
    """
    copies = list(BroughtMap.objects.in_the_room(cohort).values_list("entries", flat=True))
    rows = [row for entries in copies for row in entries]
    now, wanted = Counter(row["level_now"] for row in rows), Counter(row["level_wanted"] for row in rows)
    rings = [Ring(level.value, str(level.label), now[level.value], wanted[level.value]) for level in Level]
    unsure = Ring(NOT_SURE, _("Not sure"), 0, wanted[NOT_SURE] + wanted[""])
    told = (*rings, unsure) if len(copies) >= settings.SMALLEST_GROUP else ()
    return Lineup(len(copies), len(rows), settings.SMALLEST_GROUP, told)
