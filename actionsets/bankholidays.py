"""The bank holidays that we know: those of England and Wales, by rule; knows no framework.

Others (Scotland, Northern Ireland, other countries, single days by proclamation) are not known, and nothing is said of them.
"""

from datetime import date, timedelta

KNOWN = {"Europe/London"}
SATURDAY, FRIDAY = 5, 4
EARLIEST, LATEST = 1978, 2400  # since when the early May holiday has been kept; until when we count


def is_bank_holiday(day: date, time_zone: str) -> bool:
    """Whether `day` is a bank holiday where clocks show `time_zone`; False where none are known."""
    return time_zone in KNOWN and EARLIEST <= day.year <= LATEST and day in bank_holidays(day.year)


def bank_holidays(year: int) -> set[date]:
    """The bank holidays of a year in England and Wales, with the days given instead of those at a weekend."""
    easter = easter_sunday(year)
    days = {
        _working(date(year, 1, 1)),
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(date(year, 5, 1)),
        _first_monday(date(year, 5, 25)),
        _first_monday(date(year, 8, 25)),
    }
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    if boxing.weekday() >= SATURDAY or christmas.weekday() >= SATURDAY:
        return days | _moved(christmas, boxing)
    return days | {christmas, boxing}


def _moved(christmas: date, boxing: date) -> set[date]:
    """Christmas and Boxing Day where one of them falls on a weekend: a free day stays, the other's follows it."""
    kept = {day for day in (christmas, boxing) if day.weekday() < SATURDAY}
    for _lost in range(2 - len(kept)):
        day = boxing + timedelta(days=1)
        while day.weekday() >= SATURDAY or day in kept:
            day += timedelta(days=1)
        kept.add(day)
    return kept


def _working(day: date) -> date:
    """`day`, or the Monday after it."""
    return day if day.weekday() < SATURDAY else day + timedelta(days=7 - day.weekday())


def _first_monday(day: date) -> date:
    """The first Monday from `day` on."""
    return day + timedelta(days=-day.weekday() % 7)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus: the Sunday after the full moon of spring)."""
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
