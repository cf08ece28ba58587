"""The input made ready for a model: people in a fixed order, joined to units, with the venues and units that may meet.

A *unit* is a person, or people kept together, or several such that nothing tells apart (its *copies*). A *venue* is a
choice of slots, language and mode. A venue is left out if another is open to the same people and facilitators and more:
every set that could meet in the one can meet in the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product
from math import ceil

from actionsets.formation.figures import fit
from actionsets.formation.rules import apart_pairs, can_lead, common
from actionsets.formation.types import Facilitator, Figures, FormationError, Note, Person, Settings, Value

MANY_COMBINATIONS = 20_000


@dataclass(frozen=True, slots=True)
class Venue:
    """Slots, language and mode, with the units (a bit each) that can be there.

    Where several venues are taken as one, `tongues` holds the units open to each language and mode among them.
    """

    slots: tuple[str, ...]
    language: str
    mode: str
    open_to: int = 0
    tongues: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """People who go to the same set. Every copy is a tuple of ids; copies differ in nothing but their ids."""

    copies: tuple[tuple[str, ...], ...]
    organisations: tuple[tuple[str, int], ...]
    stranded: tuple[int, ...]
    fit: tuple[int, ...]
    at_fit_1: tuple[int, ...]
    locked_set: str = ""
    in_hand: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """People in one copy."""
        return len(self.copies[0])


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a model needs to know, in a canonical order (the order of rows in the input leaves no trace)."""

    people: Mapping[str, Person]
    settings: Settings
    subjects: tuple[str, ...]
    units: tuple[Unit, ...]
    venues: tuple[Venue, ...]
    cliques: tuple[tuple[int, ...], ...]
    apart: frozenset[tuple[int, int]]
    repeated: Mapping[tuple[int, int], int]
    facilitators: tuple[Facilitator, ...]
    held: tuple[tuple[str, Note], ...]
    impossible: tuple[Note, ...]
    warnings: tuple[Note, ...]
    slots: frozenset[str]

    @property
    def placeable(self) -> int:
        """People who take part in the model."""
        return sum(unit.size * len(unit.copies) for unit in self.units)

    def placed(self, figures: Figures) -> int:
        """People who have a place in an arrangement with these figures."""
        return len(self.people) - figures.waiting


def prepare(people: Iterable[Person], settings: Settings, facilitators: Iterable[Facilitator]) -> Problem:
    """Return the problem to solve; FormationError if the ids contradict each other."""
    by_id = _by_id(people)
    _check(settings)
    leaders = tuple(sorted(facilitators, key=lambda one: one.id))
    ready = _ready(by_id, settings)
    held = [(key, Note("held back")) for key in by_id if key not in ready]
    settings, warnings = _forced_cap(ready, settings, leaders)
    subjects = _subjects(ready.values(), settings, leaders)
    apart = apart_pairs(by_id.values())
    clusters, refused = _clusters(ready, settings, apart)
    venues = _venues(ready, clusters, settings, leaders)
    reachable = _union(venue.open_to for venue in venues)
    impossible = [note for ids, note in refused if any(by_id[one].locked_set for one in ids)]
    held += [(one, note) for ids, note in refused for one in ids]
    for index, ids in enumerate(clusters):
        if not reachable >> index & 1:
            held += [
                (one, Note("no common slot" if len(ids) == 1 else "together without a common slot")) for one in ids
            ]
            if any(by_id[one].locked_set for one in ids):
                impossible.append(Note("locked without a common slot", {"people": ids}))
    units, index_of = _units(ready, clusters, venues, reachable, subjects, settings, apart, leaders)
    linked = {_pair(index_of[one], index_of[other]) for one, other in apart if one in index_of and other in index_of}
    locked = [index for index, unit in enumerate(units) if unit.locked_set]
    linked |= {_pair(one, other) for one, other in combinations(locked, 2)}
    return Problem(
        people=by_id,
        settings=settings,
        subjects=subjects,
        units=units,
        venues=_translated(venues, clusters, index_of),
        cliques=_cliques(linked),
        apart=frozenset(linked),
        repeated=_repeated(units, by_id),
        facilitators=leaders,
        held=tuple(sorted(held, key=lambda pair: pair[0])),
        impossible=tuple(impossible),
        warnings=tuple(warnings),
        slots=_slots(ready.values(), leaders),
    )


