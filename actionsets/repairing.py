"""Repairs sets that were proposed: places for who has none, with the fewest people moved, and one other set for who declines.

DOMAIN 1.7.2 (on a decline the smallest change, nobody is told why), 2.6 (one alternative); FORMATION 4 (people moved: the
provable minimum). Thinking is done before the cohort is locked; what was seen is what is done, or nothing is.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from actionsets import gathering, proposing
from actionsets.convening import Consent, State, decline, fresh, let_stand, lock
from actionsets.formation import Figures, Outcome, Person, ProposedSet, cost, form, recount
from actionsets.gathering import person_id
from actionsets.models import LearningSet, PlaceMove, SetMembership, SetProposal
from actionsets.moving import Board, Consequences, board, carry_out, give_place, weigh
from actionsets.refusals import NotHere, ProposalClosed, StaleProposal
from actionsets.wording import NOT_TOGETHER
from elearning.accounts.models import User
from elearning.programmes.models import Enrolment

STILL, MOVING = "still", "moving"
WAYS = (STILL, MOVING)
MOST_OFFERS = 2  # the set proposed first, and one alternative (DOMAIN 2.6)


@dataclass(frozen=True)
class Change:
    """Somebody's place before and after a repair; `to` is the number of a set, known or new."""

    enrolment: Enrolment
    origin: LearningSet | None
    to: int
    fit: int


@dataclass(frozen=True)
class Repair:
    """One way to repair: who gets which place, and who is left waiting. `mark` tells it from any other.

    `figures` count everybody, also those who are asked no more and so were not in the run that gave `outcome`.
    """

    way: str
    outcome: Outcome
    figures: Figures
    changes: tuple[Change, ...]
    waiting: tuple[Enrolment, ...]
    new: Mapping[int, ProposedSet]
    mark: str

    @property
    def moved(self) -> list[Change]:
        """Those who had a place and get another."""
        return [change for change in self.changes if change.origin]

    @property
    def placed(self) -> list[Change]:
        """Those who had none."""
        return [change for change in self.changes if change.origin is None]


@dataclass(frozen=True)
class Ground:
    """A proposal that was sent, with what its repair has to know: who said no to which sets, and what was let stand."""

    now: Board
    declined: Mapping[str, set[str]]
    stands: set[tuple[str, frozenset[str]]]
    last: int

    def is_asked_no_more(self, key: str) -> bool:
        """Whether somebody has said no as often as anybody is asked (DOMAIN 2.6)."""
        return len(self.declined.get(key, ())) >= MOST_OFFERS


def ground(now: Board) -> Ground:
    """What a repair of the sets of `now` stands on; three queries."""
    last = LearningSet.objects.filter(cohort=now.proposal.cohort).aggregate(last=Max("number"))["last"] or 0
    return Ground(now, _declined(now.proposal), let_stand(now.proposal), last)


def needs(now: Board) -> bool:
    """Whether a proposal that was sent has somebody to place, or a set that is smaller than asked for; one query."""
    settings, declined = gathering.settings_in_hand(now.proposal, now.gathered), _declined(now.proposal)
    waiting = any(len(declined.get(person_id(one.pk), ())) < MOST_OFFERS for one in now.waiting())
    return waiting or any(0 < len(one.members) < settings.smallest for one in now.arranged)


def ways(now: Board) -> list[Repair]:
    """How the sets of a sent proposal can be repaired: with nobody moved who has a place, and with as few as it takes so
    that the fewest wait. Only ways that change something and keep every rule; the second only where it differs."""
    stands_on = ground(now)
    found = [_formed(stands_on, way) for way in WAYS]
    useful = [one for one in found if one.outcome.feasible and one.outcome.rules_kept and one.changes]
    return useful[:1] if len(useful) == 2 and useful[0].mark == useful[1].mark else useful


