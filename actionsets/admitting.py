"""Takes somebody who joined late into a set that is confirmed or has met once (DOMAIN 2.6).

Only until the second meeting, only into a set below seven, only if no rule is broken; once the set has met, only if it has
agreed. Its members agree with one another anew.
"""

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing, agreeing, gathering, meeting, wording
from actionsets.convening import Consent, breaches, lock, tell_confirmed
from actionsets.formation import Breach, Member, ProposedSet, fit
from actionsets.gathering import Gathered, arrangement, gather, person_id
from actionsets.models import LearningSet, SetMeeting, SetMembership
from actionsets.refusals import NotHere, Refusal
from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Enrolment

MOST = 7
FORBIDS = wording.NOT_TOGETHER | {"organisation cap", "facilitators"}


class SetMustAgree(Refusal):
    """The set has met, and nobody has said that it agrees."""

    def __init__(self) -> None:
        super().__init__(_("This set has met already. Ask it first, and say here that it agrees."))


@dataclass(frozen=True)
class Room:
    """What there is to know before somebody joins a set: why they cannot (`closed`), and what does not fit (`notes`)."""

    learning_set: LearningSet
    size: int
    fit: int
    has_met: bool
    closed: str
    notes: tuple[str, ...]


def rooms(enrolment: Enrolment) -> list[Room]:
    """Every set at work in the person's cohort, and whether they could join it; a fixed number of queries."""
    cohort = enrolment.cohort
    gathered = gather(cohort, with_placed=True)
    rows = LearningSet.objects.filter(cohort=cohort, state__in=["confirmed", "running"])
    sets = list(rows.select_related("focus", "facilitator", "proposal").prefetch_related("meetings"))
    places = SetMembership.objects.live().filter(learning_set__in=sets).in_order()
    declined = set(enrolment.set_memberships.filter(consent=Consent.DECLINED).values_list("learning_set_id", flat=True))
    arranged = arrangement(sets, places)
    return [
        _room(gathered, enrolment, one, before, has_declined=one.pk in declined)
        for one, before in zip(sets, arranged, strict=True)
    ]


def _room(
    gathered: Gathered, enrolment: Enrolment, one: LearningSet, before: ProposedSet, *, has_declined: bool
) -> Room:
    key = person_id(enrolment.pk)
    person = next((person for person in gathered.people if person.id == key), None)
    value = fit(person, before.focus) if person else 0
    one.proposal.cohort = gathered.cohort
    after = replace(before, members=(*before.members, Member(key, value)))
    broken = [breach for breach in _breaches(gathered, one, after) if key in breach.people]
    said = [wording.say_breach(breach, gathered.called) for breach in broken if breach.rule in FORBIDS]
    notes = [wording.say_breach(breach, gathered.called) for breach in broken if breach.rule == "common slots"]
    first, second = _begun(one, 1), _begun(one, 2)
    closed = _closed(len(before.members), second=second, has_declined=has_declined) or " ".join(said)
    return Room(one, len(before.members), value, first, closed, tuple(notes))


def _breaches(gathered: Gathered, one: LearningSet, after: ProposedSet) -> list[Breach]:
    return breaches(one.proposal, gathered, (after,), {after.label: one.facilitator})


def _closed(size: int, *, second: bool, has_declined: bool) -> str:
    if second:
        return _("It has met twice, and nobody joins after that.")
    if size >= MOST:
        return _("It has seven members.")
    return _("It has been offered to them before.") if has_declined else ""


def _begun(one: LearningSet, number: int) -> bool:
    """Whether so many meetings of the set have begun; those that did not happen do not count."""
    cancelled = SetMeeting.State.CANCELLED
    begun = [one for one in one.meetings.all() if one.state != cancelled and one.starts_at <= timezone.now()]
    return len(begun) >= number


@transaction.atomic
def admit(
    enrolment: Enrolment, learning_set: LearningSet, *, set_agrees: bool, by: User | None = None
) -> SetMembership:
    """Give the person a place in a set at work; they can still say no. The agreement is open to everybody anew.

    Raises NotHere where `rooms` says why, or they have a place; SetMustAgree once the set has met and has not been asked.
    """
    lock(enrolment.cohort)
    room = next((one for one in rooms(enrolment) if one.learning_set == learning_set), None)
    if room is None or room.closed:
        raise NotHere
    if room.has_met and not set_agrees:
        raise SetMustAgree
    members = list(SetMembership.objects.live().filter(learning_set=learning_set).select_related("enrolment__user"))
    try:
        with transaction.atomic():
            made = SetMembership.objects.create(
                learning_set=learning_set, enrolment=enrolment, fit=room.fit, joined_at=timezone.now()
            )
    except IntegrityError as problem:
        raise NotHere from problem
    noting.changed(Thing.PLACE, [enrolment], by=by, cohort=enrolment.cohort)
    agreeing.reopen(learning_set)
    meeting.record_first(learning_set)
    _tell(made, [place.enrolment for place in members])
    return made


def _tell(newcomer: SetMembership, members: list[Enrolment]) -> None:
    """Neutral mails: to the newcomer that there is a group for them, to the others that something of theirs has changed."""
    step = gathering.step_of(newcomer.enrolment.cohort)
    if step is None:
        return
    tell_confirmed(newcomer.enrolment.cohort, [newcomer])
    for one in members:
        holds = [addressing.member(newcomer.learning_set)]
        mail.send("set_changed", one.user.email, {"user": one.user, "path": step.url}, only_while=holds)