def _check(settings: Settings) -> None:
    ranges = [(settings.smallest, settings.largest), *([settings.stretch] if settings.stretch else [])]
    if any(not 1 <= low <= high for low, high in ranges) or settings.ideal < 1:
        raise FormationError("The sizes are not a range of whole numbers from 1 up.")
    if settings.max_per_organisation < 1 or settings.common_slots < 0:
        raise FormationError("The most per organisation must be 1 or more, the common slots 0 or more.")


def _by_id(people: Iterable[Person]) -> dict[str, Person]:
    listed = sorted(people, key=lambda person: person.id)
    for one, other in pairwise(listed):
        if one.id == other.id:
            raise FormationError(f"The id {one.id} is there twice.")
    return {person.id: person for person in listed}


def _ready(people: Mapping[str, Person], settings: Settings) -> dict[str, Person]:
    """Leave out people without priorities, if asked; not those whose place another depends on, or who keep one in hand."""
    if not settings.hold_back_undecided:
        return dict(people)
    placed = {one for there in settings.in_hand for one in there.ids} if settings.least_change else set()
    needed = placed | {other for person in people.values() for other in person.keep_together}
    needed |= {key for key, person in people.items() if person.locked_set or person.keep_together}
    return {key: person for key, person in people.items() if person.priorities or key in needed}


def _forced_cap(
    people: Mapping[str, Person], settings: Settings, leaders: Sequence[Facilitator]
) -> tuple[Settings, list[Note]]:
    """Raise the most per organisation where even the most sets there can be would not hold the largest organisation."""
    most_sets = len(people) // settings.smallest
    if leaders:
        most_sets = min(most_sets, sum(leader.capacity for leader in leaders))
    counts = Counter(person.organisation for person in people.values() if person.organisation)
    if not counts or not most_sets:
        return settings, []
    organisation, largest = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    forced = ceil(largest / most_sets)
    if forced <= settings.max_per_organisation:
        return settings, []
    values: dict[str, Value] = {"organisation": organisation, "people": largest, "sets": most_sets, "cap": forced}
    return replace(settings, max_per_organisation=forced), [Note("cap raised", values)]


def _subjects(people: Iterable[Person], settings: Settings, leaders: Sequence[Facilitator]) -> tuple[str, ...]:
    chosen = {subject for person in people for subject in person.priorities[:3]}
    chosen |= {subject for leader in leaders for subject in leader.subjects}
    if settings.least_change:
        chosen |= {one.focus for one in settings.in_hand}
    place = {subject: index for index, subject in enumerate(settings.subjects)}
    return tuple(sorted(chosen, key=lambda subject: (place.get(subject, len(place)), subject))) or ("",)


def _clusters(
    people: Mapping[str, Person], settings: Settings, apart: Mapping[tuple[str, str], str]
) -> tuple[list[tuple[str, ...]], list[tuple[tuple[str, ...], Note]]]:
    """Join people kept together or locked in one set; return what can stand, and what cannot with the reason."""
    leader = {key: key for key in people}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    first_locked: dict[str, str] = {}
    for key, person in people.items():
        joined = sorted(person.keep_together & people.keys())
        if person.locked_set:
            joined.append(first_locked.setdefault(person.locked_set, key))
        for other in joined:
            one, two = sorted((find(key), find(other)))
            leader[two] = one
    groups: dict[str, list[str]] = defaultdict(list)
    for key in people:
        groups[find(key)].append(key)
    clusters, refused = [], []
    for ids in map(tuple, groups.values()):
        fault = _cluster_fault([people[one] for one in ids], settings, apart)
        if fault:
            refused.append((ids, fault))
        else:
            clusters.append(ids)
    return clusters, refused


