"""Set formation's own search finds what SciPy's build of HiGHS finds, and says so when it has to give up."""

from __future__ import annotations

import random
from math import inf

import numpy as np
import pytest
import scipy
from scipy import sparse

from actionsets.formation import Settings, form
from actionsets.formation import branching as searching
from actionsets.formation.branching import branching
from actionsets.formation.kinds import kinds, without_tongues
from actionsets.formation.model import build
from actionsets.formation.problem import prepare
from actionsets.formation.shrinking import Program, shrunk
from actionsets.formation.solver import Highs, second_opinion
from tests.actionsets.test_formation_solver import full_cohort
from tests.bench.bench_formation import cohort

FOREVER = inf


def random_program(seed: int) -> Program:
    """A program of ten whole columns and two others, whose relaxed optimum is hardly ever whole."""
    draw = random.Random(seed)
    matrix = [[draw.choice((0, 0, 1, 2, 3, -1)) for _ in range(12)] for _ in range(8)]
    whole = np.array([True] * 10 + [False] * 2)
    return Program(
        sparse.csr_array(np.array(matrix, dtype=float)),
        np.array([draw.choice((2.0, 3.0, 5.0)) for _ in range(8)]),
        np.array([draw.choice((7.0, 12.0, inf)) for _ in range(8)]),
        np.zeros(12),
        np.array([float(draw.randrange(1, 4)) for _ in range(10)] + [50.0] * 2),
        np.array([float(draw.randrange(-2, 8)) for _ in range(10)] + [0.0] * 2),
        whole,
    )


def best_by_scipy(program: Program) -> float:
    """The optimum as SciPy finds it; infinite if there is none."""
    answer = scipy.optimize.milp(
        program.costs,
        integrality=program.whole.astype(int),
        bounds=scipy.optimize.Bounds(program.low, program.high),
        constraints=scipy.optimize.LinearConstraint(program.matrix, program.row_low, program.row_high),
    )
    return inf if answer.x is None else round(float(answer.fun))


@pytest.mark.parametrize("seed", range(60))
def test_the_search_finds_the_optimum_and_keeps_every_row(seed: int) -> None:
    program = random_program(seed)
    search = branching(program, [0, 1, 2], FOREVER)
    expected = best_by_scipy(program)
    if search is None:
        assert expected == inf
        return
    assert search.run(None, -inf)
    assert search.best == search.bound == expected
    if search.values is not None:
        values = search.shrunk.whole_values(search.values)
        rows = program.matrix @ values
        assert (rows >= program.row_low - 1e-6).all()
        assert (rows <= program.row_high + 1e-6).all()
        assert float(program.costs @ values) == pytest.approx(expected)


def test_random_programs_are_of_both_kinds() -> None:
    found = [best_by_scipy(random_program(seed)) for seed in range(60)]
    assert 10 < sum(value < inf for value in found) < 60


def test_a_start_that_is_good_enough_ends_the_search_at_once() -> None:
    program = random_program(next(seed for seed in range(60) if best_by_scipy(random_program(seed)) < inf))
    first = branching(program, [], FOREVER)
    assert first is not None
    first.run(None, -inf)
    assert first.values is not None
    again = branching(program, [], FOREVER)
    assert again is not None
    assert again.run(first.shrunk.whole_values(first.values), first.best)
    assert (again.best, again.bound) == (first.best, -inf)


def test_out_of_steps_the_search_gives_up_with_a_bound_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_STEPS", 0)
    given_up = 0
    for seed in range(20):
        search = branching(random_program(seed), [], FOREVER)
        if search is not None and not search.run(None, -inf):
            given_up += 1
            assert search.bound <= best_by_scipy(random_program(seed))
    assert given_up


def test_out_of_time_the_search_gives_up_at_once() -> None:
    search = branching(random_program(0), [], 0.0)
    assert search is not None
    assert not search.run(np.zeros(12), -inf)
    assert search.steps == 0


def test_shrinking_leaves_nothing_of_a_program_that_rows_decide() -> None:
    matrix = sparse.csr_array(np.array([[1.0, 0.0], [1.0, 1.0]]))
    bounds = np.array([2.0, 3.0])
    program = Program(matrix, bounds, bounds, np.zeros(2), np.full(2, 9.0), np.ones(2), np.ones(2, dtype=bool))
    small = shrunk(program)
    assert small is not None
    assert small.program.matrix.shape == (0, 0)
    assert (list(small.values), small.cost) == ([2.0, 1.0], 3.0)


def test_shrinking_sees_that_a_row_cannot_be_kept() -> None:
    matrix = sparse.csr_array(np.array([[1.0]]))
    one = np.ones(1)
    assert shrunk(Program(matrix, one * 5, one * 5, one * 0, one * 3, one, one.astype(bool))) is None


@pytest.mark.parametrize("seed", range(3))
def test_languages_taken_as_one_never_promise_less_than_there_is(seed: int) -> None:
    people, leaders = full_cohort(16, seed)
    problem = prepare(people, Settings(), leaders)
    merged = without_tongues(problem.venues, slots=True)
    whole = build(problem, kinds(problem, problem.venues), problem.venues)
    coarse = build(problem, kinds(problem, merged), merged)
    assert any(venue.tongues for venue in merged)
    for aim in ("waiting", "stranded", "total_fit"):
        promised = round(Highs(coarse.model, seed=0).minimise(coarse.aims[aim], 60).bound)
        opinion = second_opinion(whole.model, whole.aims[aim], below=promised - 1, seconds=60)
        assert opinion is not None
        assert not opinion.feasible


@pytest.mark.parametrize("seed", range(2))
def test_without_the_search_of_our_own_the_figures_are_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    people, leaders = cohort(24, slots=True, seed=seed)
    ours = form(people, Settings(), facilitators=leaders)
    monkeypatch.setattr("actionsets.formation.solver.BRANCHED", -1)
    theirs = form(people, Settings(), facilitators=leaders)
    assert ours.proved
    assert (ours.figures, ours.bounds) == (theirs.figures, theirs.bounds)
