"""When people may be written to: on working days, at decent hours where they are (DOMAIN 2.4; pure)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SATURDAY = 5
# The day's one mail of reminders goes in the morning, and at the latest before the end of the working day.
DIGEST_FROM, DIGEST_UNTIL = time(8), time(18)
# What belongs to an hour, such as the word after a meeting, goes when it is due, but not at night.
AWAKE_FROM, AWAKE_UNTIL = time(8), time(21)
USUAL_ZONE = "Europe/London"


def zone_called(*names: str) -> ZoneInfo:
    """The first of the time zones `names` that there is; London's if there is none."""
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo(USUAL_ZONE)


def is_working_day(day: date) -> bool:
    """Whether `day` is one from Monday to Friday; public holidays are not known."""
    return day.weekday() < SATURDAY


def is_time_for_digest(now: datetime, zone: ZoneInfo) -> bool:
    """Whether the day's mail of reminders may go to somebody in `zone` at `now`."""
    return _between(now.astimezone(zone), DIGEST_FROM, DIGEST_UNTIL)


def is_awake(now: datetime, zone: ZoneInfo) -> bool:
    """Whether a reminder that belongs to an hour may go to somebody in `zone` at `now`."""
    return _between(now.astimezone(zone), AWAKE_FROM, AWAKE_UNTIL)


def _between(local: datetime, first: time, last: time) -> bool:
    return is_working_day(local.date()) and first <= local.time() < last


def on_or_before(day: date) -> date:
    """`day` if it is a working day, else the Friday before: what would be due at a weekend is said before it."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