def _formed(stands_on: Ground, way: str) -> Repair:
    now = stands_on.now
    sets = tuple(one for one in now.arranged if one.members)
    settings = gathering.settings_in_hand(now.proposal, now.gathered)
    outcome = form(_people(stands_on, way), replace(settings, in_hand=sets, least_change=True))
    known = {one.label for one in sets}
    made = [one for one in outcome.sets if one.label not in known]
    numbers = {one.label: int(one.label) for one in outcome.sets if one.label in known}
    numbers |= {one.label: stands_on.last + place for place, one in enumerate(made, start=1)}
    changes = _changes(now, outcome, numbers)
    placed = {member.id for one in outcome.sets for member in one.members}
    return Repair(
        way=way,
        outcome=outcome,
        figures=recount(now.gathered.people, settings, outcome.sets),
        changes=tuple(sorted(changes, key=lambda change: (change.to, change.enrolment.user.name))),
        waiting=tuple(one for key, one in now.gathered.enrolments.items() if key not in placed),
        new={numbers[one.label]: one for one in made},
        mark=_mark(changes),
    )


def _changes(now: Board, outcome: Outcome, numbers: Mapping[str, int]) -> list[Change]:
    before = {key: one.label for one in now.arranged for key in one.ids}
    return [
        _change(now, member.id, numbers[one.label], member.fit)
        for one in outcome.sets
        for member in one.members
        if before.get(member.id) != one.label
    ]


def _change(now: Board, key: str, to: int, fit: int) -> Change:
    enrolment = now.gathered.enrolments[key]
    held = next((place.learning_set_id for place in now.places if place.enrolment_id == enrolment.pk), None)
    return Change(enrolment, next((one for one in now.sets if one.pk == held), None), to, fit)


def _mark(changes: list[Change]) -> str:
    told = sorted((change.enrolment.pk, change.to) for change in changes)
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def _people(stands_on: Ground, way: str) -> tuple[Person, ...]:
    """The people to place, with the sets that each cannot be in: one they declined, or whose facilitator must not lead them.

    Who has said no twice waits. Those without priorities were placed by hand and stay, as does, in the way `STILL`,
    everybody. Two people whom a programme manager let sit together may go on doing so.
    """
    now = stands_on.now
    label = {key: one.label for one in now.arranged for key in one.ids}
    unwilling = {one: now.gathered.not_led_by(leader) for one, leader in now.leaders().items() if leader}
    made = []
    for person in now.gathered.people:
        place = label.get(person.id, "")
        barred = {one for one, unled in unwilling.items() if person.id in unled}
        barred |= stands_on.declined.get(person.id, set())
        stays = way == STILL or not person.priorities
        if not stands_on.is_asked_no_more(person.id):
            free = replace(person, never_in=frozenset(barred - {place}), locked_set=place if stays else "")
            made.append(_allowed(free, stands_on.stands))
    return tuple(made)


def _allowed(person: Person, stands: set[tuple[str, frozenset[str]]]) -> Person:
    beside = {one for rule, pair in stands if rule in NOT_TOGETHER and person.id in pair for one in pair} - {person.id}
    manager = "" if person.line_manager in beside else person.line_manager
    return replace(person, keep_apart=person.keep_apart - beside, line_manager=manager)


def _declined(proposal: SetProposal) -> dict[str, set[str]]:
    """The numbers of the sets that each person has said no to in this proposal."""
    rows = SetMembership.objects.filter(learning_set__proposal=proposal, consent=Consent.DECLINED)
    found: dict[str, set[str]] = defaultdict(set)
    for enrolment, number in rows.values_list("enrolment_id", "learning_set__number"):
        found[person_id(enrolment)].add(str(number))
    return found


def repair(proposal: SetProposal, *, revision: int, way: str, mark: str, by: User) -> list[PlaceMove]:
    """Do what `ways` told: give everybody their new place and ask them about it; sets left empty are dissolved.

    Raises ProposalClosed unless the proposal was sent, StaleProposal when it, or what would be done, is no longer what was
    seen (`mark`).
    """
    if proposal.state != State.SENT:
        raise ProposalClosed
    now = board(proposal)
    wanted = next((one for one in ways(now) if one.way == way and one.mark == mark), None)
    if wanted is None:
        raise StaleProposal([])
    return _carry_out(now, wanted, revision=revision, by=by)


