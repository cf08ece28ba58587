"""Counting the use of packs: visits, cards, downloads and taps as they happen, and a month's figures once it is over.

Only work counts as reading (starting a pack, saving a part), and only by people in a programme; visitors count as
downloads. A month is frozen once, for every pack that was published by its end, whether it was used or not; then what it
was counted from is deleted. Taps are kept until their reader goes; each is counted in one month only.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from elearning.programmes.snapshots import threshold
from packs.models import LearningPackPage, PackDownloads, PackMonth, PackReading, PackTap, PackVersion, PackVisit
from packs.usage import Cells, Used, cells_of, voices

CHOICES = (PackTap.Useful.values, PackTap.Length.values)


def month_of(moment: datetime | None = None) -> date:
    """The first day of the month of `moment` (now, if none is given), here."""
    return timezone.localdate(moment, timezone.get_default_timezone()).replace(day=1)


@transaction.atomic
def visit(reading: PackReading) -> PackVisit:
    """Count the reader for this month, in the version they read now."""
    row, _made = PackVisit.objects.get_or_create(
        reading=reading, month=month_of(), defaults={"version_id": reading.version_id}
    )
    if row.version_id != reading.version_id:
        row.version_id = reading.version_id
        row.save(update_fields=["version"])
    return row


def finish_card(reading: PackReading) -> None:
    """Count that the reader has a preparation card, this month."""
    visit(reading)
    PackVisit.objects.filter(reading=reading, month=month_of()).update(has_card=True)


@transaction.atomic
def download(version: PackVersion, kind: str) -> None:
    """Count that a copy of this kind was fetched."""
    row: dict[str, Any] = {"version": version, "month": month_of(), "kind": kind}
    if not PackDownloads.objects.filter(**row).update(number=F("number") + 1):
        PackDownloads.objects.get_or_create(**row)
        PackDownloads.objects.filter(**row).update(number=F("number") + 1)


@transaction.atomic
def tap(reading: PackReading, *, useful: str = "", length: str = "") -> PackTap:
    """Keep an answer about the pack; what is not given stays as it was. The same answer a second time changes nothing."""
    given = {name: value for name, value in (("useful", useful), ("length", length)) if value}
    now = {"version_id": reading.version_id, "answered_at": timezone.now()}
    row, made = PackTap.objects.get_or_create(reading=reading, defaults={**given, **now})
    if not made and any(getattr(row, name) != value for name, value in given.items()):
        PackTap.objects.filter(pk=row.pk).update(**given, **now)
        row.refresh_from_db()
    return row


def tap_of(reading: PackReading) -> PackTap | None:
    """What the reader has answered so far."""
    return PackTap.objects.filter(reading=reading).first()


def freeze_due(now: datetime | None = None) -> int:
    """Freeze the months that are over; returns how many rows were made. Calling it again makes no more.

    The month before this one is always frozen; earlier ones where something was counted that no chore came to freeze.
    """
    this = month_of(now)
    before = (this - timedelta(days=1)).replace(day=1)
    counted = {*PackVisit.objects.values_list("month", flat=True).distinct()} | {
        *PackDownloads.objects.values_list("month", flat=True).distinct()
    }
    return sum(freeze(month, now or timezone.now()) for month in sorted({before} | {m for m in counted if m < this}))


@transaction.atomic
def freeze(month: date, now: datetime) -> int:
    """Freeze one month that is over, and delete what it was counted from."""
    used, least = _used(month), threshold({})
    packs = _published_by(month)
    taps = _taps_until(month)
    done = {*PackMonth.objects.filter(month=month).values_list("pack_id", flat=True)}
    rows = [
        PackMonth(
            pack_id=pack,
            month=month,
            threshold=least,
            frozen_at=now,
            cells={
                **cells_of(used.get(pack, Used()), least=least),
                "taps": _released(taps.get(pack, {}), month, least),
            },
        )
        for pack in packs
        if pack not in done
    ]
    made = PackMonth.objects.bulk_create(rows)
    PackVisit.objects.filter(month=month).delete()
    PackDownloads.objects.filter(month=month).delete()
    return len(made)


def _end(month: date) -> datetime:
    following = (month + timedelta(days=31)).replace(day=1)
    return timezone.make_aware(datetime(following.year, following.month, 1))


def _published_by(month: date) -> list[int]:
    """The packs of which a version was out before the month ended, in their order."""
    versions = PackVersion.objects.filter(frozen_at__lt=_end(month)).values("page")
    return list(LearningPackPage.objects.filter(pk__in=versions).order_by("pk").values_list("pk", flat=True))


def _used(month: date) -> dict[int, Used]:
    """The true counts of the month, by pack; they are never kept."""
    readers: dict[int, Counter[str]] = defaultdict(Counter)
    cards: dict[int, Counter[str]] = defaultdict(Counter)
    downloads: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    labels = _labels()
    for version, has_card in PackVisit.objects.filter(month=month).values_list("version_id", "has_card"):
        pack, label = labels[version]
        readers[pack][label] += 1
        cards[pack][label] += has_card
    for row in PackDownloads.objects.filter(month=month):
        pack, label = labels[row.version_id]
        downloads[pack][label, row.kind] += row.number
    return {pack: Used(readers[pack], cards[pack], downloads[pack]) for pack in {*readers, *downloads}}


def _labels() -> dict[int, tuple[int, str]]:
    """Of every version, the pack and what readers know it by, without reading its words."""
    rows = PackVersion.objects.values_list("pk", "page_id", "schema__version", "number")
    return {version: (pack, label or str(number)) for version, pack, label, number in rows}


def _taps_until(month: date) -> dict[int, dict[str, list[PackTap]]]:
    """The taps of whoever answered both questions and is not counted yet, by pack and version."""
    waiting = PackTap.objects.select_for_update(of=("self",)).filter(counted_in=None, answered_at__lt=_end(month))
    labels = _labels()
    found: dict[int, dict[str, list[PackTap]]] = defaultdict(lambda: defaultdict(list))
    for one in waiting.exclude(useful="").exclude(length="").order_by("pk"):
        pack, label = labels[one.version_id]
        found[pack][label].append(one)
    return found


def _released(taps: Mapping[str, list[PackTap]], month: date, least: int) -> Cells:
    """What may be told of these taps by version; those that are told are marked, and never counted again."""
    told: Cells = {}
    for label, some in taps.items():
        said = voices([(one.useful, one.length) for one in some], CHOICES, least=least)
        if said:
            told[label] = said
            PackTap.objects.filter(pk__in=[one.pk for one in some]).update(counted_in=month)
    return told
