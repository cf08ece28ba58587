"""Says that somebody comes or cannot, keeps the waiting list, and lets the next one in when a place is free."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.events.models import Coming, LearningEvent
from elearning.programmes.models import Enrolment

State = Coming.State


class EventError(Exception):
    """This cannot be done with the event now; its words say why."""


def locked(event: LearningEvent) -> LearningEvent:
    """`event` as it is now, its row held until the end of the transaction. Raises EventError if it has been deleted."""
    found = LearningEvent.objects.select_for_update(of=("self",)).filter(pk=event.pk).select_related("programme")
    now = found.first()
    if now is None:
        raise EventError(_("This event has been deleted."))
    return now


@transaction.atomic
def say(event: LearningEvent, enrolment: Enrolment, *, comes: bool, needs: str = "", is_named: bool = False) -> Coming:
    """Keep what somebody says; said again, the latest counts and a place or a turn is kept. Raises EventError unless open.

    Who finds no free place waits, behind those who wait already. Who cannot come gives the place to the next.
    """
    now = locked(event)
    if not now.is_open:
        raise EventError(_("Nobody can sign up for it at the moment: it is not open, or it is over."))
    held = Coming.objects.filter(event=now, enrolment=enrolment).first() or Coming(event=now, enrolment=enrolment)
    if not comes:
        held.state = State.CANNOT
    elif held.state not in {State.COMING, State.WAITING}:
        held.state = State.COMING if _has_room(now) else State.WAITING
        held.said_at = timezone.now()
    held.needs, held.is_named = (needs, is_named) if comes else ("", False)
    held.save()
    fill(now)
    held.refresh_from_db()
    return held


def free(event: LearningEvent) -> int | None:
    """How many places are free; None where there is no limit."""
    return None if event.places is None else max(event.places - event.comings.coming().count(), 0)


def _has_room(event: LearningEvent) -> bool:
    left = free(event)
    return left is None or (left > 0 and not event.comings.waiting().exists())


@transaction.atomic
def fill(event: LearningEvent) -> int:
    """Give free places to those who wait, the first first, and tell them; returns how many got one."""
    now = locked(event)
    if not now.is_open:
        return 0
    left = free(now)
    waiting = now.comings.waiting().select_related("enrolment__user")
    given = list(waiting if left is None else waiting[:left])
    for one in given:
        one.state = State.COMING
        one.save(update_fields=["state"])
        mail.send("event_place", one.enrolment.user.email, {"person": one.enrolment.user, "link": link_to(now)})
    return len(given)


def fill_all(*_now: object) -> int:
    """Give out the places of people who have left the programme; a chore."""
    waited = LearningEvent.objects.ahead().filter(state=LearningEvent.State.OPEN, comings__state=State.WAITING)
    return sum(fill(event) for event in waited.distinct())


def link_to(event: LearningEvent) -> str:
    """The whole address of the event's page, for mails."""
    return settings.BASE_URL + reverse("events:one", args=[event.public_id])
