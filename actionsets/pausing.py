"""What is done when a set's confidence is broken: the programme manager hears of it, and the set can pause (DOMAIN 2.6).

Only a day, a kind and an outcome are kept: there is nowhere to write what was said, or by whom.
"""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing
from actionsets.models import LearningSet, SetIncident, SetPause
from actionsets.refusals import Refusal
from elearning import mail
from elearning.accounts.models import User


class NotNow(Refusal):
    """What was asked does not fit the state the set is in."""


@transaction.atomic
def note(one: LearningSet, *, kind: str, happened_on: date, by: User) -> SetIncident:
    """Note that something happened; the programme's managers get a neutral mail.

    Raises NotNow for a set that is not at work, or a day that is still to come.
    """
    if not one.has_workspace:
        raise NotNow(_("This set has not begun yet."))
    if happened_on > one.cohort.today:
        raise NotNow(_("That day is still to come."))
    made = SetIncident.objects.create(learning_set=one, kind=kind, happened_on=happened_on)
    path = reverse("actionsets:incidents", args=[one.cohort.public_id, one.number])
    for manager in one.cohort.programme.managers.select_related("user").exclude(user=by):
        holds = [addressing.manager(one.cohort)]
        mail.send("set_incident", manager.user.email, {"user": manager.user, "path": path}, only_while=holds)
    return made


@transaction.atomic
def conclude(incident: SetIncident, outcome: str) -> SetIncident:
    """Say how it ended; it can be said anew."""
    incident.outcome = outcome
    incident.save(update_fields=["outcome"])
    return incident


@transaction.atomic
def pause(one: LearningSet) -> SetPause:
    """The set meets no more until it takes up again. Raises NotNow where it pauses already, or has no meetings to hold."""
    if one.state not in ("confirmed", "running"):
        raise NotNow(_("Only a set at work can pause."))
    try:
        with transaction.atomic():
            return SetPause.objects.create(learning_set=one)
    except IntegrityError as problem:
        raise NotNow(_("The set is pausing already.")) from problem


@transaction.atomic
def take_up(one: LearningSet) -> None:
    """The set meets again. Raises NotNow where it does not pause."""
    if not one.pauses.filter(ended_at__isnull=True).update(ended_at=timezone.now()):
        raise NotNow(_("The set is not pausing."))


def is_paused(one: LearningSet) -> bool:
    """Whether the set does not meet for now."""
    return one.pauses.filter(ended_at__isnull=True).exists()


def paused_among(sets: Iterable[LearningSet]) -> set[int]:
    """Which of `sets` pause, by key; one query."""
    rows = SetPause.objects.filter(learning_set__in=[one.pk for one in sets], ended_at__isnull=True)
    return set(rows.values_list("learning_set_id", flat=True))
