"""Set formation: the solver's verdicts are checked, and its time is limited."""

from __future__ import annotations

import random
from dataclasses import asdict, replace

import pytest

from actionsets.formation import Facilitator, Outcome, Person, ProposedSet, Settings, form, recount, relaxing, search
from actionsets.formation.greedy import first_sets
from actionsets.formation.lexico import Climb, climb
from actionsets.formation.model import build
from actionsets.formation.problem import prepare
from actionsets.formation.search import kinds
from actionsets.formation.solver import Highs, LinearModel, Status, second_opinion
from actionsets.formation.watching import Clock

SLOTS = ("MON", "TUE", "WED", "THU", "FRI")


def full_cohort(number: int, seed: int) -> tuple[list[Person], list[Facilitator]]:
    """People with slots and two languages, and facilitators: the kind of model that was once called infeasible."""
    draw = random.Random(seed)
    people = [
        Person(
            f"P{n:03}",
            organisation=f"O{draw.randrange(number // 5)}",
            priorities=tuple(draw.sample("ABCDEFGHI", 3)),
            availability=frozenset(draw.sample(SLOTS, 3)),
            languages=frozenset(draw.choice((("en",), ("en",), ("cy",), ("en", "cy")))),
        )
        for n in range(number)
    ]
    leaders = [Facilitator(f"F{n:02}", slots=frozenset(draw.sample(SLOTS, 4)), capacity=3) for n in range(number // 10)]
    return people, leaders


def two_columns() -> LinearModel:
    model = LinearModel()
    first, second = model.column(5), model.column(5)
    model.row({first: 2.0, second: 1.0}, low=4)
    return model


def test_highs_minimises_one_aim_after_another() -> None:
    highs = Highs(two_columns(), seed=0)
    verdict = highs.minimise({0: 1.0, 1: 1.0}, 60)
    assert verdict.status is Status.OPTIMAL
    assert list(verdict.values) == [2.0, 0.0]
    highs.fix({0: 1.0}, high=1.0)
    assert list(highs.minimise({1: 1.0}, 60).values) == [1.0, 2.0]


def test_highs_and_the_second_solver_agree_on_what_cannot_be() -> None:
    model = two_columns()
    model.row({0: 1.0}, high=1)
    model.row({1: 1.0}, high=1)
    assert Highs(model, seed=0).minimise({0: 1.0}, 60).status is Status.INFEASIBLE
    opinion = second_opinion(model, {}, below=0, seconds=60)
    assert opinion is not None
    assert not opinion.feasible


@pytest.mark.parametrize("seed", range(4))
def test_a_model_with_everything_is_not_called_infeasible(seed: int) -> None:
    people, leaders = full_cohort(100, seed)
    problem = prepare(people, Settings(), leaders)
    stage = build(problem, kinds(problem, problem.venues), problem.venues)
    first = Highs(stage.model, seed=0).minimise(stage.aims["waiting"], 600)
    second = second_opinion(stage.model, stage.aims["waiting"], below=0, seconds=600)
    assert (first.status, round(first.bound)) == (Status.OPTIMAL, 0)
    assert second is not None
    assert second.feasible


def cohort_with_everything() -> tuple[list[Person], list[Facilitator]]:
    """The same with people kept together and apart, a line manager, and facilitators who may not lead everybody."""
    people, leaders = full_cohort(100, 2)
    for n in range(0, 40, 4):
        people[n] = replace(people[n], keep_together=frozenset({people[n + 1].id}), availability=frozenset())
        people[n + 2] = replace(people[n + 2], keep_apart=frozenset({people[n + 3].id}), line_manager=people[50].id)
    leaders = [replace(one, not_with=frozenset({people[n].id, people[n + 50].id})) for n, one in enumerate(leaders)]
    return people, leaders


def assert_honest(outcome: Outcome, people: list[Person]) -> None:
    """There are sets, they break no rule, and what is said of them is so."""
    assert outcome.sets
    assert (outcome.rules_kept, outcome.feasible) == (True, True)
    assert outcome.figures == recount(people, outcome.settings, outcome.sets)
    assert outcome.figures.waiting == len(outcome.waiting)
    values, bounds = asdict(outcome.figures), asdict(outcome.bounds)
    assert None not in (bounds["waiting"], bounds["stranded"], bounds["total_fit"])
    assert 0 <= bounds["waiting"] <= values["waiting"]
    if outcome.proved:
        assert {aim: values[aim] for aim in bounds} == bounds


@pytest.mark.parametrize("cohort", [full_cohort(100, 1), cohort_with_everything()], ids=["full", "everything"])
def test_when_time_runs_out_there_are_sets_and_no_rule_is_broken(
    cohort: tuple[list[Person], list[Facilitator]],
) -> None:
    people, leaders = cohort
    assert_honest(form(people, Settings(time_limit=0.05), facilitators=leaders), people)


@pytest.mark.parametrize("verdict", [Climb(), Climb(infeasible=True)], ids=["nothing", "infeasible"])
def test_a_solver_without_an_answer_leaves_the_quick_arrangement(
    verdict: Climb, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, leaders = cohort_with_everything()
    monkeypatch.setattr(search, "climb", lambda *_args, **_options: verdict)
    outcome = form(people, Settings(time_limit=0.05), facilitators=leaders)
    assert_honest(outcome, people)
    assert not outcome.proved
    assert outcome.figures.waiting <= 10


@pytest.mark.parametrize("cohort", [full_cohort(100, 1), cohort_with_everything()], ids=["full", "everything"])
def test_the_quick_arrangement_is_the_same_whatever_the_order_of_rows(
    cohort: tuple[list[Person], list[Facilitator]],
) -> None:
    people, leaders = cohort
    first, second = (quick(rows, Settings(), leaders) for rows in (people, people[::-1]))
    assert first
    assert first == second


def test_the_quick_arrangement_keeps_locked_places_and_the_sets_in_hand() -> None:
    people, leaders = full_cohort(60, 4)
    before = [replace(one, label=str(n)) for n, one in enumerate(quick(people, Settings(), leaders), start=1)]
    assert len(before) > 3
    locked = [replace(one, locked_set=next((s.label for s in before if one.id in s.ids), "")) for one in people]
    locked = [replace(one, locked_set=one.locked_set if n % 3 else "") for n, one in enumerate(locked)]
    for least_change in (False, True):
        wish = Settings(in_hand=tuple(before), least_change=least_change)
        sets = quick(locked, wish, leaders)
        places = {member: one.label for one in sets for member in one.ids}
        assert all(places[one.id] == one.locked_set for one in locked if one.locked_set)
    assert recount(people, wish, sets).moved == 0


def quick(people: list[Person], wish: Settings, leaders: list[Facilitator]) -> tuple[ProposedSet, ...]:
    """The quick arrangement alone, over the cells the search would use."""
    run = search.Search(prepare(people, wish, leaders), Clock(0))
    run.lay_out()
    return first_sets(run.problem, run.cells, run.venues)


def test_the_same_input_gives_the_same_sets_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relaxing, "LONGEST", 60.0)
    people, _ = full_cohort(15, 3)
    first, second = (form(people, Settings()) for _ in range(2))
    assert replace(first, seconds=0) == replace(second, seconds=0)


def test_a_climb_bounds_every_aim_of_a_small_model() -> None:
    people, _ = full_cohort(12, 0)
    problem = prepare(people, Settings(), ())
    stage = build(problem, kinds(problem, problem.venues), problem.venues)
    state = climb(problem, stage, Clock(200))
    aims = {"waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation"}
    assert aims - set(state.bounds) - state.idle == set()
