"""The code by which people find the room on the day: an address that is a signature over the cohort and its day.

It holds no name and no number, and nothing in it can be read back: whoever asks is compared with the signatures of the
workshops of today. So it opens nothing on another day, and nothing any more where the day was moved.
"""

import hmac
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from elearning.programmes.models import Cohort
from elearning.sealed import keyring

LENGTH = 32  # hexadecimal digits: 128 bits
PURPOSE = "workshop"
NEAR = timedelta(days=2)


def code_of(cohort: Cohort) -> str:
    """The code of the workshop of `cohort`, as it is dated now."""
    return _signatures(cohort)[0]


def _signatures(cohort: Cohort) -> list[str]:
    """The signatures that are good for it: one a key, so that a key can be changed in the course of the day."""
    said = (PURPOSE, str(cohort.public_id), cohort.workshop_on.isoformat())
    return [mark[:LENGTH] for mark in keyring().marks(*said)]


def address_of(cohort: Cohort) -> str:
    """The whole address behind the picture that phones read."""
    return settings.BASE_URL + reverse("workshops:code", args=[code_of(cohort)])


def is_day(cohort: Cohort, now: datetime) -> bool:
    """Whether it is the day of the workshop where it takes place, to the end of that on which it ends."""
    first, last = cohort.workshop_on, cohort.day_of(cohort.workshop_ends_at)
    return first <= _day(cohort, now) <= last


def _day(cohort: Cohort, now: datetime) -> date:
    return cohort.day_of(now)


def opened(code: str, now: datetime) -> Cohort | None:
    """The cohort whose code this is, if its workshop is today; None for anything else, whatever it is. One query."""
    rows = Cohort.objects.filter(
        state=Cohort.State.RUNNING, workshop_starts_at__gt=now - NEAR, workshop_starts_at__lt=now + NEAR
    ).select_related("workshop_room", "programme")
    fits = [one for one in rows if any(hmac.compare_digest(code.encode(), mark.encode()) for mark in _signatures(one))]
    return next((one for one in fits if is_day(one, now)), None)
