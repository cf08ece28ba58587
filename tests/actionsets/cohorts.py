"""Invented cohorts for the tests of set formation, and a search through every arrangement to compare with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import strategies as st

from actionsets.formation import Facilitator, Figures, Member, Person, ProposedSet, Settings, check, recount

SUBJECTS = ("LEAD", "INFL", "TRAK", "VISN")
T8 = """
P01 A TRAK INFL LEAD
P02 A TRAK LEAD
P03 A INFL VISN LEAD
P04 B LEAD GRUP INFL
P05 B TRAK INTD PMOT
P06 B PMOT TRAK
P07 C INTD TRAK VISN
P08 C INFL LEAD MOTV
P09 C LEAD BARR
P10 D LEAD INFL
P11 D VISN TRAK INTD
P12 D LEAD TRAK
"""
SIX_AND_SIX = Settings(smallest=6, largest=6, stretch=None)
Aims = tuple[int, ...]


def t8_people() -> list[Person]:
    """The twelve people of DOMAIN 8, T8."""
    people = []
    for line in T8.split("\n")[1:-1]:
        key, organisation, *priorities = line.split()
        people.append(
            Person(
                key,
                organisation=organisation,
                priorities=tuple(priorities),
                line_manager="P01" if key == "P02" else "",
                keep_apart=frozenset({"P12"} if key == "P08" else ()),
            )
        )
    return people


def plain_people(number: int) -> list[Person]:
    """People about whom nothing is known but an id."""
    return [Person(f"P{index:02}") for index in range(1, number + 1)]


def proposed(label: str, focus: str, ids: str, **more: object) -> ProposedSet:
    """A set made by hand: ids separated by spaces."""
    return ProposedSet(label, focus, tuple(Member(one, 0) for one in ids.split()), **more)


def aims(figures: Figures) -> Aims:
    """The aims of a fresh start in their order, each to be as small as can be."""
    return (
        figures.waiting,
        figures.stranded,
        -figures.total_fit,
        figures.at_fit_1,
        figures.same_organisation_pairs,
        figures.size_deviation,
        figures.repeated_pairs,
    )


@st.composite
def people(draw: st.DrawFn, smallest: int = 4, largest: int = 9, *, slots: bool = True) -> list[Person]:
    """A small cohort with some of every rule."""
    ids = [f"P{index:02}" for index in range(draw(st.integers(smallest, largest)))]
    some = st.sampled_from(ids)
    rare = st.integers(0, 7)
    cohort = []
    for one in ids:
        chosen = draw(st.permutations(SUBJECTS))[: draw(st.sampled_from((0, 1, 2, 3, 3)))]
        cohort.append(
            Person(
                one,
                organisation=draw(st.sampled_from(("", "A", "B", "C"))),
                priorities=tuple(chosen),
                line_manager=draw(some) if draw(rare) == 0 else "",
                keep_apart=frozenset({draw(some)} - {one}) if draw(rare) == 0 else frozenset(),
                keep_together=frozenset({draw(some)} - {one}) if draw(rare) == 0 else frozenset(),
                availability=draw(st.frozensets(st.sampled_from(("MON", "TUE", "WED")))) if slots else frozenset(),
                languages=frozenset({"cy"}) if draw(rare) == 0 else frozenset(),
                previous_sets=frozenset({draw(st.sampled_from("XY"))}) if draw(rare) == 0 else frozenset(),
            )
        )
    return cohort


@st.composite
def full_people(draw: st.DrawFn, smallest: int = 6, largest: int = 14) -> list[Person]:
    """A cohort with slots, languages and modes on many, and a locked place or two that do not clash by themselves."""
    cohort = draw(people(smallest, largest))
    rare = st.integers(0, 5)
    return [
        replace(
            one,
            languages=frozenset({draw(st.sampled_from(("cy", "en")))}) if draw(rare) == 0 else one.languages,
            modes=frozenset({draw(st.sampled_from(("online", "room")))}) if draw(rare) == 0 else frozenset(),
            previous_sets=draw(st.frozensets(st.sampled_from("XYZ"), max_size=2)),
            locked_set="7" if draw(st.integers(0, 11)) == 0 else "",
        )
        for one in cohort
    ]


@st.composite
def facilitators(draw: st.DrawFn, ids: Sequence[str]) -> list[Facilitator]:
    """None, or up to four with limits of every kind."""
    slots, subjects = st.frozensets(st.sampled_from(("MON", "TUE", "WED"))), st.frozensets(st.sampled_from(SUBJECTS))
    return [
        Facilitator(
            f"F{number}",
            subjects=draw(subjects) if draw(st.booleans()) else frozenset(),
            slots=draw(slots),
            languages=draw(st.sampled_from((frozenset(), frozenset({"cy"}), frozenset({"cy", "en"})))),
            modes=draw(st.sampled_from((frozenset(), frozenset({"online", "room"})))),
            capacity=draw(st.integers(1, 3)),
            not_with=draw(st.frozensets(st.sampled_from(ids), max_size=2)) if draw(st.booleans()) else frozenset(),
        )
        for number in range(draw(st.integers(0, 4)))
    ]


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    """Sizes small enough for several sets of a small cohort."""
    smallest = draw(st.integers(2, 4))
    largest = smallest + draw(st.integers(0, 2))
    ideal, cap = draw(st.integers(smallest, largest)), draw(st.integers(1, 3))
    return Settings(smallest, largest, ideal, stretch=None, max_per_organisation=cap, time_limit=200)


def best_of_all(cohort: list[Person], used: Settings) -> Aims:
    """Try every arrangement of everybody and return the best aims; the cap is taken as given."""
    by_id = {person.id: person for person in cohort}
    known: dict[tuple[str, ...], Aims | None] = {}
    best: Aims | None = None
    for groups, waiting in _arrangements(tuple(sorted(by_id)), used):
        for group in groups:
            if group not in known:
                known[group] = _best_focus(by_id, group, used)
        values = [known[group] for group in groups]
        if any(value is None for value in values):
            continue
        total = (waiting, *(sum(value[place] for value in values if value) for place in range(1, 7)))
        best = total if best is None or total < best else best
    assert best is not None
    return best


def _arrangements(ids: tuple[str, ...], used: Settings) -> Iterator[tuple[list[tuple[str, ...]], int]]:
    if not ids:
        yield [], 0
        return
    first, rest = ids[0], ids[1:]
    for groups, waiting in _arrangements(rest, used):
        yield groups, waiting + 1
    for others in range(used.smallest - 1, min(used.largest, len(ids))):
        for chosen in combinations(rest, others):
            left = tuple(one for one in rest if one not in chosen)
            for groups, waiting in _arrangements(left, used):
                yield [(first, *chosen), *groups], waiting


def _best_focus(by_id: dict[str, Person], group: tuple[str, ...], used: Settings) -> Aims | None:
    """Return the aims of one set at its best focus, or None if it breaks a rule by itself."""
    for rule in check(by_id.values(), used, [proposed("1", "", " ".join(group))]):
        for breach in rule.breaches:
            if rule.rule != "keep together" or set(breach.people) & set(group):
                return None
    here = [by_id[one] for one in group]
    return min(aims(recount(here, used, [proposed("1", subject, " ".join(group))])) for subject in SUBJECTS)


def counted_by_hand(cohort: list[Person], used: Settings, sets: Sequence[ProposedSet]) -> Mapping[str, int]:
    """Count every aim in the plainest way, person by person and pair by pair, with nothing of the engine's."""
    by_id = {one.id: one for one in cohort}
    total: Counter[str] = Counter(waiting=len(cohort))
    for one in sets:
        group = [by_id[member.id] for member in one.members]
        total["size_deviation"] += max(len(group), used.ideal) - min(len(group), used.ideal)
        for person in group:
            total["waiting"] -= 1
            places = [place for place, subject in enumerate(person.priorities) if subject == one.focus and place < 3]
            total["total_fit"] += 3 - places[0] if places else 0
            total["at_fit_1"] += places == [2]
            total["stranded"] += not places and person.priorities != ()
        for first in range(len(group)):
            for second in range(first):
                a, b = group[first], group[second]
                total["same_organisation_pairs"] += a.organisation != "" and a.organisation == b.organisation
                total["repeated_pairs"] += any(label in b.previous_sets for label in a.previous_sets)
    return total


def fewest_moved(cohort: list[Person], used: Settings) -> tuple[int, int]:
    """Try every arrangement and every way to hand on the names in hand; return the fewest waiting, then moved.

    A set that keeps its name keeps its focus, which may strand people; whoever was in no set cannot move.
    """
    by_id = {person.id: person for person in cohort}
    before = {member: one.label for one in used.in_hand for member in one.ids}
    labels = [one.label for one in used.in_hand]
    sound: dict[tuple[str, ...], bool] = {}
    best = (len(cohort), 0)
    for groups, waiting in _arrangements(tuple(sorted(by_id)), used):
        if waiting > best[0] and best != (len(cohort), 0):
            continue
        for group in groups:
            if group not in sound:
                sound[group] = _best_focus(by_id, group, used) is not None
        if all(sound[group] for group in groups):
            names = permutations([*labels, *[""] * len(groups)], len(groups))
            moved = min(
                sum(before.get(one, name) != name for group, name in zip(groups, chosen, strict=True) for one in group)
                for chosen in set(names)
            )
            best = min(best, (waiting, moved)) if groups else best
    return best