def _cluster_fault(group: Sequence[Person], settings: Settings, apart: Mapping[tuple[str, str], str]) -> Note | None:
    ids = tuple(person.id for person in group)
    joined = "locked" if all(person.locked_set for person in group) else "together"
    if len(group) > settings.largest:
        return Note(f"{joined} too many", {"people": ids, "largest": settings.largest})
    if any(pair in apart for pair in combinations(sorted(ids), 2)):
        return Note(f"{joined} and apart", {"people": ids})
    if len({person.locked_set for person in group if person.locked_set}) > 1:
        return Note("together but locked apart", {"people": ids})
    counts = Counter(person.organisation for person in group if person.organisation)
    if any(count > settings.max_per_organisation for count in counts.values()):
        return Note(f"{joined} over the cap", {"people": ids, "cap": settings.max_per_organisation})
    return None


def _slots(people: Iterable[Person], leaders: Iterable[Facilitator]) -> frozenset[str]:
    named = {slot for person in people for slot in person.availability}
    return frozenset(named | {slot for leader in leaders for slot in leader.slots})


def _venues(
    people: Mapping[str, Person],
    clusters: Sequence[tuple[str, ...]],
    settings: Settings,
    leaders: Sequence[Facilitator],
) -> list[Venue]:
    slots = {slot for person in people.values() for slot in person.availability} | {
        s for one in leaders for s in one.slots
    }
    languages = {one for person in people.values() for one in person.languages} or {""}
    modes = {one for person in people.values() for one in person.modes} or {""}
    choices = list(combinations(sorted(slots), settings.common_slots)) if slots and settings.common_slots else [()]
    if len(choices) * len(languages) * len(modes) > MANY_COMBINATIONS:
        raise FormationError("There are too many slots to look for that many common ones.")
    by_slot = _masks(people, clusters, slots, "availability")
    by_language = _masks(people, clusters, languages, "languages")
    by_mode = _masks(people, clusters, modes, "modes")
    everyone = (1 << len(clusters)) - 1
    venues = []
    for chosen, language, mode in product(choices, sorted(languages), sorted(modes)):
        open_to = everyone & by_language[language] & by_mode[mode]
        for slot in chosen:
            open_to &= by_slot[slot]
        venues.append(Venue(chosen, language, mode, open_to))
    return _undominated(venues, leaders)


def _masks(
    people: Mapping[str, Person], clusters: Sequence[tuple[str, ...]], codes: Iterable[str], attribute: str
) -> dict[str, int]:
    """Return, for each code, the clusters (a bit each) whose members all accept it."""
    masks = dict.fromkeys(codes, 0)
    for index, ids in enumerate(clusters):
        shared = common(getattr(people[one], attribute) for one in ids)
        for code in masks if shared is None else shared:
            masks[code] |= 1 << index
    return masks


def _undominated(venues: Sequence[Venue], leaders: Sequence[Facilitator]) -> list[Venue]:
    leading = [frozenset(one.id for one in leaders if can_lead(one, "", v.slots, v.language, v.mode)) for v in venues]
    order = sorted(range(len(venues)), key=lambda i: (-venues[i].open_to.bit_count(), -len(leading[i]), i))
    kept: list[int] = []
    for one in order:
        mask = venues[one].open_to
        if mask and not any(mask & ~venues[other].open_to == 0 and leading[one] <= leading[other] for other in kept):
            kept.append(one)
    return [venues[index] for index in sorted(kept)]


