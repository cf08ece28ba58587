"""Asks for an erasure, and takes it back while there is time: seven days (DOMAIN 7.5; TRUST I08 for who may ask)."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.erasures import steps
from elearning.erasures.models import COOLING_OFF, Erasure


class NotYetError(Exception):
    """Something has to be handed over first, or it is too late; its words say what."""


def of(person: User) -> Erasure | None:
    """What `person` has asked for, if anything."""
    return Erasure.objects.filter(user=person).first()


@transaction.atomic
def ask(person: User) -> Erasure:
    """Ask for oneself; asked again, the one there is. Raises NotYetError where something must be handed over first."""
    there = of(person)
    if there:
        return there
    if sentences := steps.to_hand_over(person):
        raise NotYetError(" ".join(sentences))
    made = _made(person, Erasure.Asked.HERE, COOLING_OFF)
    facts = {"user": person, "due_at": made.due_at, "path": reverse("erasures:mine")}
    mail.send("erasure_asked", person.email, facts)
    return made


@transaction.atomic
def ask_for(
    person: User, *, reason: str, wait: timedelta = timedelta(0), asked: Erasure.Asked = Erasure.Asked.IN_WRITING
) -> Erasure:
    """Ask for somebody who asked in writing, by an operator: due at once unless `wait`. One they asked for comes sooner."""
    there = of(person)
    if there is None:
        return _made(person, asked, wait, reason)
    if there.can_be_taken_back:
        there.due_at = min(there.due_at, timezone.now() + wait)
        there.reason = reason
        there.save(update_fields=["due_at", "reason"])
    return there


@transaction.atomic
def take_back(person: User) -> None:
    """It is not to be done; nothing is left of having asked. Raises NotYetError when it has begun. Again does nothing."""
    there = Erasure.objects.select_for_update().filter(user=person).first()
    if there and not there.can_be_taken_back:
        raise NotYetError(_("It has begun and cannot be taken back any more."))
    if there:
        there.delete()


def _made(person: User, asked: str, wait: timedelta, reason: str = "") -> Erasure:
    now = timezone.now()
    return Erasure.objects.create(
        user=person, asked=asked, reason=reason, address=person.email, asked_at=now, due_at=now + wait
    )
