"""Writes the audit log: one line at the door or in the verb where somebody has to do with another person's data.

What one does with one's own leaves no entry, but for taking one's record away: whoever finds that in the log and has not
done it knows that somebody else can sign in as them. The same look of the same person within an hour is one entry.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from elearning.accounts.models import User
from elearning.auditing.kinds import Act, Right, Thing
from elearning.auditing.models import AuditEntry, BreakGlass, check_code
from elearning.logs import request_name

ONE_LOOK = timedelta(hours=1)
About = User | int | Iterable[User | int]


def looked(
    thing: Thing, about: About, *, by: User | None, right: Right, cohort: UUID | None = None, what: str = ""
) -> int:
    """Note that `by` (None: the software) looks at `thing` of the people in `about`; how many entries that made.

    Nothing is noted of one's own, nor of whom the same person looked at in the same right within the hour.
    """
    people = _others(about, by)
    recent = AuditEntry.objects.filter(
        act=Act.LOOKED, thing=thing, by=by, right=right, what=what, about__in=people, at__gt=timezone.now() - ONE_LOOK
    )
    known = set(recent.values_list("about_id", flat=True)) if people else set()
    return _write(Act.LOOKED, thing, people - known, by=by, right=right, cohort=cohort, what=what)


def changed(
    thing: Thing, about: About, *, by: User | None, right: Right, cohort: UUID | None = None, what: str = ""
) -> int:
    """Note that `by` changed `thing` of the people in `about`; in the transaction of the change."""
    return _write(Act.CHANGED, thing, _others(about, by), by=by, right=right, cohort=cohort, what=what)


def decided(
    thing: Thing, about: About, *, by: User | None, right: Right, cohort: UUID | None = None, what: str = ""
) -> int:
    """Note that `by` decided about `thing` of the people in `about`; in the transaction of the decision."""
    return _write(Act.DECIDED, thing, _others(about, by), by=by, right=right, cohort=cohort, what=what)


def took_out(thing: Thing, about: About, *, by: User, right: Right, cohort: UUID | None = None, what: str = "") -> int:
    """Note that `by` takes `thing` of the people in `about` away in a file; their own record too."""
    people = _keys(about) if thing == Thing.RECORD else _others(about, by)
    return _write(Act.TOOK_OUT, thing, people, by=by, right=right, cohort=cohort, what=what)


def refused(about: User, *, by: User, what: str) -> int:
    """Note that `by` asked to open the part `what` of the record of `about` in an emergency, and was refused."""
    return _write(Act.REFUSED, Thing.RECORD, _others(about, by), by=by, right=Right.OPERATOR, cohort=None, what=what)


@transaction.atomic
def broke_glass(
    about: User, *, by: User, what: str, reason: str, shown_from: datetime | None = None, why_later: str = ""
) -> BreakGlass:
    """Note, before it is done, that the operator `by` opens the part `what` of the record of `about`, and why."""
    now = timezone.now()
    entry = AuditEntry(
        **_common(Act.BREAK_GLASS, Thing.RECORD, by=by, right=Right.OPERATOR, cohort=None, what=what, now=now),
        about=about,
    )
    entry.shown_from = max(shown_from or now, now)
    entry.save()
    return BreakGlass.objects.create(entry=entry, reason=reason, why_later=why_later)


@transaction.atomic
def forget(user: User) -> tuple[int, int]:
    """Erasure of `user`: what is about them goes, and what they did stays without their name; how many of each.

    Whom they looked at can still read that somebody in that role did. Twice changes nothing.
    """
    gone, unnamed = AuditEntry.objects.all().drop_person(user)
    return gone, unnamed


def _keys(about: About) -> set[int]:
    many = [about] if isinstance(about, User | int) else about
    return {one.pk if isinstance(one, User) else one for one in many}


def _others(about: About, by: User | None) -> set[int]:
    return _keys(about) - ({by.pk} if by else set())


def _common(
    act: Act, thing: Thing, *, by: User | None, right: Right, cohort: UUID | None, what: str, now: datetime
) -> dict[str, object]:
    """What all entries of one act have in common."""
    check_code(what)
    mine = {"at": now, "shown_from": now, "by": by, "right": right, "act": act, "thing": thing}
    return {**mine, "what": what, "cohort": cohort, "request": request_name()}


@transaction.atomic
def _write(
    act: Act, thing: Thing, people: set[int], *, by: User | None, right: Right, cohort: UUID | None, what: str
) -> int:
    """One entry a person, in one query however many they are."""
    if not people:
        return 0
    common = _common(act, thing, by=by, right=right, cohort=cohort, what=what, now=timezone.now())
    AuditEntry.objects.bulk_create([AuditEntry(**common, about_id=pk) for pk in sorted(people)], batch_size=500)
    return len(people)
