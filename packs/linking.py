"""Keeps the list of links in published packs and looks, now and then, whether something is still behind them.

Links inside the site are always looked at. Links that lead out are asked for only where the setting CHECK_LINKS says so:
a few at a time, the ones that were looked at longest ago first.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from packs import fetching
from packs.differing import values_by_place
from packs.fetching import Answer
from packs.models import LearningPackPage, PackLink, PublisherPage

State = PackLink.State
AT_ONCE = 40
LONG_ENOUGH = timedelta(minutes=10)
AGAIN = timedelta(days=14)
SOON = timedelta(days=1)
LONGEST_ADDRESS = 2000
GONE = {404, 410}
# A machine that fails may only be having a bad day.
OFTEN_ENOUGH = 3


class Anchors(HTMLParser):
    """Collects where the links of a piece of writing lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag of the writing; of links, where they lead."""
        given = dict(attrs)
        if tag != "a":
            return
        if given.get("linktype") in {"page", "document"}:
            self.found.append(f"{given['linktype']}:{given.get('id') or ''}")
        elif (given.get("href") or "").startswith(("http://", "https://")):
            self.found.append(str(given["href"]))


def addresses(raw: Any) -> Iterator[str]:
    """Where the links in a stored value lead: those in its writing, and addresses that stand alone."""
    if isinstance(raw, dict):
        yield from (address for key, value in raw.items() if key != "id" for address in addresses(value))
    elif isinstance(raw, list):
        yield from (address for value in raw for address in addresses(value))
    elif isinstance(raw, str) and raw.startswith(("http://", "https://")) and " " not in raw:
        yield raw
    elif isinstance(raw, str) and "<a" in raw:
        anchors = Anchors()
        anchors.feed(raw)
        yield from anchors.found


@transaction.atomic
def collect(pack: LearningPackPage) -> int:
    """Bring the list of the links in `pack` up to date; returns how many there are. Known ones keep what was found."""
    places = {
        address: place
        for place, raw in values_by_place(pack.body).items()
        for address in addresses(raw)
        if len(address) <= LONGEST_ADDRESS
    }
    known = {link.address: link for link in pack.links.all()}
    pack.links.exclude(address__in=places).delete()
    new = [PackLink(pack=pack, address=one, place=place) for one, place in places.items() if one not in known]
    PackLink.objects.bulk_create(new, ignore_conflicts=True)
    for address, link in known.items():
        if places.get(address, link.place) != link.place:
            pack.links.filter(pk=link.pk).update(place=places[address])
    return len(places)


def check(now: datetime, *, ask: Callable[[str], Answer] = fetching.ask) -> int:
    """Collect the links of all published packs and look behind those whose turn it is; returns how many were looked at."""
    for pack in LearningPackPage.objects.published().iterator(chunk_size=50):
        collect(pack)
    looked_at = check_internal(now)
    return looked_at + (check_external(now, ask=ask) if settings.CHECK_LINKS else 0)


def check_internal(now: datetime) -> int:
    """Look whether the pages and documents that packs link to are there; pages must be published and open to all."""
    inside = PackLink.objects.exclude(address__startswith="http")
    there = {f"page:{key}" for key in Page.objects.live().public().values_list("pk", flat=True)}
    there |= {f"document:{key}" for key in get_document_model().objects.values_list("pk", flat=True)}
    fine = [link.pk for link in inside if link.address in there]
    inside.filter(pk__in=fine).update(state=State.FINE, checked_at=now)
    inside.exclude(pk__in=fine).update(state=State.BROKEN, checked_at=now)
    return inside.count()


def check_external(now: datetime, *, ask: Callable[[str], Answer]) -> int:
    """Ask for a few links that lead out, for ten minutes at most; returns how many were asked for."""
    due = Q(checked_at=None) | Q(checked_at__lte=now - AGAIN) | Q(failures__gt=0, checked_at__lte=now - SOON)
    turn = (
        PackLink.objects.external().filter(due, pack__live=True).order_by(F("checked_at").asc(nulls_first=True), "pk")
    )
    until, asked = timezone.now() + LONG_ENOUGH, 0
    for link in turn[:AT_ONCE]:
        if timezone.now() > until:
            break
        note(link, ask(link.address), now)
        asked += 1
    return asked


def note(link: PackLink, answer: Answer, now: datetime) -> None:
    """Keep what was found behind a link."""
    state, failures = judged(answer, link.failures)
    # The pack may have been written anew meanwhile, and the link be gone.
    PackLink.objects.filter(pk=link.pk).update(state=state, failures=failures, status=answer.status, checked_at=now)


def judged(answer: Answer, failures: int) -> tuple[str, int]:
    """What an answer says about a link that has failed so many times before: its state, and how often it has failed now.

    A page that is gone is gone. A server that fails or is silent is called broken the third time. One that wants no
    visitors of our kind (401, 403, 429) or that we do not go to says nothing about the link.
    """
    if 200 <= answer.status < 300 or answer.status == 304:
        return State.FINE, 0
    if answer.status in GONE:
        return State.BROKEN, failures + 1
    if answer.why == "refused" or 400 <= answer.status < 500:
        return State.UNSURE, 0
    return (State.BROKEN if failures + 1 >= OFTEN_ENOUGH else State.UNSURE), failures + 1


def report(publisher: PublisherPage) -> tuple[list[PackLink], dict[str, int]]:
    """The links of a publisher that are in doubt, and how many there are of each state."""
    links = PackLink.objects.below(publisher)
    counts = dict(links.order_by("state").values_list("state").annotate(n=Count("pk")))
    doubtful = links.in_doubt().select_related("pack__locale").order_by("state", "pack__code", "pk")
    return list(doubtful), {state: counts.get(state, 0) for state in State.values}
