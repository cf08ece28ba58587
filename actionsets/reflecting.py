"""Actions and reflections: written, changed and removed by their owner alone.

Each verb takes the owner first; no verb hands a row to anybody else. What its owner shared with the set is handed on as
plain words (`shared_in`), without a key and without what it is linked to; reflections are never shared. A text that was
changed in another window is never overwritten: the later one is refused, and both can be shown (TRUST T10).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from actionsets.models import LearningSet, SetMeeting, SetMembership
from actionsets.models.private import ActionCommitment, Reflection, RemovedNote
from actionsets.refusals import ChangedElsewhere, NotHere, RemovedElsewhere
from actionsets.separating import plain_name
from elearning.accounts.models import User

Note = TypeVar("Note", ActionCommitment, Reflection)
State = ActionCommitment.State


LINKS = ("subject", "pack", "entry", "shared_in")


@dataclass(frozen=True)
class SharedAction:
    """An action as its owner lets the set read it."""

    owner: User
    text: str
    due_on: date | None
    state: str
    is_open: bool


def actions_of(owner: User) -> list[ActionCommitment]:
    """The person's actions: what is still to do first, by date; with what they are linked to."""
    mine = ActionCommitment.objects.of(owner).select_related(*LINKS)
    return sorted(mine, key=lambda action: not action.is_open)


def for_review(owner: User, meeting: SetMeeting) -> list[ActionCommitment]:
    """What the person may tell about at the action review of `meeting`: their actions that are still to do, but for what was
    noted at it, and those they finished or let go since the meeting before. For their own screen; two queries."""
    earlier = ActionCommitment.objects.of(owner).exclude(meeting=meeting)
    since = _last_held(meeting)
    closed_since = models.Q(changed_at__gt=since) if since else models.Q()
    mine = earlier.filter(models.Q(state__in=ActionCommitment.STILL_OPEN) | closed_since)
    return sorted(mine.select_related(*LINKS), key=lambda action: not action.is_open)


def _last_held(meeting: SetMeeting) -> datetime | None:
    """When the set met last before `meeting`."""
    before = SetMeeting.objects.filter(learning_set=meeting.learning_set_id, starts_at__lt=meeting.starts_at)
    last = before.order_by("-starts_at").first()
    return last.starts_at if last else None


def shared_in(learning_set: LearningSet) -> list[SharedAction]:
    """What members let their set read: open ones first, by person; one query. For members and the set's facilitator."""
    rows = ActionCommitment.objects.shared_in(learning_set).select_related("owner")
    found = [SharedAction(row.owner, row.text, row.due_on, row.get_state_display(), row.is_open) for row in rows]
    return sorted(found, key=lambda one: (not one.is_open, one.owner.last_name, one.owner.first_name))


def reflections_of(owner: User) -> list[Reflection]:
    """The person's reflections, the latest first."""
    return list(Reflection.objects.of(owner).select_related("meeting"))


def owners() -> set[int]:
    """Who has written anything: keys of people, and nothing of what it is."""
    return {key for model in (ActionCommitment, Reflection) for key in model.objects.values_list("owner", flat=True)}


def written_by(people: Collection[int]) -> int:
    """How many notes these people have."""
    return sum(rows.count() for rows in _all_of(people))


@transaction.atomic
def forget(people: Collection[int]) -> int:
    """Delete all that these people wrote (DOMAIN 7.5: 90 days after the close); returns how many rows."""
    return sum(rows.delete()[0] for rows in _all_of(people))


def _all_of(people: Collection[int]) -> tuple[models.QuerySet[ActionCommitment], models.QuerySet[Reflection]]:
    return ActionCommitment.objects.filter(owner__in=people), Reflection.objects.filter(owner__in=people)


@transaction.atomic
def hand_on(owner: User, to: User) -> int:
    """Give all that `owner` wrote to `to`, who is the same person at another address; returns how many rows."""
    return sum(rows.update(owner=to) for rows in _all_of([owner.pk]))


def due_days(last: date) -> dict[int, set[date]]:
    """By which days people wanted to have done what is still to do, up to `last`: by owner, days alone; one query."""
    found: dict[int, set[date]] = {}
    for owner, due_on in ActionCommitment.objects.due(last).values_list("owner_id", "due_on"):
        found.setdefault(owner, set()).add(due_on or last)
    return found


