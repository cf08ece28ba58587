"""Every hard rule, checked on any arrangement, whoever or whatever made it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from actionsets.formation.types import Breach, Facilitator, Person, ProposedSet, RuleCheck, Settings, Value

SIZES = "sizes"
ONE_SET = "one set a person"
LINE = "line management"
APART = "keep apart"
TOGETHER = "keep together"
CAP = "organisation cap"
SLOTS = "common slots"
LANGUAGE = "one language"
MODE = "one mode"
FACILITATOR = "facilitators"
LOCKED = "locked places"
RULES = (SIZES, ONE_SET, LINE, APART, TOGETHER, CAP, SLOTS, LANGUAGE, MODE, FACILITATOR, LOCKED)


def check(
    people: Iterable[Person],
    settings: Settings,
    sets: Sequence[ProposedSet],
    *,
    facilitators: Iterable[Facilitator] = (),
) -> tuple[RuleCheck, ...]:
    """Return every hard rule with what breaks it. Sizes and cap are those of `settings`, as given."""
    by_id = {person.id: person for person in people}
    breaches: dict[str, list[Breach]] = {rule: [] for rule in RULES}
    for breach in _breaches(by_id, settings, sets, tuple(facilitators)):
        breaches[breach.rule].append(breach)
    return tuple(RuleCheck(rule, tuple(found)) for rule, found in breaches.items())


def sound(
    people: Iterable[Person],
    settings: Settings,
    sets: Sequence[ProposedSet],
    *,
    facilitators: Iterable[Facilitator] = (),
) -> tuple[ProposedSet, ...]:
    """Return the sets without those that break a rule; none at all where leaving sets out does not mend it."""
    everyone, leaders = tuple(people), tuple(facilitators)
    named = tuple(one if one.label else replace(one, label=f"\0{number}") for number, one in enumerate(sets))
    while True:
        checks = check(everyone, settings, named, facilitators=leaders)
        breaches = [breach for rule in checks for breach in rule.breaches]
        labels = {breach.set_label for breach in breaches}
        broken = {one for breach in breaches for one in breach.people}
        rest = tuple(one for one in named if one.label not in labels and broken.isdisjoint(one.ids))
        if len(rest) == len(named):
            return () if breaches else tuple(replace(one, label=one.label.partition("\0")[0]) for one in named)
        named = rest


def apart_pairs(people: Iterable[Person]) -> dict[tuple[str, str], str]:
    """Return each pair that may not meet, ids in order, with its rule: a line manager at any level, or keep-apart."""
    by_id = {person.id: person for person in people}
    pairs: dict[tuple[str, str], str] = {}
    for person in by_id.values():
        for other in person.keep_apart & by_id.keys():
            pairs[_ordered(person.id, other)] = APART
    for person in by_id.values():
        for manager in managers(person, by_id):
            pairs[_ordered(person.id, manager)] = LINE
    return pairs


def managers(person: Person, by_id: Mapping[str, Person]) -> Iterator[str]:
    """Yield the ids up the person's line, nearest first; a line that runs in a circle ends where it meets itself."""
    seen = {person.id}
    above = person.line_manager
    while above and above not in seen and above in by_id:
        yield above
        seen.add(above)
        above = by_id[above].line_manager


def common(values: Iterable[frozenset[str]]) -> frozenset[str] | None:
    """Return what all have in common, an empty set meaning "any"; None if nobody named anything."""
    named = [value for value in values if value]
    return frozenset.intersection(*named) if named else None


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _breaches(
    by_id: Mapping[str, Person], settings: Settings, sets: Sequence[ProposedSet], facilitators: tuple[Facilitator, ...]
) -> Iterator[Breach]:
    apart = apart_pairs(by_id.values())
    for one in sets:
        group = [by_id[member] for member in one.ids if member in by_id]
        yield from _size(one, settings)
        yield from _pairs(one, apart)
        yield from _cap(one, group, settings)
        yield from _venue(one, group, settings)
    yield from _places(by_id, sets)
    yield from _together(by_id, sets)
    yield from _locked(by_id, sets)
    if facilitators:
        yield from _facilitators(sets, {one.id: one for one in facilitators})


