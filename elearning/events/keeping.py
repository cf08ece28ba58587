"""Keeps what people take away from an event: theirs alone, and pooled only where they share it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.events.coming import EventError, locked
from elearning.events.models import LearningEvent, Takeaway
from elearning.programmes.models import Enrolment
from elearning.revising import reword

MOST = 20


@transaction.atomic
def note(event: LearningEvent, enrolment: Enrolment, words: Mapping[str, Any], *, key: UUID) -> Takeaway:
    """Keep a takeaway; sent again with the same `key`, the one that is there. Raises EventError before the event begins."""
    now = locked(event)
    there = Takeaway.objects.filter(public_id=key).first()
    if there:
        if (there.event_id, there.enrolment_id) != (now.pk, enrolment.pk):
            raise EventError(_("Open the page anew and send it again."))
        return there
    if now.state != LearningEvent.State.OPEN or now.starts_at > timezone.now():
        raise EventError(_("It has not begun yet."))
    if now.takeaways.filter(enrolment=enrolment).count() >= MOST:
        raise EventError(_("You have noted twenty things. Delete one first, or add to another."))
    return Takeaway.objects.create(event=now, enrolment=enrolment, public_id=key, **words)


@transaction.atomic
def change(one: Takeaway, words: Mapping[str, Any], *, seen: int) -> Takeaway:
    """Keep other words, or share them, or share them no more. Raises EventError where it was changed or deleted since."""
    locked(one.event)
    now = Takeaway.objects.filter(pk=one.pk).first()
    if now is None:
        raise EventError(_("It was deleted in another window. Your words are kept in the box below."))
    if now.revision != seen:
        raise EventError(_("It was changed in another window. Your words are kept in the box below."))
    reword(now, words)
    return now


@transaction.atomic
def forget(one: Takeaway) -> None:
    """Delete it for good; again does nothing."""
    Takeaway.objects.filter(pk=one.pk).delete()


@transaction.atomic
def take_off(event: LearningEvent, key: UUID) -> None:
    """A host takes a shared one off the list, for good; its owner keeps it, and reads that it was taken off."""
    Takeaway.objects.filter(event=event, public_id=key, is_shared=True).update(is_taken_off=True)
