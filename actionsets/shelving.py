"""Keeps drafts of sets aside, up to three by letter, compares them with the one in hand, and takes one up again.

A person has one place at a time, so a draft aside holds none. It is taken up with those who can still be placed; whoever
left is left out, whoever came waits. The draft in hand takes its letter, so that nothing is lost by going to and fro.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from actionsets import gathering
from actionsets.convening import fresh, in_hand, live_members, lock, put_away, stale
from actionsets.formation import Figures, Member, Person, ProposedSet, check, fit, recount
from actionsets.gathering import Gathered, gather, person_id
from actionsets.models import LearningSet, SetAlternative, SetMembership, SetProposal
from actionsets.refusals import ProposalClosed, ShelfFull
from elearning.accounts.models import User
from elearning.programmes.models import Cohort

Plain = list[dict[str, Any]]


@dataclass(frozen=True)
class Shelved:
    """A draft aside as it would be if it were taken up now: its sets, their figures, and how many rules it would break."""

    alternative: SetAlternative
    sets: tuple[ProposedSet, ...]
    figures: Figures
    broken: int


def shelf(cohort: Cohort) -> list[SetAlternative]:
    """The drafts kept aside, by letter; one query."""
    return list(SetAlternative.objects.filter(cohort=cohort))


def has_room(cohort: Cohort) -> bool:
    """Whether another draft can be kept aside; one query."""
    return len(shelf(cohort)) < len(SetAlternative.Letter)


@transaction.atomic
def keep_aside(proposal: SetProposal, *, revision: int, by: User) -> SetAlternative:
    """Keep a draft as it stands; it stays the draft in hand. Keeping the same arrangement twice is once.

    Raises StaleProposal, ProposalClosed when it is no draft any more, ShelfFull when three are kept already.
    """
    proposal = fresh(proposal, revision=revision)
    if not proposal.is_draft:
        raise ProposalClosed
    kept, sets = shelf(proposal.cohort), _plain(proposal)
    same = next((one for one in kept if one.sets == sets), None)
    return same or _shelve(proposal, sets, letter=_free_letter(kept), by=by)


def _free_letter(kept: Sequence[SetAlternative]) -> str:
    taken = {one.letter for one in kept}
    free = [letter for letter in SetAlternative.Letter.values if letter not in taken]
    if not free:
        raise ShelfFull
    return free[0]


def _shelve(proposal: SetProposal, sets: Plain, *, letter: str, by: User) -> SetAlternative:
    return SetAlternative.objects.create(
        cohort=proposal.cohort,
        letter=letter,
        settings=proposal.settings,
        outcome=proposal.outcome,
        sets=sets,
        by=by,
    )


def _plain(proposal: SetProposal) -> Plain:
    """The sets of a proposal as plain ids: members as [enrolment, fixed]."""
    places = live_members(proposal)
    return [
        {
            "number": one.number,
            "focus": one.focus.code if one.focus else "",
            "slot": one.slot,
            "leader": one.facilitator_id or 0,
            "members": sorted(
                [place.enrolment_id, int(place.is_fixed)] for place in places if place.learning_set_id == one.pk
            ),
        }
        for one in proposal.sets.select_related("focus")
    ]


@transaction.atomic
def take_up(alternative: SetAlternative, *, revision: int | None, by: User) -> SetProposal:
    """Make a draft that was kept aside the one in hand; the draft in hand goes aside under its letter.

    `revision` is that of the draft in hand, None if there is none. Raises StaleProposal, or ProposalClosed when sets have
    been sent meanwhile.
    """
    cohort = alternative.cohort
    lock(cohort)
    current = in_hand(cohort)
    if current and not current.is_draft:
        raise ProposalClosed
    if current and current.revision != revision:
        raise stale(current, revision or 0)
    sets = alternative.sets
    alternative.delete()
    if current:
        _shelve(current, _plain(current), letter=alternative.letter, by=by)
        put_away(current)
    made = SetProposal.objects.create(
        cohort=cohort, settings=alternative.settings, outcome=alternative.outcome, created_by=by
    )
    gathered = gather(cohort)
    for one in sets:
        _lay_out(made, one, gathered)
    return made


def _lay_out(proposal: SetProposal, plain: dict[str, Any], gathered: Gathered) -> None:
    people = _people(plain, gathered)
    if not people:
        return
    leaders = {user.pk: user for user in gathered.facilitators.values()}
    made = LearningSet.objects.create(
        proposal=proposal,
        cohort=proposal.cohort,
        number=plain["number"],
        focus=gathered.subjects.get(plain["focus"]),
        slot=plain["slot"],
        facilitator=leaders.get(plain["leader"]),
    )
    SetMembership.objects.bulk_create(
        SetMembership(
            learning_set=made,
            enrolment=gathered.enrolments[person.id],
            fit=fit(person, plain["focus"]),
            is_fixed=is_fixed,
        )
        for person, is_fixed in people
    )


def _people(plain: dict[str, Any], gathered: Gathered) -> list[tuple[Person, bool]]:
    """Who of a set can still be placed, and whether their place was fixed."""
    by_id = {person.id: person for person in gathered.people}
    known = [(by_id.get(person_id(pk)), bool(is_fixed)) for pk, is_fixed in plain["members"]]
    return [(person, is_fixed) for person, is_fixed in known if person]


@transaction.atomic
def let_go(alternative: SetAlternative) -> None:
    """Keep a draft aside no longer."""
    alternative.delete()


def shelved(alternative: SetAlternative, gathered: Gathered) -> Shelved:
    """A draft aside with its figures as they would be now; no queries."""
    sets = tuple(_arranged(one, gathered) for one in alternative.sets)
    sets = tuple(one for one in sets if one.members)
    used = {**alternative.settings, **alternative.outcome.get("used", {})}
    settings = gathering.settings_for(gathered, used)
    broken = sum(len(rule.breaches) for rule in check(gathered.people, settings, sets))
    return Shelved(alternative, sets, recount(gathered.people, settings, sets), broken)


def _arranged(plain: dict[str, Any], gathered: Gathered) -> ProposedSet:
    members = tuple(Member(person.id, fit(person, plain["focus"])) for person, _fixed in _people(plain, gathered))
    slots = (plain["slot"],) if plain["slot"] else ()
    return ProposedSet(label=str(plain["number"]), focus=plain["focus"], members=members, slots=slots)
