"""Changes to sets in hand: what moving one person costs and breaks, and how arrangements compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actionsets.formation.figures import recount
from actionsets.formation.rules import check
from actionsets.formation.types import (
    Facilitator,
    Figures,
    FormationError,
    Member,
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