@transaction.atomic
def _carry_out(now: Board, wanted: Repair, *, revision: int, by: User) -> list[PlaceMove]:
    proposal = fresh(now.proposal, revision=revision)
    if proposal.state != State.SENT:
        raise ProposalClosed
    sets = {one.number: one for one in now.sets} | {number: _new_set(now, number, wanted) for number in wanted.new}
    figures: tuple[Figures, Figures] = (now.figures, wanted.figures)
    moves = [
        carry_out(proposal, _consequences(change, sets[change.to], *figures), by=by, reason="")
        for change in wanted.changes
    ]
    _keep_settings(proposal, wanted.outcome)
    emptied = proposal.standing().exclude(pk__in=SetMembership.objects.live().values("learning_set"))
    emptied.update(state=LearningSet.State.DISSOLVED)
    return moves


def _keep_settings(proposal: SetProposal, outcome: Outcome) -> None:
    """From now on the rules are those the repair kept: sizes may have been stretched, or the cap raised, and that is said."""
    used = proposing.used_settings(outcome)
    if used != proposal.outcome.get("used"):
        said = [gathering.note_as_json(note) for note in outcome.warnings]
        kept = [note for note in proposal.outcome.get("warnings", []) if note not in said]
        proposal.outcome = {**proposal.outcome, "used": used, "warnings": [*kept, *said]}
        proposal.save(update_fields=["outcome"])


def _new_set(now: Board, number: int, wanted: Repair) -> LearningSet:
    made = wanted.new[number]
    return LearningSet.objects.create(
        proposal=now.proposal,
        cohort=now.proposal.cohort,
        number=number,
        focus=now.gathered.subjects.get(made.focus),
        slot=made.slots[0] if made.slots else "",
    )


def _consequences(change: Change, to: LearningSet, before: Figures, after: Figures) -> Consequences:
    return Consequences(change.enrolment, change.origin, to, change.fit, 0, before, after, broken=(), never=False)


# --- One other set for who declines ----------------------------------------------------------------------------------


def alternative(place: SetMembership) -> Consequences | None:
    """What joining the one other set that could take the holder of `place` as it is would do, the best by the aims; None if
    there is none, or they have said no before. Nobody else is moved, no rule is broken, and the set grows no larger than asked.
    """
    proposal = place.learning_set.proposal
    if proposal.state != State.SENT or person_id(place.enrolment_id) in _declined(proposal):
        return None
    proposal.cohort = place.enrolment.cohort
    now = board(proposal)
    largest = gathering.settings_in_hand(proposal, now.gathered).largest
    trials = [weigh(now, place.enrolment, one) for one in now.sets if one.pk != place.learning_set_id]
    suit = [trial for trial in trials if not trial.serious and 1 < trial.size <= largest]
    return min(suit, key=lambda trial: (cost(trial.after), trial.to.number if trial.to else 0), default=None)


@transaction.atomic
def take_other(place: SetMembership, number: int) -> SetMembership:
    """Give up `place` and be asked about the set `number` instead, which `alternative` has shown; nobody is told why.

    Raises ProposalClosed when the place is no longer on offer, NotHere when that set can no longer take them: the cohort is
    held before anything is looked at, so that two people do not take one seat.
    """
    lock(place.learning_set.cohort)
    place.learning_set.proposal.refresh_from_db()
    found = alternative(place)
    if found is None or found.to is None or found.to.number != number:
        raise NotHere
    proposal = decline(place).learning_set.proposal
    made = give_place(proposal, place.enrolment, found.to, fit=found.fit)
    proposal.save(update_fields=["consent_ends_on"])
    return made
