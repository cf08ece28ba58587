"""Set formation: what holds for every cohort, and the comparison with a search through every arrangement."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import takewhile

from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from actionsets.formation import Facilitator, Figures, Outcome, Person, ProposedSet, Settings, check, form, recount
from actionsets.formation.greedy import first_sets
from actionsets.formation.problem import prepare
from actionsets.formation.rules import apart_pairs
from actionsets.formation.search import Search
from actionsets.formation.watching import Clock
from tests.actionsets.cohorts import (
    aims,
    best_of_all,
    counted_by_hand,
    facilitators,
    fewest_moved,
    full_people,
    people,
    proposed,
    settings,
)

DEEPER = int(os.environ.get("DEEPER", "1"))
"""How many times as many examples are tried: 1 by default; 20 takes a quarter of an hour."""
few = bounded(max_examples=20 * DEEPER, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
some = bounded(few, max_examples=30 * DEEPER)
many = bounded(few, max_examples=80 * DEEPER)
AIMS = tuple(one.name for one in fields(Figures))[:7]


def quick(cohort: list[Person], wish: Settings, leaders: Sequence[Facilitator] = ()) -> list[ProposedSet]:
    """The quick arrangement alone, each set with a name of its own."""
    run = Search(prepare(cohort, wish, leaders), Clock(0))
    run.lay_out()
    sets = first_sets(run.problem, run.cells, run.venues)
    return [replace(one, label=one.label or f"new {number}") for number, one in enumerate(sets)]


def shape(outcome: Outcome) -> tuple[object, ...]:
    """Everything but the seconds."""
    return replace(outcome, seconds=0.0), outcome.sets


@few
@given(people(largest=10 if DEEPER > 1 else 9), settings())
def test_form_finds_what_a_search_through_everything_finds(cohort: list[Person], wish: Settings) -> None:
    outcome = form(cohort, wish)
    assert aims(outcome.figures) == best_of_all(cohort, outcome.settings)
    assert aims(outcome.figures) <= aims(recount(cohort, outcome.settings, quick(cohort, outcome.settings)))
    assert (outcome.proved, outcome.rules_kept) == (True, True)


@few
@given(people(largest=16), settings())
def test_figures_are_those_of_a_recount_and_bounds_are_met(cohort: list[Person], wish: Settings) -> None:
    outcome = form(cohort, wish)
    assert outcome.figures == recount(cohort, outcome.settings, outcome.sets)
    assert outcome.rules_kept
    assert {one.id for one in outcome.waiting}.isdisjoint(member for one in outcome.sets for member in one.ids)
    assert outcome.figures.waiting == len(outcome.waiting)
    if outcome.proved:
        bounds = outcome.bounds
        assert (bounds.waiting, bounds.stranded, bounds.total_fit) == (
            outcome.figures.waiting,
            outcome.figures.stranded,
            outcome.figures.total_fit,
        )


@few
@given(people(largest=12), settings(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(cohort: list[Person], wish: Settings, draw: random.Random) -> None:
    shuffled = draw.sample(cohort, len(cohort))
    assert shape(form(cohort, wish)) == shape(form(shuffled, wish))


@few
@given(people(largest=12), settings(), st.randoms(use_true_random=False))
def test_other_ids_change_no_figure(cohort: list[Person], wish: Settings, draw: random.Random) -> None:
    names = dict(
        zip((one.id for one in cohort), draw.sample([f"Q{n}" for n in range(len(cohort))], len(cohort)), strict=True)
    )
    renamed = [
        replace(
            one,
            id=names[one.id],
            line_manager=names.get(one.line_manager, ""),
            keep_apart=frozenset(names[other] for other in one.keep_apart),
            keep_together=frozenset(names[other] for other in one.keep_together),
        )
        for one in cohort
    ]
    assert aims(form(cohort, wish).figures) == aims(form(renamed, wish).figures)


RULES = ("apart", "together", "line", "slots", "language", "mode", "previous", "cap", "sizes")


def stricter(cohort: list[Person], wish: Settings, rule: str, pair: tuple[int, int]) -> tuple[list[Person], Settings]:
    """The same people with one rule more (or one set they shared more), or with narrower settings."""
    first, second = (cohort[place] for place in pair)
    more: dict[str, dict[str, object]] = {
        "apart": {"keep_apart": first.keep_apart | {second.id}},
        "together": {"keep_together": first.keep_together | {second.id}},
        "line": {"line_manager": first.line_manager or second.id},
        "slots": {"availability": (first.availability or frozenset({"MON", "TUE", "WED"})) - {"TUE"} or {"TUE"}},
        "language": {"languages": first.languages or frozenset({"en"})},
        "mode": {"modes": frozenset({"room"})},
        "previous": {"previous_sets": first.previous_sets | second.previous_sets},
    }
    changed = list(cohort)
    changed[pair[0]] = replace(
        first, **{key: frozenset(v) if key == "availability" else v for key, v in more.get(rule, {}).items()}
    )
    if rule == "cap":
        wish = replace(wish, max_per_organisation=max(1, wish.max_per_organisation - 1))
    if rule == "sizes":
        wish = replace(wish, largest=max(wish.smallest, wish.largest - 1))
    return changed, wish


@some
@given(people(smallest=6), settings(), st.sampled_from(RULES), st.data())
def test_another_rule_improves_no_aim(cohort: list[Person], wish: Settings, rule: str, data: st.DataObject) -> None:
    pair = data.draw(st.sampled_from([(a, b) for a in range(len(cohort)) for b in range(len(cohort)) if a != b]))
    changed, narrower = stricter(cohort, wish, rule, pair)
    before, after = form(cohort, wish), form(changed, narrower)
    assert (before.proved, after.proved) == (True, True)
    assert aims(before.figures) <= aims(after.figures)


@many
@given(people(largest=16), settings(), st.data())
def test_the_quick_arrangement_breaks_no_rule(cohort: list[Person], wish: Settings, data: st.DataObject) -> None:
    barred = st.frozensets(st.sampled_from([one.id for one in cohort]), max_size=3)
    locked = [replace(one, locked_set=data.draw(st.sampled_from(("",) * 7 + ("7",)))) for one in cohort]
    leaders = [Facilitator(f"F{n}", not_with=data.draw(barred)) for n in range(data.draw(st.integers(0, 3)))]
    used = prepare(locked, wish, leaders).settings
    sets = quick(locked, wish, leaders)
    assert not sets or all(rule.kept for rule in check(locked, used, sets, facilitators=leaders))


@some
@given(full_people(), settings(), st.data())
def test_every_rule_is_kept_and_every_figure_is_what_it_says(
    cohort: list[Person], wish: Settings, data: st.DataObject
) -> None:
    leaders = data.draw(facilitators([one.id for one in cohort]))
    outcome = form(cohort, wish, facilitators=leaders)
    by_hand = counted_by_hand(cohort, outcome.settings, outcome.sets)
    assert {aim: getattr(outcome.figures, aim) for aim in AIMS} == {aim: by_hand[aim] for aim in AIMS}
    assert all(rule.kept for rule in check(cohort, outcome.settings, outcome.sets, facilitators=leaders)) or (
        not outcome.feasible
    )
    assert_bounds_hold(outcome)
    shuffled = form(cohort[::-1], wish, facilitators=leaders[::-1])
    assert shape(shuffled) == shape(outcome)


@few
@given(full_people(), settings(), st.floats(0.001, 0.2))
def test_bounds_hold_when_time_runs_out(cohort: list[Person], wish: Settings, limit: float) -> None:
    outcome = form(cohort, replace(wish, time_limit=limit))
    assert outcome.rules_kept or not outcome.feasible
    assert_bounds_hold(outcome)


def assert_bounds_hold(outcome: Outcome) -> None:
    """No bound says more than was reached, the aims in their order, as far as bounds are known."""
    pairs = [(getattr(outcome.bounds, aim), getattr(outcome.figures, aim)) for aim in AIMS]
    known = list(takewhile(lambda pair: pair[0] is not None, pairs))
    signs = [-1 if aim == "total_fit" else 1 for aim in AIMS]
    bounds = [sign * bound for sign, (bound, _) in zip(signs, known, strict=False)]
    reached = [sign * value for sign, (_, value) in zip(signs, known, strict=False)]
    assert bounds <= reached
    if outcome.proved:
        assert bounds == reached


@some
@given(people(smallest=8, largest=9, slots=False), st.sampled_from(((3, 4), (3, 5), (4, 5))), st.booleans())
def test_the_fewest_people_are_moved(cohort: list[Person], sizes: tuple[int, int], late: bool) -> None:
    wish = Settings(*sizes, ideal=sizes[0], stretch=None, max_per_organisation=4, time_limit=200)
    if not late:
        cohort = [Person(one.id, organisation=one.organisation, priorities=one.priorities) for one in cohort]
    sets = sorted(form(cohort, wish).sets, key=lambda one: len(one.members))
    gone = set(sets[0].ids[: 2 if len(cohort) == 8 else 1]) if sets else set()
    now = [replace(one, keep_together=one.keep_together - gone) for one in cohort if one.id not in gone]
    now += [Person("P99", organisation="A", priorities=("LEAD",))] if late else []
    in_hand = tuple(replace(one, members=tuple(m for m in one.members if m.id not in gone)) for one in sets)
    outcome = form(now, replace(wish, in_hand=in_hand, least_change=True))
    assert (outcome.proved, outcome.rules_kept) == (True, True)
    assert (outcome.figures.waiting, outcome.figures.moved) == fewest_moved(now, outcome.settings)


def test_form_is_never_worse_than_ten_thousand_valid_arrangements_of_forty() -> None:
    draw = random.Random(7)
    ids = [f"P{n:02}" for n in range(40)]
    cohort = [
        Person(
            one,
            organisation=f"O{n % 9}",
            priorities=tuple(draw.sample("ABCDEFGHI", 3)),
            line_manager=ids[n // 3] if n % 3 and n > 9 else "",
            keep_apart=frozenset({draw.choice(ids)} - {one}) if n % 4 == 0 else frozenset(),
        )
        for n, one in enumerate(ids)
    ]
    outcome = form(cohort, Settings())
    assert outcome.proved
    best = aims(outcome.figures)
    apart = {frozenset(pair) for pair in apart_pairs(cohort)}
    by_id = {one.id: one for one in cohort}
    valid = 0
    while valid < 10_000:
        groups = dealt_at_random(by_id, apart, draw)
        if groups:
            focus = [draw.choice(by_id[group[0]].priorities) for group in groups]
            sets = [
                proposed(str(n), one, " ".join(group)) for n, (one, group) in enumerate(zip(focus, groups, strict=True))
            ]
            stranded = sum(
                one not in by_id[key].priorities for one, group in zip(focus, groups, strict=True) for key in group
            )
            assert best[:2] <= (0, stranded)
            if best[:2] == (0, stranded) or valid % 500 == 0:
                assert best <= aims(recount(cohort, outcome.settings, sets))
            if valid % 500 == 0:
                assert all(rule.kept for rule in check(cohort, outcome.settings, sets))
            valid += 1


def dealt_at_random(
    by_id: dict[str, Person], apart: set[frozenset[str]], draw: random.Random
) -> list[list[str]] | None:
    """Deal people one by one to a random one of the sets that may take them; None if somebody finds none."""
    sizes = draw.choice(((7, 7, 7, 7, 6, 6), (6, 6, 6, 6, 6, 5, 5), (5,) * 8))
    groups: list[list[str]] = [[] for _ in sizes]
    for one in draw.sample(sorted(by_id), len(by_id)):
        free = [
            group
            for group, size in zip(groups, sizes, strict=True)
            if len(group) < size
            and sum(by_id[other].organisation == by_id[one].organisation for other in group) < 2
            and not any(frozenset((one, other)) in apart for other in group)
        ]
        if not free:
            return None
        draw.choice(free).append(one)
    return groups