def _units(
    people: Mapping[str, Person],
    clusters: Sequence[tuple[str, ...]],
    venues: Sequence[Venue],
    reachable: int,
    subjects: Sequence[str],
    settings: Settings,
    apart: Mapping[tuple[str, str], str],
    leaders: Sequence[Facilitator],
) -> tuple[tuple[Unit, ...], dict[str, int]]:
    """Return the units and each person's unit. Only single people whom no rule or history marks out are joined."""
    marked = {one for pair in apart for one in pair} | {one for leader in leaders for one in leader.not_with}
    marked |= {person.id for person in people.values() if person.previous_sets or person.locked_set or person.never_in}
    crowd = Counter(person.organisation for person in people.values())
    now_in = {member: one.label for one in settings.in_hand for member in one.ids}
    alike: dict[object, list[tuple[str, ...]]] = defaultdict(list)
    for index, ids in enumerate(clusters):
        if not reachable >> index & 1:
            continue
        person = people[ids[0]]
        organisation = person.organisation if crowd[person.organisation] > 1 else ""
        where = tuple(venue.open_to >> index & 1 for venue in venues)
        alone = len(ids) == 1 and person.id not in marked
        key = (organisation, person.priorities[:3], where, now_in.get(person.id, "")) if alone else ids
        alike[key].append(ids)
    shared = frozenset(name for name, number in crowd.items() if name and number > 1)
    units = tuple(
        _unit([people[one] for one in copies[0]], copies, subjects, now_in, shared) for copies in alike.values()
    )
    return units, {one: index for index, unit in enumerate(units) for ids in unit.copies for one in ids}


def _unit(
    group: Sequence[Person],
    copies: Sequence[tuple[str, ...]],
    subjects: Sequence[str],
    now_in: Mapping[str, str],
    shared: frozenset[str],
) -> Unit:
    """Return the unit; an organisation of one person matters to no rule and no aim, and is left out."""
    table = [[fit(person, subject) for person in group] for subject in subjects]
    chosen = [bool(person.priorities) for person in group]
    counts = Counter(person.organisation for person in group if person.organisation in shared)
    return Unit(
        copies=tuple(copies),
        organisations=tuple(sorted(counts.items())),
        stranded=tuple(sum(some and not value for some, value in zip(chosen, row, strict=True)) for row in table),
        fit=tuple(map(sum, table)),
        at_fit_1=tuple(row.count(1) for row in table),
        locked_set=next((person.locked_set for person in group if person.locked_set), ""),
        in_hand=tuple(now_in[person.id] for person in group if person.id in now_in),
    )


def _translated(
    venues: Sequence[Venue], clusters: Sequence[tuple[str, ...]], index_of: Mapping[str, int]
) -> tuple[Venue, ...]:
    """Return the venues with bits for units in place of clusters (copies of a unit share their venues)."""
    return tuple(
        replace(
            venue,
            open_to=_union(
                1 << index_of[ids[0]]
                for index, ids in enumerate(clusters)
                if ids[0] in index_of and venue.open_to >> index & 1
            ),
        )
        for venue in venues
    )


def _cliques(edges: set[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Cover the pairs that may not meet by groups of which no two may meet, greedily: fewer and stronger rows."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in edges:
        near[one].add(other)
        near[other].add(one)
    open_edges, cliques = set(edges), []
    for one, other in sorted(edges):
        if (one, other) not in open_edges:
            continue
        clique, candidates = [one, other], near[one] & near[other]
        while candidates:
            clique.append(min(candidates))
            candidates &= near[clique[-1]]
        cliques.append(tuple(sorted(clique)))
        open_edges -= set(combinations(cliques[-1], 2))
    return tuple(cliques)


def _repeated(units: Sequence[Unit], people: Mapping[str, Person]) -> dict[tuple[int, int], int]:
    """Return how many pairs who shared a set two units (or one unit twice: within it) hold, where there are any."""
    by_set: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for index, unit in enumerate(units):
        for one in (one for ids in unit.copies for one in ids):
            for label in people[one].previous_sets:
                by_set[label].append((index, one))
    met = {_sorted_pair(a, b) for group in by_set.values() for a, b in combinations(group, 2)}
    return dict(Counter(_pair(one[0], other[0]) for one, other in sorted(met)))


def _sorted_pair(one: tuple[int, str], other: tuple[int, str]) -> tuple[tuple[int, str], tuple[int, str]]:
    return (one, other) if one < other else (other, one)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _union(masks: Iterable[int]) -> int:
    result = 0
    for mask in masks:
        result |= mask
    return result
