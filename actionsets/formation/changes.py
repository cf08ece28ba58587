"""Changes to sets in hand: what moving one person costs and breaks, and the smallest repair after somebody leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actionsets.formation.figures import recount
from actionsets.formation.rules import check
from actionsets.formation.solve import form
from actionsets.formation.types import (
    Facilitator,
    Figures,
    FormationError,
    Member,
    Outcome,
    Person,
    ProposedSet,
    RuleCheck,
    Settings,
)


@dataclass(frozen=True, slots=True)
class Move:
    """What a move would give: the sets after it, the figures before and after, and the rules as they then stand."""

    sets: tuple[ProposedSet, ...]
    before: Figures
    after: Figures
    rules: tuple[RuleCheck, ...]

    @property
    def allowed(self) -> bool:
        """Whether every hard rule is kept after the move."""
        return all(check.kept for check in self.rules)


def move(
    sets: Sequence[ProposedSet],
    people: Iterable[Person],
    settings: Settings,
    *,
    person: str,
    to: str,
    facilitators: Iterable[Facilitator] = (),
) -> Move:
    """Say what putting one person into the set labelled `to` would cost and break; an empty `to` means waiting.

    Nothing else is changed: focus, slots and everyone else stay. FormationError for an unknown person or label.
    """
    everyone = tuple(people)
    if to and to not in {one.label for one in sets}:
        raise FormationError(f"There is no set {to}.")
    if person not in {one.id for one in everyone}:
        raise FormationError(f"There is no person {person}.")
    moved = tuple(_with_place(one, person, here=one.label == to) for one in sets)
    return Move(
        sets=moved,
        before=recount(everyone, settings, sets),
        after=recount(everyone, replace(settings, in_hand=tuple(sets)), moved),
        rules=check(everyone, settings, moved, facilitators=facilitators),
    )


def decline(
    sets: Sequence[ProposedSet],
    people: Iterable[Person],
    settings: Settings,
    *,
    person: str,
    facilitators: Iterable[Facilitator] = (),
) -> tuple[Outcome, str]:
    """Repair the sets after one person declined: everyone else stays where the rules let them, as many as can be.

    Returns the outcome without that person, and the label of one other set that could take them as it then is (empty
    if there is none): the first by what it costs, as aims are ordered. Nobody's reason is asked or kept.
    """
    everyone = {one.id: one for one in people}
    declined = next((one.label for one in sets if person in one.ids), "")
    rest = tuple(_released(one, person) for one in everyone.values() if one.id != person)
    in_hand = tuple(_with_place(one, person, here=False) for one in sets)
    outcome = form(rest, replace(settings, in_hand=in_hand, least_change=True), facilitators=facilitators)
    choices = [
        (cost(trial.after), one.label)
        for one in outcome.sets
        if one.label != declined
        for trial in [
            move(
                outcome.sets,
                everyone.values(),
                outcome.settings,
                person=person,
                to=one.label,
                facilitators=facilitators,
            )
        ]
        if trial.allowed
    ]
    return outcome, min(choices, default=((), ""))[1]


def _released(one: Person, gone: str) -> Person:
    return replace(one, keep_together=one.keep_together - {gone})


def cost(figures: Figures) -> tuple[int, ...]:
    """The aims from the second on as numbers of which fewer is better, in their order, so that arrangements compare."""
    return (
        figures.stranded,
        -figures.total_fit,
        figures.at_fit_1,
        figures.same_organisation_pairs,
        figures.size_deviation,
        figures.repeated_pairs,
    )


def _with_place(one: ProposedSet, person: str, *, here: bool) -> ProposedSet:
    members = tuple(member for member in one.members if member.id != person)
    return replace(one, members=(*members, Member(person, 0)) if here else members)