@dataclass(frozen=True)
class LogEntry:
    """One thing somebody noted: an action or a reflection."""

    key: UUID
    text: str
    at: datetime
    meeting: SetMeeting | None
    action: ActionCommitment | None = None


def log_of(owner: User) -> list[LogEntry]:
    """All that the person noted, the latest first; two queries."""
    actions = ActionCommitment.objects.of(owner).select_related("meeting__learning_set__cohort", *LINKS)
    notes = Reflection.objects.of(owner).select_related("meeting__learning_set__cohort")
    entries = [LogEntry(one.key, one.text, one.written_at, one.meeting, one) for one in actions]
    entries += [LogEntry(one.key, one.text, one.written_at, one.meeting) for one in notes]
    return sorted(entries, key=lambda one: one.at, reverse=True)


def search(entries: Sequence[LogEntry], wanted: str) -> list[LogEntry]:
    """Those that hold every word of `wanted`, whatever its case and accents: looked for here, since tables hold it sealed."""
    words = plain_name(wanted).split()
    return [one for one in entries if all(word in plain_name(one.text) for word in words)]


@transaction.atomic
def commit(
    owner: User,
    key: UUID,
    *,
    text: str,
    due_on: date | None,
    meeting: SetMeeting | None = None,
    links: Mapping[str, int | None] | None = None,
    revision: int = 0,
) -> ActionCommitment:
    """Write an action, or change the one with this `key`; `revision` is the one the person saw (0: none yet).

    `links` are ids of what it is about (`subject_id`, `pack_id`, `entry_id`); whoever calls has made sure they are theirs.
    Writing the same twice is harmless. Raises ChangedElsewhere when it was changed since, RemovedElsewhere when it was
    removed since (what is gone does not come back by itself, not even where the first saving's answer was lost), NotHere
    when the key is another person's.
    """
    return _write(
        ActionCommitment, owner, key, revision, {"text": text, "due_on": due_on, **(links or {}), **_at(meeting)}
    )


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
        if revision:
            raise RemovedElsewhere
        try:
            return _new(kind, owner, key, fields)
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
def _new(kind: type[Note], owner: User, key: UUID, fields: dict[str, object]) -> Note:
    """A note under a new key; looked up after writing, so that a removal at the same moment is over by then."""
    made = kind._default_manager.create(key=key, owner=owner, **fields)
    if RemovedNote.objects.filter(key=key).exists():
        raise RemovedElsewhere
    return made


@transaction.atomic
def report(owner: User, key: UUID, state: str) -> None:
    """Say what became of an action: done, carried on to the next meeting, let go, or still to do."""
    mine = ActionCommitment.objects.of(owner).filter(key=key)
    mine.update(state=State(state), revision=F("revision") + 1, changed_at=timezone.now())


@transaction.atomic
def share(owner: User, key: UUID, place: SetMembership) -> None:
    """Let the set in which `owner` holds this `place` read an action, as it stands now and as they change it later.

    Sharing again changes nothing. Raises NotHere for another person's place or one they have given up.
    """
    if not SetMembership.objects.live().filter(pk=place.pk, enrolment__user=owner).exists():
        raise NotHere
    mine = ActionCommitment.objects.of(owner).filter(key=key).exclude(shared_in=place)
    mine.update(shared_in=place, shared_at=timezone.now())


@transaction.atomic
def take_back(owner: User, key: UUID) -> None:
    """Let nobody read an action any more; from the next request on the set finds nothing."""
    ActionCommitment.objects.of(owner).filter(key=key).update(shared_in=None, shared_at=None)


@transaction.atomic
def drop_action(owner: User, key: UUID) -> None:
    """Remove an action for good; removing it again changes nothing."""
    _drop(ActionCommitment.objects.of(owner), key)


@transaction.atomic
def drop_reflection(owner: User, key: UUID) -> None:
    """Remove a reflection for good; removing it again changes nothing."""
    _drop(Reflection.objects.of(owner), key)


def _drop(mine: models.QuerySet[Note], key: UUID) -> None:
    if mine.filter(key=key).delete()[0]:
        RemovedNote.objects.get_or_create(key=key)


@transaction.atomic
def forget_removed(before: datetime) -> int:
    """Forget which keys were removed before this moment: no browser sends them any more; returns how many."""
    return RemovedNote.objects.filter(at__lt=before).delete()[0]
