"""How long it is kept that somebody took part: two years after the close; what they said of themselves, 90 days (DOMAIN 7.5);
and that somebody was invited who never came, 90 days, since nobody need prove that.

Rooms name the enrolments on which something hangs that is kept longer, such as a published story: those stay, without a profile.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from elearning.programmes import closing
from elearning.programmes.models import Enrolment

Keeper = Callable[[], Iterable[int]]
KEEPERS: list[Keeper] = []
PROFILE = Q(role_title="", level="", line_manager_email="", access_needs="")


def keep_longer(keeper: Keeper) -> Keeper:
    """From now on, the enrolments whose keys the function gives are not deleted by the clock."""
    KEEPERS.append(keeper)
    return keeper


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    return [
        (_("profiles"), _profiles(now).count()),
        (_("invitations that nobody took up"), _never_came(now).count()),
        (_("enrolments"), _over(now).count()),
    ]


@transaction.atomic
def tidy(now: datetime) -> int:
    """Empty and delete what is to go; returns how many rows were touched, with what hung on them. Safe to repeat."""
    emptied = _profiles(now).update(role_title="", level="", line_manager_email="", access_needs="")
    return emptied + _never_came(now).delete()[0] + _over(now).delete()[0]


def _profiles(now: datetime) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cohort__in=closing.over(now.date())).exclude(PROFILE)


def _never_came(now: datetime) -> QuerySet[Enrolment]:
    never = Enrolment.objects.filter(joined_at=None).exclude(state__in=Enrolment.TAKING_PART)
    return never.filter(cohort__in=closing.over(now.date())).exclude(
        pk__in={key for keeper in KEEPERS for key in keeper()}
    )


def _over(now: datetime) -> QuerySet[Enrolment]:
    long_closed = closing.closed(now.date(), closing.RECORD_AFTER_CLOSE)
    kept = {key for keeper in KEEPERS for key in keeper()}
    return Enrolment.objects.filter(cohort__in=long_closed).exclude(pk__in=kept)
