"""A plain recount of every aim from the people and their sets, without any knowledge of the model that made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from actionsets.formation.types import Figures, Person, ProposedSet, Settings


def fit(person: Person, focus: str) -> int:
    """Return 3, 2 or 1 if the focus is the person's first, second or third priority, otherwise 0."""
    ranked = person.priorities[:3]
    return 3 - ranked.index(focus) if focus in ranked else 0


def recount(people: Iterable[Person], settings: Settings, sets: Sequence[ProposedSet]) -> Figures:
    """Return the figures of an arrangement; whoever is in no set is waiting."""
    by_id = {person.id: person for person in people}
    members = [[by_id[member] for member in one.ids] for one in sets]
    fits = [[fit(person, one.focus) for person in group] for one, group in zip(sets, members, strict=True)]
    return Figures(
        waiting=len(by_id) - len({person.id for group in members for person in group}),
        stranded=sum(_stranded(group, one.focus) for one, group in zip(sets, members, strict=True)),
        total_fit=sum(map(sum, fits)),
        at_fit_1=sum(values.count(1) for values in fits),
        same_organisation_pairs=sum(map(same_organisation_pairs, members)),
        size_deviation=sum(abs(len(group) - settings.ideal) for group in members),
        repeated_pairs=sum(map(repeated_pairs, members)),
        moved=_moved(sets, settings.in_hand),
        worst_set_mean_fit=min((sum(values) / len(values) for values in fits if values), default=None),
    )


def same_organisation_pairs(group: Iterable[Person]) -> int:
    """Return how many pairs in the group come from one organisation (people without one count with nobody)."""
    counts = Counter(person.organisation for person in group if person.organisation)
    return sum(count * (count - 1) // 2 for count in counts.values())


def repeated_pairs(group: Iterable[Person]) -> int:
    """Return how many pairs in the group were in one set before."""
    return sum(bool(one.previous_sets & other.previous_sets) for one, other in combinations(group, 2))


def _stranded(group: Iterable[Person], focus: str) -> int:
    return sum(bool(person.priorities) and not fit(person, focus) for person in group)


def _moved(sets: Iterable[ProposedSet], in_hand: Iterable[ProposedSet]) -> int:
    before: Mapping[str, str] = {member: one.label for one in in_hand for member in one.ids}
    return sum(before.get(member, one.label) != one.label for one in sets for member in one.ids)
