"""Proposes a cohort's sets: forms them, keeps a draft, and forms them anew in two ways to choose from (FORMATION 1, 4).

The thinking is done before the cohort is locked. What was thought about is kept only if nobody changed it meanwhile, so
that no move by hand is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from actionsets import gathering, wording
from actionsets.convening import State, fresh, in_hand, live_members, lock, put_away, stale
from actionsets.formation import Note, Outcome, ProposedSet, Settings, Watch, cohort_reasons, form
from actionsets.gathering import Gathered, arrangement, gather, person_id
from actionsets.models import LearningSet, SetMembership, SetProposal
from actionsets.refusals import AlreadyProposed, GroundChanged, NobodyToPlace, ProposalClosed
from elearning.accounts.models import User
from elearning.programmes.models import Cohort

LEAST, AFRESH = "least", "afresh"
WAYS = (LEAST, AFRESH)


@dataclass(frozen=True)
class Ground:
    """What sets are formed from: the people, what was asked for, and the draft in hand with its fixed places.

    `led` are the facilitators of the draft's sets, by label.
    """

    gathered: Gathered
    asked: Mapping[str, Any]
    sets: tuple[ProposedSet, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    led: Mapping[str, User] = field(default_factory=dict)

    def settings(self, way: str) -> Settings:
        """How to form them: close to the sets in hand (`LEAST`), or as if there were none but the fixed places."""
        asked = gathering.settings_for(self.gathered, self.asked)
        return replace(asked, in_hand=self.sets, least_change=way == LEAST and bool(self.sets))

    def formed(self, way: str, *, seconds: float = gathering.SECONDS, watch: Watch | None = None) -> Outcome:
        """The best sets there are in this way, found within `seconds`; `watch` is told how it goes and can end it."""
        fixed = dict(self.fixed)
        people = tuple(replace(one, locked_set=fixed.get(one.id, "")) for one in self.gathered.people)
        settings = replace(self.settings(way), time_limit=seconds)
        return form(people, settings, facilitators=gathering.leaders_for(self.gathered, self.asked), watch=watch)

    def is_as_it_was(self) -> bool:
        """Whether nobody's choices, times, rules or place have changed since."""
        now = gather(self.gathered.cohort)
        return (now.people, now.leaders) == (self.gathered.people, self.gathered.leaders)

    def leader_of(self, one: ProposedSet) -> User | None:
        """Who leads the formed set `one`: whom it was formed for, else who led the set of that number, if they still may."""
        known = self.gathered.facilitators.get(one.facilitator) or self.led.get(one.label)
        return known if known and self.gathered.not_led_by(known).isdisjoint(one.ids) else None


def ground(cohort: Cohort, asked: Mapping[str, Any], draft: SetProposal | None = None) -> Ground:
    """What there is to form sets from; `draft` is the one in hand, if it is to be taken into account."""
    gathered = gather(cohort)
    if draft is None:
        return Ground(gathered, asked, fixed={})
    places = live_members(draft)
    sets = list(draft.sets.select_related("focus", "facilitator"))
    labels = {one.pk: str(one.number) for one in sets}
    fixed = {person_id(place.enrolment_id): labels[place.learning_set_id] for place in places if place.is_fixed}
    in_it = tuple(one for one in arrangement(sets, places) if one.members)
    led = {labels[one.pk]: one.facilitator for one in sets if one.facilitator}
    return Ground(gathered, asked, in_it, fixed, led)


def propose(
    cohort: Cohort,
    settings: Mapping[str, Any],
    *,
    by: User,
    instead_of: SetProposal | None = None,
    revision: int | None = None,
) -> SetProposal:
    """Form sets of the cohort's people and keep them as a draft that nobody else sees.

    `settings` holds smallest, largest, most_per_organisation, may_stretch, place_undecided and with_facilitators (each
    set led by one who offers it); with a draft in hand
    (`instead_of`, as it was at `revision`) also way: `LEAST` moves as few people as can be, `AFRESH` (the usual one) none
    but those in fixed places stay. Raises AlreadyProposed when somebody else has proposed meanwhile, StaleProposal when
    the draft was changed, GroundChanged when what sets are formed from was, NobodyToPlace when there is no set to be made.
    """
    seen = instead_of.revision if instead_of and revision is None else revision
    stands_on = ground(cohort, settings, instead_of)
    outcome = stands_on.formed(settings.get("way", AFRESH))
    return keep(cohort, stands_on, outcome, by=by, instead_of=instead_of, seen=seen)


def keep(
    cohort: Cohort,
    stands_on: Ground,
    outcome: Outcome,
    *,
    by: User,
    instead_of: SetProposal | None,
    seen: int | None,
) -> SetProposal:
    """Keep what was formed as a draft; `seen` is the revision of the draft it replaces. Raises as `propose` does."""
    if not outcome.sets:
        raise NobodyToPlace(_no_set_words(outcome, stands_on.gathered))
    try:
        return _keep(cohort, stands_on, outcome, by=by, instead_of=instead_of, seen=seen)
    except IntegrityError as problem:
        raise AlreadyProposed from problem


