"""Set formation: the solver's verdicts are checked, and its time is limited."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from actionsets.formation import Facilitator, Person, Settings, form, recount
from actionsets.formation.lexico import Clock, climb
from actionsets.formation.model import build
from actionsets.formation.problem import prepare
from actionsets.formation.search import kinds
from actionsets.formation.solver import Highs, LinearModel, Status, second_opinion

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
    verdict = highs.minimise({0: 1.0, 1: 1.0}, 5)
    assert verdict.status is Status.OPTIMAL
    assert list(verdict.values) == [2.0, 0.0]
    highs.fix({0: 1.0}, high=1.0)
    assert list(highs.minimise({1: 1.0}, 5).values) == [1.0, 2.0]


def test_highs_and_the_second_solver_agree_on_what_cannot_be() -> None:
    model = two_columns()
    model.row({0: 1.0}, high=1)
    model.row({1: 1.0}, high=1)
    assert Highs(model, seed=0).minimise({0: 1.0}, 5).status is Status.INFEASIBLE
    opinion = second_opinion(model, {}, below=0, seconds=5)
    assert opinion is not None
    assert not opinion.feasible


@pytest.mark.parametrize("seed", range(4))
def test_a_model_with_everything_is_not_called_infeasible(seed: int) -> None:
    people, leaders = full_cohort(100, seed)
    problem = prepare(people, Settings(), leaders)
    stage = build(problem, kinds(problem, problem.venues), problem.venues)
    first = Highs(stage.model, seed=0).minimise(stage.aims["waiting"], 30)
    second = second_opinion(stage.model, stage.aims["waiting"], below=0, seconds=30)
    assert (first.status, round(first.bound)) == (Status.OPTIMAL, 0)
    assert second is not None
    assert second.feasible


def test_time_limit_gives_the_best_so_far_and_breaks_no_rule() -> None:
    people, leaders = full_cohort(100, 1)
    began = time.monotonic()
    outcome = form(people, Settings(time_limit=3), facilitators=leaders)
    assert time.monotonic() - began < 8
    assert outcome.rules_kept
    assert outcome.sets
    assert outcome.figures == recount(people, outcome.settings, outcome.sets)
    assert outcome.bounds.waiting == 0


def test_the_same_input_gives_the_same_sets_twice() -> None:
    people, _ = full_cohort(15, 3)
    first, second = (form(people, Settings()) for _ in range(2))
    assert replace(first, seconds=0) == replace(second, seconds=0)


def test_a_climb_bounds_every_aim_of_a_small_model() -> None:
    people, _ = full_cohort(12, 0)
    problem = prepare(people, Settings(), ())
    stage = build(problem, kinds(problem, problem.venues), problem.venues)
    state = climb(problem, stage, Clock(20))
    aims = {"waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation"}
    assert aims - set(state.bounds) - state.idle == set()
