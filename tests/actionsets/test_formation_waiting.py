"""Set formation: how many must wait is the same number whether focuses are told apart or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actionsets.formation import Settings, form
from actionsets.formation.kinds import kinds
from actionsets.formation.lexico import climb
from actionsets.formation.model import build
from actionsets.formation.problem import Problem, prepare
from actionsets.formation.waiting import least_waiting
from actionsets.formation.watching import Clock
from tests.actionsets.cohorts import plain_people
from tests.bench.bench_formation import SUBJECTS, cohort, with_every_rule

WISH = Settings(stretch=None, time_limit=200)


def tight(seed: int) -> Problem:
    """Twenty people under every rule, and three facilitators who lead few subjects at few times."""
    people, leaders = cohort(20, slots=True, seed=seed)
    few = [
        replace(one, subjects=frozenset(SUBJECTS[n::3]), slots=frozenset(sorted(one.slots)[:2]), capacity=1)
        for n, one in enumerate(leaders[:3])
    ]
    return prepare(with_every_rule(people, seed), WISH, few)


def with_every_focus(problem: Problem) -> int:
    """The fewest who wait by the model that tells focuses apart."""
    stage = build(problem, kinds(problem, problem.venues), problem.venues)
    stage.aims = {aim: expression if aim == "waiting" else {} for aim, expression in stage.aims.items()}
    stage.fewer_sets = {}
    return climb(problem, stage, Clock(200), doubt=False).bounds["waiting"]


@pytest.mark.parametrize("seed", range(3, 7))
def test_as_many_must_wait_whether_focuses_are_told_apart_or_not(seed: int) -> None:
    problem = tight(seed)
    fewest = least_waiting(problem, Clock(200), doubt=False)
    assert (fewest, fewest > 0) == (with_every_focus(problem), True)


def test_a_number_that_is_not_below_what_was_asked_is_no_answer() -> None:
    problem = prepare(plain_people(8), WISH, ())
    asked = [least_waiting(problem, Clock(200), doubt=False, below=below) for below in (None, 2, 1, 0)]
    assert asked == [1, 1, None, None]


def test_somebody_whom_no_size_can_help_waits_in_sets_of_the_usual_sizes() -> None:
    people = [
        replace(one, availability=frozenset({"FRI" if one.id == "P11" else "MON"}), keep_together=together)
        for one in plain_people(12)
        for together in [frozenset({"P12"}) if one.id == "P11" else frozenset()]
    ]
    outcome = form(people, Settings(time_limit=200))
    assert [one.id for one in outcome.waiting] == ["P11", "P12"]
    assert ((outcome.settings.smallest, outcome.settings.largest), outcome.warnings, outcome.proved) == (
        (5, 7),
        (),
        True,
    )
    assert [(note.values["rule"], note.values["waiting"]) for note in outcome.relaxations] == [
        ("keep together", 1),
        ("common slots", 0),
    ]