def why_no_set(outcome: Outcome) -> list[dict[str, Any]]:
    """What set formation says where there is no set to be made, as plain JSON; each reason once."""
    reasons = {waiting.reason.code: waiting.reason for waiting in outcome.waiting}
    return [gathering.note_as_json(note) for note in (*outcome.warnings, *reasons.values())]


def say_no_set(notes: Sequence[Mapping[str, Any]], gathered: Gathered) -> str:
    """What `why_no_set` found, in words."""
    said = wording.say_all([gathering.note_from_json(note) for note in notes], gathered.called)
    return " ".join([_("No set can be formed."), *(said or [_("Nobody is waiting for a place.")])])


def _no_set_words(outcome: Outcome, gathered: Gathered) -> str:
    return say_no_set(why_no_set(outcome), gathered)


@transaction.atomic
def _keep(
    cohort: Cohort,
    stands_on: Ground,
    outcome: Outcome,
    *,
    by: User,
    instead_of: SetProposal | None,
    seen: int | None,
) -> SetProposal:
    lock(cohort)
    current = in_hand(cohort)
    if current and (current != instead_of or not current.is_draft):
        raise AlreadyProposed
    if current and current.revision != seen:
        raise stale(current, seen or 0)
    if not stands_on.is_as_it_was():
        raise GroundChanged
    if current:
        put_away(current)
    gathered = stands_on.gathered
    proposal = SetProposal.objects.create(
        cohort=cohort, settings=dict(stands_on.asked), outcome=_as_json(outcome, gathered), created_by=by
    )
    for number, one in _numbered(cohort, stands_on, outcome):
        _make_set(proposal, number, one, stands_on)
    return proposal


def _numbered(cohort: Cohort, stands_on: Ground, outcome: Outcome) -> list[tuple[int, ProposedSet]]:
    """The sets with their numbers: those that come from the draft in hand keep theirs, others count on."""
    known = {one.label for one in stands_on.sets}
    kept = {int(one.label) for one in outcome.sets if one.label in known}
    last = LearningSet.objects.filter(cohort=cohort).aggregate(last=Max("number"))["last"] or 0
    following = (number for number in count(last + 1) if number not in kept)
    return [(int(one.label) if one.label in known else next(following), one) for one in outcome.sets]


def _make_set(proposal: SetProposal, number: int, one: ProposedSet, stands_on: Ground) -> None:
    made = LearningSet.objects.create(
        proposal=proposal,
        cohort=proposal.cohort,
        number=number,
        focus=stands_on.gathered.subjects.get(one.focus),
        slot=one.slots[0] if one.slots else "",
        facilitator=stands_on.leader_of(one),
    )
    SetMembership.objects.bulk_create(
        SetMembership(
            learning_set=made,
            enrolment=stands_on.gathered.enrolments[member.id],
            fit=member.fit,
            is_fixed=member.id in stands_on.fixed,
        )
        for member in one.members
    )


def used_settings(outcome: Outcome) -> dict[str, int]:
    """The sizes and the cap by which sets were really formed, as a proposal keeps them."""
    used = outcome.settings
    return {
        "smallest": used.smallest,
        "largest": used.largest,
        "most_per_organisation": used.max_per_organisation,
    }


def _as_json(outcome: Outcome, gathered: Gathered) -> dict[str, Any]:
    notes = gathering.note_as_json
    return {
        "figures": gathering.plain(outcome.figures),
        "bounds": gathering.plain(outcome.bounds),
        "proved": outcome.proved,
        "rules": [{"rule": rule.rule, "kept": rule.kept} for rule in outcome.rules],
        "used": used_settings(outcome),
        "summary": [notes(note) for note in _summary(outcome, gathered)],
        "warnings": [notes(note) for note in outcome.warnings],
        "relaxations": [notes(note) for note in outcome.relaxations],
        "waiting": {waiting.id: notes(waiting.reason) for waiting in outcome.waiting},
        "seconds": round(outcome.seconds, 3),
    }


def _summary(outcome: Outcome, gathered: Gathered) -> list[Note]:
    """The sentences on the whole; where a facilitator ended the search, that is said instead of the time being up."""
    said = cohort_reasons(outcome, gathered.people)
    ended = outcome.stopped == "asked"
    return [Note("stopped early") if ended and note.code == "not proved" else note for note in said]


@transaction.atomic
def discard(proposal: SetProposal, *, revision: int) -> None:
    """Put a draft away; nobody but those who run the cohort has seen it. Raises ProposalClosed when it was sent."""
    proposal = fresh(proposal, revision=revision)
    if not proposal.may_become(State.DISCARDED):
        raise ProposalClosed
    put_away(proposal)