def _size(one: ProposedSet, settings: Settings) -> Iterator[Breach]:
    size = len(one.members)
    if not settings.smallest <= size <= settings.largest:
        limits: dict[str, Value] = {"size": size, "smallest": settings.smallest, "largest": settings.largest}
        yield Breach(SIZES, one.label, one.ids, limits)


def _pairs(one: ProposedSet, apart: Mapping[tuple[str, str], str]) -> Iterator[Breach]:
    for pair in combinations(sorted(one.ids), 2):
        if pair in apart:
            yield Breach(apart[pair], one.label, pair)


def _cap(one: ProposedSet, group: Iterable[Person], settings: Settings) -> Iterator[Breach]:
    colleagues = defaultdict(list)
    for person in group:
        colleagues[person.organisation].append(person.id)
    for organisation, ids in colleagues.items():
        if organisation and len(ids) > settings.max_per_organisation:
            values: dict[str, Value] = {
                "organisation": organisation,
                "count": len(ids),
                "cap": settings.max_per_organisation,
            }
            yield Breach(CAP, one.label, tuple(ids), values)


def _venue(one: ProposedSet, group: Sequence[Person], settings: Settings) -> Iterator[Breach]:
    slots = common(person.availability for person in group)
    if slots is not None and (len(slots) < settings.common_slots or not slots.issuperset(one.slots)):
        yield Breach(SLOTS, one.label, one.ids, {"needed": settings.common_slots, "found": len(slots)})
    for rule, values, chosen in (
        (LANGUAGE, common(person.languages for person in group), one.language),
        (MODE, common(person.modes for person in group), one.mode),
    ):
        if values is not None and (not values or (chosen and chosen not in values)):
            yield Breach(rule, one.label, one.ids)


def _places(by_id: Mapping[str, Person], sets: Iterable[ProposedSet]) -> Iterator[Breach]:
    places = Counter(member for one in sets for member in one.ids)
    for member, count in places.items():
        if count > 1 or member not in by_id:
            yield Breach(ONE_SET, "", (member,), {"places": count})


def _together(by_id: Mapping[str, Person], sets: Iterable[ProposedSet]) -> Iterator[Breach]:
    place = {member: one.label for one in sets for member in one.ids}
    for person in by_id.values():
        for other in sorted(person.keep_together & by_id.keys()):
            first_seen = person.id < other or person.id not in by_id[other].keep_together
            if first_seen and place.get(person.id) != place.get(other):
                yield Breach(TOGETHER, "", (person.id, other))


def _locked(by_id: Mapping[str, Person], sets: Iterable[ProposedSet]) -> Iterator[Breach]:
    place = {member: one.label for one in sets for member in one.ids}
    for person in by_id.values():
        if person.locked_set and place.get(person.id) != person.locked_set:
            yield Breach(LOCKED, person.locked_set, (person.id,))
        if place.get(person.id) in person.never_in:
            yield Breach(LOCKED, place[person.id], (person.id,))


def _facilitators(sets: Iterable[ProposedSet], by_id: Mapping[str, Facilitator]) -> Iterator[Breach]:
    for one in sets:
        leader = by_id.get(one.facilitator)
        if leader is None or not can_lead(leader, one.focus, one.slots, one.language, one.mode):
            yield Breach(FACILITATOR, one.label, (), {"facilitator": one.facilitator})
        elif leader.not_with & set(one.ids):
            yield Breach(
                FACILITATOR, one.label, tuple(sorted(leader.not_with & set(one.ids))), {"facilitator": leader.id}
            )
    for leader_id, count in Counter(one.facilitator for one in sets).items():
        if leader_id in by_id and count > by_id[leader_id].capacity:
            yield Breach(FACILITATOR, "", (), {"facilitator": leader_id, "sets": count})


def can_lead(leader: Facilitator, focus: str, slots: Iterable[str], language: str, mode: str) -> bool:
    """Whether the facilitator can take a set of this focus at these slots, in this language and mode."""
    return (
        (not leader.subjects or not focus or focus in leader.subjects)
        and (not leader.slots or leader.slots.issuperset(slots))
        and (not leader.languages or not language or language in leader.languages)
        and (not leader.modes or not mode or mode in leader.modes)
    )
