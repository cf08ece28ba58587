"""Draws links between two partners of one person's map, changes them and takes them off."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from elearning.partnering.models import MapEntry, MapLink, PartnershipMap
from elearning.partnering.sheets import fold
from elearning.programmes.models import Enrolment

MOST_LINKS = 300


class NotTwoPartnersError(Exception):
    """A link needs two different partners that are on the map."""

    def __str__(self) -> str:
        return _("Choose two different partners that are on your map.")


class TooManyLinksError(Exception):
    """There is no room for another link."""

    def __str__(self) -> str:
        return _("A map holds at most %(most)d links between partners.") % {"most": MOST_LINKS}


def links_of(enrolment: Enrolment) -> list[MapLink]:
    """The links between partners who are both on the person's map."""
    links = MapLink.objects.filter(map__enrolment=enrolment, one__removed_at__isnull=True, two__removed_at__isnull=True)
    return list(links)


@transaction.atomic
def join(enrolment: Enrolment, one: int, two: int, facts: Mapping[str, Any]) -> MapLink:
    """The link between the entries with these numbers, with these `facts`; two partners have one link, whoever is named first.

    Raises NotTwoPartnersError, also for entries of somebody else, and TooManyLinksError.
    """
    mine = PartnershipMap.objects.select_for_update().filter(enrolment=enrolment).first()
    first, second = sorted((one, two))
    found = MapEntry.objects.of(enrolment).on_the_map().filter(pk__in=(first, second)).count()
    if mine is None or found != 2:
        raise NotTwoPartnersError
    known = MapLink.objects.filter(one=first, two=second).exists()
    if not known and MapLink.objects.filter(map=mine).count() >= MOST_LINKS:
        raise TooManyLinksError
    return MapLink.objects.update_or_create(one_id=first, two_id=second, defaults={"map": mine, **facts})[0]


@transaction.atomic
def join_by_name(enrolment: Enrolment, pairs: Iterable[tuple[str, str]]) -> int:
    """Links between partners known by their folded names, with nothing said of them; how many are new.

    A link that is there stays as it is. Names that are nobody's, and links for which there is no room, are left out.
    """
    numbers = {fold(name): pk for name, pk in MapEntry.objects.of(enrolment).on_the_map().values_list("name", "pk")}
    mine = PartnershipMap.objects.select_for_update().filter(enrolment=enrolment).first()
    there = set(MapLink.objects.filter(map=mine).values_list("one", "two"))
    found = [(numbers[one], numbers[two]) for one, two in pairs if one in numbers and two in numbers]
    wanted = dict.fromkeys((min(pair), max(pair)) for pair in found if pair[0] != pair[1])
    new = [pair for pair in wanted if pair not in there][: max(MOST_LINKS - len(there), 0)]
    MapLink.objects.bulk_create([MapLink(map=mine, one_id=one, two_id=two) for one, two in new])
    return len(new)


def part(link: MapLink) -> None:
    """Take `link` off the map; both partners stay."""
    MapLink.objects.filter(pk=link.pk).delete()
