"""Set formation: what holds for every cohort, and the comparison with a search through every arrangement."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from actionsets.formation import Facilitator, Outcome, Person, ProposedSet, Settings, check, form, recount
from actionsets.formation.greedy import first_sets
from actionsets.formation.problem import prepare
from actionsets.formation.search import Search
from actionsets.formation.watching import Clock
from tests.actionsets.cohorts import aims, best_of_all, people, proposed, settings

few = bounded(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
many = bounded(few, max_examples=80)


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
@given(people(), settings())
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


@few
@given(people(smallest=6), settings(), st.data())
def test_another_rule_improves_no_aim(cohort: list[Person], wish: Settings, data: st.DataObject) -> None:
    one, other = data.draw(st.sampled_from([(a, b) for a in range(len(cohort)) for b in range(a)]))
    stricter = list(cohort)
    stricter[one] = replace(cohort[one], keep_apart=cohort[one].keep_apart | {cohort[other].id})
    assert aims(form(cohort, wish).figures) <= aims(form(stricter, wish).figures)


@many
@given(people(largest=16), settings(), st.data())
def test_the_quick_arrangement_breaks_no_rule(cohort: list[Person], wish: Settings, data: st.DataObject) -> None:
    barred = st.frozensets(st.sampled_from([one.id for one in cohort]), max_size=3)
    locked = [replace(one, locked_set=data.draw(st.sampled_from(("",) * 7 + ("7",)))) for one in cohort]
    leaders = [Facilitator(f"F{n}", not_with=data.draw(barred)) for n in range(data.draw(st.integers(0, 3)))]
    used = prepare(locked, wish, leaders).settings
    sets = quick(locked, wish, leaders)
    assert not sets or all(rule.kept for rule in check(locked, used, sets, facilitators=leaders))


def test_form_is_never_worse_than_random_arrangements_of_forty() -> None:
    draw = random.Random(7)
    cohort = [
        Person(f"P{n:02}", organisation=f"O{n % 5}", priorities=tuple(draw.sample("ABCDEFGHI", 3))) for n in range(40)
    ]
    wish = Settings(max_per_organisation=5)
    outcome = form(cohort, wish)
    assert outcome.proved
    by_id = {one.id: one for one in cohort}
    for _ in range(1_000):
        ids = draw.sample(sorted(by_id), 40)
        cut = [ids[0:7], ids[7:14], ids[14:21], ids[21:28], ids[28:34], ids[34:40]]
        sets = [
            proposed(str(n), draw.choice(by_id[group[0]].priorities), " ".join(group)) for n, group in enumerate(cut)
        ]
        assert aims(outcome.figures) <= aims(recount(cohort, wish, sets))
