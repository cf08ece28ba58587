"""Where people's clocks stand: the time zones they can choose from, and how a zone is named to them."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elearning.post.hours import zone_called

if TYPE_CHECKING:
    from elearning.accounts.models import User

REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic Ocean"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific Ocean"),
}
UTC = "UTC"


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The names of all zones that belong to a place, and UTC; old names of other kinds are left out."""
    places = {name for name in available_timezones() if name.partition("/")[0] in REGIONS and "/" in name}
    return frozenset(places | {UTC})


def choices() -> Iterator[tuple[object, list[tuple[str, str]]]]:
    """The zones by region, each with its place in words, as a select asks them."""
    for region, title in REGIONS.items():
        names = [name for name in known() if name.startswith(f"{region}/")]
        yield title, sorted(((name, place(name)) for name in names), key=lambda row: row[1])
    yield _("Everywhere"), [(UTC, UTC)]


def place(name: str) -> str:
    """The place in the name of a zone: `America/Argentina/Buenos_Aires` is "Buenos Aires (Argentina)"."""
    _region, *between, last = name.split("/")
    words = last.replace("_", " ")
    return f"{words} ({' '.join(between).replace('_', ' ')})" if between else words


def words(zone: ZoneInfo) -> str:
    """The name of a zone as a person would read it: `Europe/London` is London time."""
    return _("%(place)s time") % {"place": zone.key.rpartition("/")[2].replace("_", " ")}


def zone_of(user: "User", *usual: str) -> ZoneInfo:
    """The zone that `user` has chosen, else the first of `usual` that there is (their cohort's)."""
    return zone_called(*([user.time_zone] if user.time_zone else []), *usual)


def is_elsewhere(user: "User", at: datetime, zone: ZoneInfo) -> bool:
    """Whether `user` has chosen a zone whose clocks show something else at `at` than those of `zone`."""
    if not user.time_zone or user.time_zone not in known():
        return False
    return at.astimezone(ZoneInfo(user.time_zone)).utcoffset() != at.astimezone(zone).utcoffset()
