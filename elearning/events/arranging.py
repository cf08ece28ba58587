"""Sets up events, changes them, lays out their agenda, announces and cancels them, and says who hosts them.

Whoever comes or waits is told by mail when the time or the place changes and when it is cancelled; mails name neither the
event nor its place, only that there is something to look at (DOMAIN 2.4).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.events import coming
from elearning.events.coming import EventError, link_to, locked
from elearning.events.models import AgendaItem, Coming, EventHost, LearningEvent
from elearning.programmes.models import CohortRole, Enrolment, ProgrammePage
from elearning.revising import reword

MOST_PARTS, MOST_HOSTS = 30, 8
TOLD_TO_CALENDARS = ("starts_at", "ends_at", "place", "link", "time_zone")
State = LearningEvent.State


@transaction.atomic
def set_up(programme: ProgrammePage, words: Mapping[str, Any], *, key: UUID, by: User) -> LearningEvent:
    """A draft that `by` hosts; sent again with the same `key`, the one that is there. Raises EventError."""
    there = LearningEvent.objects.filter(public_id=key).first()
    if there:
        if there.programme_id != programme.pk:
            raise EventError(_("Open the page anew and send it again."))
        return there
    event = LearningEvent.objects.create(programme=programme, public_id=key, **words)
    EventHost.objects.create(event=event, user=by)
    return event


@transaction.atomic
def change(event: LearningEvent, words: Mapping[str, Any], *, seen: int, by: User) -> LearningEvent:
    """Keep other words; tell those who come where the time or the place is another. Raises EventError.

    Places cannot become fewer than are taken; where there are more, the next of those who wait get them.
    """
    now = locked(event)
    if now.state == State.CANCELLED:
        raise EventError(_("It is cancelled. Set up another one."))
    if now.revision != seen:
        raise EventError(_("It was changed in another window. Your words are kept in the boxes below."))
    _still_room(now, words.get("places"))
    moved = any(name in words and getattr(now, name) != words[name] for name in TOLD_TO_CALENDARS)
    if moved and now.is_over and now.state == State.OPEN:
        raise EventError(_("It has taken place: its time and place stay. Set up another event."))
    reword(now, {**words, "changed_at": timezone.now(), "sequence": now.sequence + moved})
    if moved and now.is_open:
        _tell(now, "event_changed", but=by)
    coming.fill(now)
    return now


def _still_room(event: LearningEvent, places: int | None) -> None:
    taken = event.comings.coming().count()
    if places is not None and places < taken:
        words = _("%(taken)s people have a place already. There cannot be fewer places than that.")
        raise EventError(words % {"taken": taken})


@transaction.atomic
def announce(event: LearningEvent, *, to: str) -> LearningEvent:
    """Let the programme read it, in planning or open to come. Raises EventError where it cannot be moved there, or is over."""
    now = locked(event)
    if now.state == to:
        return now
    if to not in {State.PLANNING, State.OPEN} or not now.may_become(to):
        raise EventError(_("It has been moved on in another window. Look at it again."))
    if now.is_over:
        raise EventError(_("Its day has passed. Give it another day first."))
    now.state, now.announced_at = to, timezone.now()
    now.save(update_fields=["state", "announced_at"])
    return now


@transaction.atomic
def cancel(event: LearningEvent, *, reason: str, by: User) -> LearningEvent:
    """Call it off and tell everybody who comes or waits; again does nothing. Raises EventError for a draft, or once over."""
    now = locked(event)
    if now.state == State.CANCELLED:
        return now
    if not now.may_become(State.CANCELLED) or now.is_over:
        raise EventError(_("It cannot be cancelled: it was never announced, or it is over."))
    now.state, now.reason, now.changed_at = State.CANCELLED, reason, timezone.now()
    now.sequence += 1
    now.save(update_fields=["state", "reason", "changed_at", "sequence"])
    _tell(now, "event_cancelled", but=by)
    return now


@transaction.atomic
def discard(event: LearningEvent) -> None:
    """Delete a draft. Raises EventError once it has been announced: then it is cancelled, so that people hear of it."""
    now = locked(event)
    if now.state != State.DRAFT:
        raise EventError(_("People have read of it already. Cancel it instead, so that they hear of it."))
    now.delete()


def _tell(event: LearningEvent, name: str, *, but: User) -> None:
    kept = {Coming.State.COMING, Coming.State.WAITING}
    for one in event.comings.live().filter(state__in=kept).select_related("enrolment__user"):
        person = one.enrolment.user
        if person != but:
            mail.send(name, person.email, {"person": person, "link": link_to(event)})


# --- Hosts ------------------------------------------------------------------------------------------------------------


def people_of(programme: ProgrammePage) -> Q:
    """In a query of users: those who take part in the programme, facilitate it or manage it."""
    part = Enrolment.objects.taking_part().filter(cohort__programme=programme)
    leads = CohortRole.objects.filter(kind=CohortRole.Kind.FACILITATOR, cohort__programme=programme)
    managers = Q(pk__in=programme.managers.values("user"))
    return Q(pk__in=part.values("user")) | Q(pk__in=leads.values("user")) | managers


@transaction.atomic
def invite_host(event: LearningEvent, email: str, *, by: User) -> EventHost:
    """Let somebody of the programme host the event, and tell them; again, the one there is. Raises EventError."""
    now = locked(event)
    user = User.objects.filter(people_of(now.programme), email__iexact=email, is_active=True).first()
    if user is None:
        raise EventError(
            _("Nobody in this programme has that address: hosts take part in it, facilitate or manage it.")
        )
    there = now.hosts.filter(user=user).first()
    if there:
        return there
    if now.hosts.count() >= MOST_HOSTS:
        raise EventError(_("An event has eight hosts at most."))
    made = EventHost.objects.create(event=now, user=user)
    if user != by:
        mail.send("event_host", user.email, {"person": user, "by": by, "link": link_to(now)})
    return made


@transaction.atomic
def end_host(event: LearningEvent, host: int) -> None:
    """Take somebody off the hosts; again does nothing."""
    EventHost.objects.filter(event=event, pk=host).delete()


# --- The agenda -------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_part(event: LearningEvent, words: Mapping[str, Any], *, key: UUID) -> AgendaItem:
    """A further part at the end; sent again with the same `key`, the one that is there. Raises EventError."""
    now = locked(event)
    there = AgendaItem.objects.filter(key=key).first()
    if there:
        if there.event_id != now.pk:
            raise EventError(_("Open the page anew and send it again."))
        return there
    if now.agenda.count() >= MOST_PARTS:
        raise EventError(_("An agenda has thirty parts at most."))
    last = now.agenda.aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.create(event=now, key=key, position=last + 1, **words)


@transaction.atomic
def change_part(item: AgendaItem, words: Mapping[str, Any], *, seen: int) -> AgendaItem:
    """Keep other words for a part. Raises EventError where it was changed or taken out in another window."""
    locked(item.event)
    now = AgendaItem.objects.filter(pk=item.pk).first()
    if now is None:
        raise EventError(_("This part has been taken out in another window."))
    if now.revision != seen:
        raise EventError(_("It was changed in another window. Your words are kept in the boxes below."))
    reword(now, words)
    return now


@transaction.atomic
def move_part(event: LearningEvent, key: UUID, *, by: int) -> None:
    """Move a part up (`by` = -1) or down (1); at the ends, and for a part that is gone, nothing happens."""
    items = list(locked(event).agenda.all())
    at = next((index for index, one in enumerate(items) if one.key == key), None)
    if at is None or not 0 <= at + by < len(items):
        return
    items.insert(at + by, items.pop(at))
    for position, one in enumerate(items, start=1):
        AgendaItem.objects.filter(pk=one.pk).update(position=position)


@transaction.atomic
def remove_part(event: LearningEvent, key: UUID) -> None:
    """Take a part out; again does nothing."""
    AgendaItem.objects.filter(event=event, key=key).delete()
