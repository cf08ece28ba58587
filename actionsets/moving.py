"""Moves people in a proposal by hand: what a move would cost and break is said before (`retracing` takes moves back).

A move that breaks a hard rule needs the programme manager and a reason. What a participant asked to be kept apart cannot
be overridden by anybody (DOMAIN 1.7.2). Sizes are only weighed here, since a swap goes through uneven sizes; sending and
confirming hold them.
"""

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import gathering, wording
from actionsets.convening import MOST, SERIOUS, breaches, fresh, live_members, lock, offer, window_from_today
from actionsets.formation import Breach, Figures, Member, ProposedSet, fit, recount
from actionsets.gathering import Gathered, arrangement, gather, person_id
from actionsets.models import LearningSet, PlaceMove, SetMembership, SetProposal
from actionsets.permissions import overrides
from actionsets.refusals import NotHere, NotTogether, ProposalClosed, RuleBroken
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Enrolment


@dataclass(frozen=True)
class Board:
    """A proposal as it stands: its sets, who is in them, who waits, and what breaks a rule."""

    proposal: SetProposal
    gathered: Gathered
    sets: tuple[LearningSet, ...]
    places: tuple[SetMembership, ...]
    arranged: tuple[ProposedSet, ...]
    breaches: tuple[Breach, ...]
    figures: Figures

    def waiting(self) -> list[Enrolment]:
        """Those who can be placed and have no place."""
        placed = {place.enrolment_id for place in self.places}
        return [one for one in self.gathered.enrolments.values() if one.pk not in placed]

    def leaders(self) -> dict[str, User | None]:
        """The facilitator of each set, by its label."""
        return {str(one.number): one.facilitator for one in self.sets}


@dataclass(frozen=True)
class Consequences:
    """What one move would change: the figures before and after, and the rules it would newly break."""

    enrolment: Enrolment
    origin: LearningSet | None
    to: LearningSet | None
    fit: int
    size: int
    before: Figures
    after: Figures
    broken: tuple[Breach, ...]
    never: bool

    @property
    def serious(self) -> list[Breach]:
        """The broken rules that need the programme manager and a reason."""
        return [breach for breach in self.broken if breach.rule in SERIOUS]


def board(proposal: SetProposal) -> Board:
    """`proposal` with everything one needs to look at it; a fixed number of queries."""
    gathered = gather(proposal.cohort)
    sets = tuple(proposal.standing().select_related("focus", "facilitator"))
    places = tuple(live_members(proposal))
    arranged = arrangement(sets, places)
    found = breaches(proposal, gathered, arranged, {str(one.number): one.facilitator for one in sets})
    settings = gathering.settings_in_hand(proposal, gathered)
    return Board(proposal, gathered, sets, places, arranged, tuple(found), recount(gathered.people, settings, arranged))


def weigh(now: Board, enrolment: Enrolment, to: LearningSet | None) -> Consequences:
    """What moving `enrolment` to the set `to` (None: to those waiting) would cost and break.

    Raises NotHere for somebody who cannot be placed, such as a person who has left meanwhile.
    """
    key = person_id(enrolment.pk)
    person = next((person for person in now.gathered.people if person.id == key), None)
    if person is None:
        raise NotHere
    value = fit(person, to.focus.code) if to and to.focus else 0
    moved = tuple(_without(one, key, to, Member(key, value)) for one in now.arranged)
    settings = gathering.settings_in_hand(now.proposal, now.gathered)
    after = breaches(now.proposal, now.gathered, moved, now.leaders())
    before = {_mark(breach) for breach in now.breaches}
    broken = tuple(breach for breach in after if _mark(breach) not in before)
    origin_pk = next((place.learning_set_id for place in now.places if place.enrolment_id == enrolment.pk), None)
    return Consequences(
        enrolment=enrolment,
        origin=next((one for one in now.sets if one.pk == origin_pk), None),
        to=to,
        fit=value,
        size=next((len(one.members) for one in moved if to and one.label == str(to.number)), 0),
        before=now.figures,
        after=recount(now.gathered.people, settings, moved),
        broken=broken,
        never=any(frozenset(breach.people) in now.gathered.declared for breach in broken if breach.rule in _PAIRS),
    )


_PAIRS = wording.NOT_TOGETHER


def _without(one: ProposedSet, key: str, to: LearningSet | None, member: Member) -> ProposedSet:
    members = tuple(other for other in one.members if other.id != key)
    if to and one.label == str(to.number):
        members = (*members, member)
    return replace(one, members=members)


def _mark(breach: Breach) -> tuple[str, str, frozenset[str], object]:
    people = frozenset(breach.people) if breach.rule not in {"sizes", "common slots"} else frozenset()
    return breach.rule, breach.set_label, people, breach.values.get("size")


