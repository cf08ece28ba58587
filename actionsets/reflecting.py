"""Actions and reflections: written, changed and removed by their owner alone.

Each verb takes the owner first; no verb hands a row to anybody else. A text that was changed in another window is never
overwritten: the later one is refused, and both can be shown (TRUST T10).
"""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F

from actionsets.models import SetMeeting
from actionsets.models.private import ActionCommitment, Reflection
from actionsets.refusals import ChangedElsewhere, NotHere
from elearning.accounts.models import User

Note = TypeVar("Note", ActionCommitment, Reflection)
State = ActionCommitment.State


def actions_of(owner: User) -> list[ActionCommitment]:
    """The person's actions: what is still to do first, by date."""
    return sorted(ActionCommitment.objects.of(owner), key=lambda action: not action.is_open)


def reflections_of(owner: User) -> list[Reflection]:
    """The person's reflections, the latest first."""
    return list(Reflection.objects.of(owner).select_related("meeting"))


@transaction.atomic
def commit(
    owner: User, key: UUID, *, text: str, due_on: date | None, meeting: SetMeeting | None = None, revision: int = 0
) -> ActionCommitment:
    """Write an action, or change the one with this `key`; `revision` is the one the person saw (0: none yet).

    Writing the same twice is harmless. Raises ChangedElsewhere when it was changed since, NotHere when the key is
    another person's.
    """
    return _write(ActionCommitment, owner, key, revision, {"text": text, "due_on": due_on, **_at(meeting)})


@transaction.atomic
def write(owner: User, key: UUID, *, text: str, meeting: SetMeeting | None = None, revision: int = 0) -> Reflection:
    """Write a reflection, or change the one with this `key`; as `commit`."""
    return _write(Reflection, owner, key, revision, {"text": text, **_at(meeting)})


def _at(meeting: SetMeeting | None) -> dict[str, object]:
    """The meeting it was written at, if one is given; without one, what stands there is left alone."""
    return {"meeting": meeting} if meeting else {}


def _write(kind: type[Note], owner: User, key: UUID, revision: int, fields: dict[str, object]) -> Note:
    rows: models.QuerySet[Note] = kind._default_manager.select_for_update()
    stored = rows.filter(key=key).first()
    if stored is None:
        try:
            with transaction.atomic():
                return kind._default_manager.create(key=key, owner=owner, **fields)
        except IntegrityError:
            stored = rows.get(key=key)
    if stored.owner_id != owner.pk:
        raise NotHere
    if all(getattr(stored, name) == value for name, value in fields.items()):
        return stored
    if stored.revision != revision:
        raise ChangedElsewhere(stored)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save()
    return stored


@transaction.atomic
def report(owner: User, key: UUID, state: str) -> None:
    """Say what became of an action: done, carried on to the next meeting, let go, or still to do."""
    ActionCommitment.objects.of(owner).filter(key=key).update(state=State(state), revision=F("revision") + 1)


@transaction.atomic
def drop_action(owner: User, key: UUID) -> None:
    """Remove an action for good; removing it again changes nothing."""
    ActionCommitment.objects.of(owner).filter(key=key).delete()


@transaction.atomic
def drop_reflection(owner: User, key: UUID) -> None:
    """Remove a reflection for good; removing it again changes nothing."""
    Reflection.objects.of(owner).filter(key=key).delete()
