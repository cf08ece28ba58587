"""What a set does that has become small: go on by its own choice, join another small set, or end (DOMAIN 2.6).

Nothing happens by itself. Every member is asked; it stands only if all say yes; who said no is shown to nobody, and the
answers are let go of as soon as it is settled. Two sets are joined only if every hard rule is kept by both together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing, diarising, gathering, meeting, wording
from actionsets.admitting import FORBIDS
from actionsets.balloting import key_of
from actionsets.convening import Consent, breaches, lock
from actionsets.formation import fit
from actionsets.leaving import settle as settle_changes
from actionsets.models import LearningSet, SetDecision, SetMeeting, SetMembership, SetVoice
from actionsets.refusals import ProposalClosed, Refusal
from elearning import mail
from elearning.accounts.models import User
from elearning.programmes import progress
from elearning.programmes.clock import working_days_after

WATCH, SMALL, MOST = 4, 3, 7
DAYS_TO_ANSWER = 5
AT_WORK = ("confirmed", "running")
State, Kind = SetDecision.State, SetDecision.Kind


class CannotJoin(Refusal):
    """The two sets cannot become one."""


class AskedAlready(Refusal):
    """The set is being asked something already."""

    def __init__(self) -> None:
        super().__init__(_("One of the sets is being asked something already. Wait for its answer, or let it go."))


@dataclass(frozen=True)
class Partner:
    """Another small set, and why it cannot be joined (`closed`, a sentence each); none if it can."""

    learning_set: LearningSet
    size: int
    closed: tuple[str, ...]


def members_of(*sets: LearningSet) -> list[SetMembership]:
    """Those who have a place in any of `sets`."""
    return list(SetMembership.objects.live().filter(learning_set__in=sets).in_order())


def current(one: LearningSet) -> SetDecision | None:
    """What the set is being asked, or has agreed and is still to be carried out; also by the set that would join it."""
    rows = SetDecision.objects.about(one).filter(state__in=[State.OPEN, State.AGREED])
    return rows.select_related("learning_set__cohort", "joins").first()


def last(one: LearningSet) -> SetDecision | None:
    """What the set was asked last."""
    return SetDecision.objects.about(one).exclude(state=State.LET_GO).select_related("learning_set", "joins").first()


def goes_on_small(one: LearningSet) -> bool:
    """Whether the set has chosen to go on as it is, and nobody has joined or left since."""
    chosen = one.decisions.filter(kind=Kind.TRIO, state=State.DONE).first()
    return bool(chosen and not one.memberships.filter(ended_at__gt=chosen.asked_at).exists())


def partners(one: LearningSet) -> list[Partner]:
    """Every other small set at work in the cohort, and whether `one` could join it; a fixed number of queries."""
    rows = LearningSet.objects.filter(cohort=one.cohort, state__in=AT_WORK).exclude(pk=one.pk)
    counted = rows.with_counts().select_related("focus", "proposal", "facilitator", "cohort")
    near = [other for other in counted if 1 <= getattr(other, "member_count", 0) <= WATCH]
    gathered = gathering.gather(one.cohort, with_placed=True) if near else None
    found = []
    mine = members_of(one, *near)
    for other in near:
        size = sum(place.learning_set_id in (one.pk, other.pk) for place in mine)
        closed = _obstacles(one, other, mine, gathered) if gathered else ()
        found.append(Partner(other, size, closed))
    return found


def _obstacles(
    one: LearningSet, other: LearningSet, places: Iterable[SetMembership], gathered: gathering.Gathered
) -> tuple[str, ...]:
    """Why the two cannot be one set: rules that forbid it, or that they would be too many."""
    both = [place for place in places if place.learning_set_id in (one.pk, other.pk)]
    if len(both) > MOST:
        return (_("Together they would be more than seven."),)
    other.proposal.cohort = gathered.cohort
    joined = gathering.arrangement([other], [_placed(place, other) for place in both])[0]
    leaders = {joined.label: other.facilitator}
    found = breaches(other.proposal, gathered, (replace(joined, slots=()),), leaders)
    return tuple(wording.say_breach(breach, gathered.called) for breach in found if breach.rule in FORBIDS)


def _placed(place: SetMembership, other: LearningSet) -> SetMembership:
    """The place as it would be in `other`; not stored."""
    return SetMembership(learning_set_id=other.pk, enrolment_id=place.enrolment_id, fit=place.fit)


@transaction.atomic
def ask(one: LearningSet, *, joins: LearningSet | None, by: User) -> SetDecision:
    """Ask everybody: of `one` whether they go on as a small set, or of both sets whether `one` joins `joins`.

    Raises ProposalClosed where the set is not small or not at work, AskedAlready, or CannotJoin with what forbids it.
    """
    lock(one.cohort)
    if one.state not in AT_WORK or not 1 <= len(members_of(one)) <= (WATCH if joins else SMALL):
        raise ProposalClosed
    if current(one) or (joins and current(joins)):
        raise AskedAlready
    if joins:
        _refuse(one, joins)
    until = working_days_after(gathering.today_in(one.cohort), DAYS_TO_ANSWER)
    kind = Kind.MERGE if joins else Kind.TRIO
    made = SetDecision.objects.create(learning_set=one, kind=kind, joins=joins, answer_by=until)
    for place in members_of(*_sets(made)):
        holds = [addressing.member(place.learning_set), addressing.asked_to_decide(made)]
        _tell("set_asked", place, only_while=holds, until=until)
    return made


def _refuse(one: LearningSet, joins: LearningSet) -> None:
    partner = next((found for found in partners(one) if found.learning_set == joins), None)
    if partner is None:
        raise ProposalClosed
    if partner.closed:
        raise CannotJoin(" ".join(partner.closed))


def _sets(decision: SetDecision) -> list[LearningSet]:
    return [decision.learning_set, *([decision.joins] if decision.joins else [])]


def asked_of(place: SetMembership) -> SetDecision | None:
    """What the holder of `place` is being asked."""
    found = current(place.learning_set)
    return found if found and found.state == State.OPEN else None


def answer_of(place: SetMembership, decision: SetDecision) -> bool | None:
    """What the holder of `place` has answered; None while they have not. For themselves alone."""
    voice = SetVoice.objects.filter(key=_key(place, decision)).first()
    return voice.is_yes if voice else None


def _key(place: SetMembership, decision: SetDecision) -> str:
    return key_of(place, f"decision:{decision.pk}")


@transaction.atomic
def answer(place: SetMembership, decision: SetDecision, *, is_yes: bool) -> SetDecision:
    """Note a member's answer; it can be changed until it is settled, which it is when all have answered.

    Raises ProposalClosed when it is settled, or is not theirs to answer.
    """
    lock(place.learning_set.cohort)
    asked = asked_of(place)
    if asked is None or asked.pk != decision.pk:
        raise ProposalClosed
    SetVoice.objects.update_or_create(key=_key(place, asked), defaults={"decision": asked, "is_yes": is_yes})
    if asked.voices.count() >= len(members_of(*_sets(asked))):
        _settle(asked)
    return asked


@transaction.atomic
def settle_due(now: datetime) -> int:
    """Settle what nobody can answer any more; returns how many. Doing it twice changes nothing."""
    rows = SetDecision.objects.open().select_related("learning_set__cohort", "joins")
    over = [one for one in rows if one.answer_by < one.learning_set.cohort.day_of(now)]
    for decision in over:
        _settle(decision)
    return len(over)


def _settle(decision: SetDecision) -> None:
    """It stands if every member said yes; whoever did not answer has not. The answers are let go of."""
    wanted = {_key(place, decision) for place in members_of(*_sets(decision))}
    agreed = wanted <= set(decision.voices.filter(is_yes=True).values_list("key", flat=True))
    decision.state = (State.DONE if decision.kind == Kind.TRIO else State.AGREED) if agreed else State.NOT_AGREED
    decision.save(update_fields=["state"])
    decision.voices.all().delete()


@transaction.atomic
def let_go(decision: SetDecision) -> SetDecision:
    """Ask no further. Raises ProposalClosed when it is settled otherwise."""
    lock(decision.learning_set.cohort)
    fresh = SetDecision.objects.get(pk=decision.pk)
    if not fresh.may_become(State.LET_GO):
        raise ProposalClosed
    fresh.state = State.LET_GO
    fresh.save(update_fields=["state"])
    fresh.voices.all().delete()
    return fresh


@transaction.atomic
def merge(decision: SetDecision, *, by: User) -> LearningSet:
    """Make one set of two that have both agreed; the meetings of the one that is joined go on, and it agrees anew.

    Rules are run again first. Raises ProposalClosed when they have not agreed, CannotJoin with what forbids it.
    """
    lock(decision.learning_set.cohort)
    fresh = SetDecision.objects.select_related("learning_set__cohort", "joins__focus").get(pk=decision.pk)
    if fresh.joins is None or not fresh.may_become(State.DONE):
        raise ProposalClosed
    one, joins = fresh.learning_set, fresh.joins
    joins.cohort = one.cohort
    _refuse(one, joins)
    fresh.state = State.DONE
    fresh.save(update_fields=["state"])
    before = members_of(joins)
    gone = _dates_to_come(one)
    moved = _move(members_of(one), joins)
    _end(one, gone)
    settle_changes(joins)
    for place in before:
        _tell("set_changed", place, only_while=[addressing.member(joins)])
    for place in moved:
        _tell("set_joined", place, planned=_dates_to_come(joins), gone=gone, only_while=[addressing.member(joins)])
    return joins


def _move(places: Iterable[SetMembership], to: LearningSet) -> list[SetMembership]:
    """Give the holders of `places` a place in `to` instead; they have said yes to it."""
    now = timezone.now()
    known = {person.id: person for person in gathering.gather(to.cohort, with_placed=True).people}
    made = []
    for place in places:
        place.ended_at = now
        place.save(update_fields=["ended_at"])
        person = known[gathering.person_id(place.enrolment_id)]
        made.append(
            SetMembership.objects.create(
                learning_set=to,
                enrolment=place.enrolment,
                fit=fit(person, to.focus.code) if to.focus else 0,
                consent=Consent.ACCEPTED,
                responded_at=now,
                joined_at=now,
            )
        )
    return made


def _dates_to_come(one: LearningSet) -> list[SetMeeting]:
    rows = one.meetings.filter(state=SetMeeting.State.PLANNED, ends_at__gt=timezone.now())
    return list(rows.select_related("learning_set__cohort"))


def _end(one: LearningSet, to_come: Iterable[SetMeeting]) -> None:
    """The set is over: nobody is in it any more, and what it would have met for is called off."""
    for held in to_come:
        meeting.cancel(held)
    settle_changes(one)
    meeting.close(one)


@transaction.atomic
def end(one: LearningSet, *, by: User) -> LearningSet:
    """Close a small set, so that its members can be found other places; they keep what is theirs.

    Raises ProposalClosed where it is not small, or not at work.
    """
    lock(one.cohort)
    places = members_of(one)
    if one.state not in AT_WORK or len(places) > SMALL:
        raise ProposalClosed
    gone = _dates_to_come(one)
    SetMembership.objects.filter(pk__in=[place.pk for place in places]).update(ended_at=timezone.now())
    progress.will_meet([place.enrolment for place in places], None)
    _end(one, gone)
    for place in places:
        _tell("set_ended", place, gone=gone)
    return one


def _tell(
    name: str,
    place: SetMembership,
    *,
    planned: Iterable[SetMeeting] = (),
    gone: Iterable[SetMeeting] = (),
    only_while: Sequence[str] = (),
    **words: object,
) -> None:
    """A neutral mail to the holder of `place`, with what has changed for their calendar."""
    step, user = gathering.step_of(place.enrolment.cohort), place.enrolment.user
    if step:
        files = diarising.invitations(planned, user, path=step.url, taken_away=gone)
        mail.send(name, user.email, {"user": user, "path": step.url, **words}, files=files, only_while=only_while)