@transaction.atomic
def move(
    proposal: SetProposal,
    enrolment: Enrolment,
    to: LearningSet | None,
    *,
    revision: int,
    by: User,
    reason: str = "",
) -> PlaceMove:
    """Give `enrolment` a place in the set `to`, or none (`to` is None: they wait).

    Once the proposal is sent, the person is asked about the new place and has the full time to answer. Raises
    StaleProposal, ProposalClosed, NotTogether (never allowed), RuleBroken (allowed to the programme manager, with a
    reason) and NotHere (the place is theirs already, was declined, or the set is full).
    """
    proposal = fresh(proposal, revision=revision)
    if not proposal.is_open:
        raise ProposalClosed
    now = board(proposal)
    if to and to not in now.sets:
        raise NotHere
    consequences = weigh(now, enrolment, to)
    refuse(consequences, now, by=by, reason=reason)
    return carry_out(proposal, consequences, by=by, reason=reason)


def place_by_hand(
    proposal: SetProposal, enrolment: Enrolment, to: LearningSet, *, revision: int, by: User, reason: str = ""
) -> PlaceMove:
    """Give a place to somebody who waits, such as a person without priorities; as `move`."""
    return move(proposal, enrolment, to, revision=revision, by=by, reason=reason)


def refuse(consequences: Consequences, now: Board, *, by: User, reason: str) -> None:
    """Raise NotHere, NotTogether or RuleBroken where `move` would."""
    called = now.gathered.called
    if consequences.origin == consequences.to or _has_declined(consequences.enrolment, consequences.to):
        raise NotHere
    if consequences.to and consequences.size > MOST:
        raise NotHere
    said = " ".join(wording.say_breach(breach, called) for breach in consequences.serious)
    if consequences.never:
        raise NotTogether(said)
    if consequences.serious and not overrides(by, now.proposal.cohort):
        raise RuleBroken(said + " " + _("Only the programme manager can let this stand."))
    if consequences.serious and not reason.strip():
        raise RuleBroken(said + " " + _("Give a reason if it is to stand all the same."))


def _has_declined(enrolment: Enrolment, to: LearningSet | None) -> bool:
    declined = SetMembership.objects.filter(enrolment=enrolment, consent=SetMembership.Consent.DECLINED)
    return bool(to) and declined.filter(learning_set=to).exists()


def carry_out(
    proposal: SetProposal,
    consequences: Consequences,
    *,
    by: User,
    reason: str,
    kind: str = PlaceMove.Kind.MOVE,
) -> PlaceMove:
    """Do what was weighed, and note it, for the person as well. Raises NotHere when the database refuses the place."""
    try:
        with transaction.atomic():
            _put(proposal, consequences)
    except IntegrityError as problem:
        raise NotHere from problem
    noting.changed(Thing.PLACE, [consequences.enrolment], by=by, cohort=proposal.cohort)
    return _note(proposal, consequences, by=by, reason=reason, kind=kind)


@transaction.atomic
def fix(proposal: SetProposal, enrolment: Enrolment, *, is_fixed: bool) -> SetMembership:
    """Hold the place of `enrolment` in a draft when sets are proposed again, or let go of it; saying it twice is once.

    Whoever is moved by hand takes a new place, which is not fixed. Raises ProposalClosed, or NotHere without a place.
    """
    lock(proposal.cohort)
    proposal.refresh_from_db()
    if not proposal.is_draft:
        raise ProposalClosed
    place = SetMembership.objects.live().filter(learning_set__proposal=proposal, enrolment=enrolment).first()
    if place is None:
        raise NotHere
    place.is_fixed = is_fixed
    place.save(update_fields=["is_fixed"])
    return place


def _put(proposal: SetProposal, consequences: Consequences) -> None:
    held = SetMembership.objects.filter(enrolment=consequences.enrolment, ended_at__isnull=True).first()
    if held and proposal.is_draft:
        held.delete()
    elif held:
        held.ended_at = timezone.now()
        held.save(update_fields=["ended_at"])
    if consequences.to:
        give_place(proposal, consequences.enrolment, consequences.to, fit=consequences.fit)


def give_place(proposal: SetProposal, enrolment: Enrolment, to: LearningSet, *, fit: int) -> SetMembership:
    """A place in `to` for somebody who holds none. Once the proposal is sent they are asked about it, and the time for
    answers becomes as long as theirs; the caller saves that with the proposal."""
    place = SetMembership.objects.create(learning_set=to, enrolment=enrolment, fit=fit)
    if not proposal.is_draft:
        until = window_from_today(proposal.cohort)
        offer(place, until=until)
        proposal.consent_ends_on = max(until, proposal.consent_ends_on or until)
    return place


def _note(proposal: SetProposal, consequences: Consequences, *, by: User, reason: str, kind: str) -> PlaceMove:
    proposal.revision += 1
    proposal.save(update_fields=["revision", "consent_ends_on"])
    return PlaceMove.objects.create(
        proposal=proposal,
        revision=proposal.revision,
        kind=kind,
        undone=kind == PlaceMove.Kind.UNDO,
        enrolment=consequences.enrolment,
        from_number=consequences.origin.number if consequences.origin else None,
        to_number=consequences.to.number if consequences.to else None,
        by=by,
        reason=reason.strip(),
        broke=[[breach.rule, sorted(breach.people)] for breach in consequences.serious],
    )
