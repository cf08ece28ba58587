"""The calendar of a cohort, counted from the workshop (DOMAIN 2.1); knows no framework."""

from dataclasses import dataclass
from datetime import date, timedelta

PREWORK_DUE = timedelta(days=-2)
PRIORITIES_DUE = timedelta(days=10)
GROUPING_AFTER_PRIORITIES = timedelta(days=4)
CONSENT_WORKING_DAYS = 5
FIRST_MEETING = timedelta(days=35)
BETWEEN_MEETINGS = timedelta(weeks=5)
MEETINGS = 5
POST_OPENS = timedelta(days=-1)
POST_CLOSES = timedelta(days=14)
FOLLOW_UP_OPENS = timedelta(days=90)
FOLLOW_UP_CLOSES = timedelta(days=120)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The dates that follow from one workshop date; each can be changed for a cohort."""

    workshop_on: date
    prework_due_on: date
    priorities_due_on: date
    grouping_on: date
    first_meeting_on: date
    last_meeting_on: date


def calendar(workshop_on: date) -> Calendar:
    """The usual dates for a workshop held on `workshop_on` (DOMAIN 2.1: W−2, W+10, W+14, W+35, then five meetings)."""
    priorities_due_on = workshop_on + PRIORITIES_DUE
    meetings = meeting_dates(workshop_on + FIRST_MEETING)
    return Calendar(
        workshop_on=workshop_on,
        prework_due_on=workshop_on + PREWORK_DUE,
        priorities_due_on=priorities_due_on,
        grouping_on=priorities_due_on + GROUPING_AFTER_PRIORITIES,
        first_meeting_on=meetings[0],
        last_meeting_on=meetings[-1],
    )


def working_days_after(start: date, days: int) -> date:
    """The date `days` working days (Monday to Friday) after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            days -= 1
    return day


def meeting_dates(first: date, count: int = MEETINGS) -> list[date]:
    """`count` dates five weeks apart, starting with `first` (DOMAIN 1.2: five meetings, every four to six weeks)."""
    return [first + index * BETWEEN_MEETINGS for index in range(count)]


def post_window(last_meeting_on: date) -> tuple[date, date]:
    """The first and the last day of the second questionnaire: Z−1 to Z+14 (DOMAIN 2.1, 2.2 S9)."""
    return last_meeting_on + POST_OPENS, last_meeting_on + POST_CLOSES


def follow_up_window(last_meeting_on: date) -> tuple[date, date]:
    """The first and the last day of the follow-up: Z+90 to Z+120, when the cohort is closed (DOMAIN 2.1)."""
    return last_meeting_on + FOLLOW_UP_OPENS, last_meeting_on + FOLLOW_UP_CLOSES
