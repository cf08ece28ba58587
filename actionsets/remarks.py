"""What is worth knowing about dates before they are kept: weekends, bank holidays, changes of clocks, gaps between meetings."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from actionsets.bankholidays import is_bank_holiday
from actionsets.meeting import Sitting

SATURDAY = 5
SHORTEST_GAP, LONGEST_GAP = timedelta(weeks=4), timedelta(weeks=6)
EARLIEST_HOUR, LATEST_HOUR = 8, 20


def on_day(day: date, zone: str) -> list[str]:
    """What is worth knowing about a day where clocks show `zone`, a sentence each."""
    named = date_format(day, "l j F Y")
    said = []
    if day.weekday() >= SATURDAY:
        said.append(_("%(day)s is at a weekend.") % {"day": named})
    if is_bank_holiday(day, zone):
        said.append(_("%(day)s is a bank holiday in England and Wales.") % {"day": named})
    return said


def on_series(sittings: Sequence[Sitting], zone: str, *, today: date) -> list[str]:
    """What is worth knowing about a series of meetings, in order, a sentence each (DOMAIN 1.2: every four to six weeks)."""
    said = [sentence for one in sittings for sentence in on_sitting(one, zone, today=today)]
    for number, (one, other) in enumerate(pairwise(sittings), start=1):
        told = {"one": number, "other": number + 1, "time": f"{other.at:%H:%M}"}
        if _offset(one, zone) != _offset(other, zone):
            said.append(
                _(
                    "The clocks change between meetings %(one)s and %(other)s; the second is at %(time)s as they show then."
                )
                % told
            )
        if not SHORTEST_GAP <= other.on - one.on <= LONGEST_GAP:
            said.append(_("Meetings %(one)s and %(other)s are not four to six weeks apart.") % told)
    return said


def _offset(sitting: Sitting, zone: str) -> timedelta | None:
    """How far clocks there are from UTC when the meeting begins."""
    there = ZoneInfo(zone)
    return sitting.moments(there)[0].astimezone(there).utcoffset()


def on_sitting(sitting: Sitting, zone: str, *, today: date) -> list[str]:
    """What is worth knowing about one meeting, a sentence each."""
    said = on_day(sitting.on, zone)
    if sitting.on < today:
        said.append(_("%(day)s has passed.") % {"day": date_format(sitting.on, "l j F Y")})
    if not EARLIEST_HOUR <= sitting.at.hour < LATEST_HOUR:
        told = {"time": f"{sitting.at:%H:%M}", "day": date_format(sitting.on, "j F")}
        said.append(_("%(time)s on %(day)s is outside the usual hours of a day.") % told)
    return said
