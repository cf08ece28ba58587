"""Set formation: whoever watches a run is told how it goes, changes nothing by watching, and can end it."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import pairwise, takewhile

import pytest

from actionsets.formation import STAGES, Outcome, Progress, Settings, form, watching
from tests.actionsets.cohorts import SIX_AND_SIX, t8_people
from tests.actionsets.test_formation_solver import assert_honest, cohort_with_everything, full_cohort


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watcher is told whenever the solver lets it."""
    monkeypatch.setattr(watching, "EVERY", 0.0)


AIMS = ("waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation")


def sign(aim: str) -> int:
    """Total fit is to be high, everything else low."""
    return -1 if aim == "total_fit" else 1


def watched(number: int) -> tuple[Outcome, Outcome, list[Progress]]:
    people, leaders = full_cohort(number, 5)
    told: list[Progress] = []
    wish = Settings(stretch=None)
    alone = form(people, wish, facilitators=leaders)
    return alone, form(people, wish, facilitators=leaders, watch=told.append), told


@pytest.mark.usefixtures("often")
def test_watching_changes_nothing_and_hears_of_the_end() -> None:
    alone, outcome, told = watched(18)
    assert replace(outcome, seconds=0) == replace(alone, seconds=0)
    assert outcome.stopped == ""
    assert told[-1].best == replace(outcome.figures, moved=told[-1].best.moved)
    assert told[-1].placed == sum(len(one.members) for one in outcome.sets)
    assert {one.stage for one in told} <= set(STAGES)
    assert all(one.elapsed <= other.elapsed for one, other in pairwise(told))


@pytest.mark.usefixtures("often")
def test_what_is_told_is_never_better_than_its_bounds() -> None:
    _, _, told = watched(18)
    arranged = [one for one in told if one.best and one.bounds.stranded is not None]
    assert len(arranged) > 2
    for one in arranged:
        bounds = list(takewhile(lambda pair: pair[1] is not None, asdict(one.bounds).items()))
        pairs = [(sign(aim) * bound, sign(aim) * getattr(one.best, aim)) for aim, bound in bounds if aim in AIMS]
        assert [bound for bound, _ in pairs] <= [value for _, value in pairs]


@pytest.mark.parametrize("cohort", [full_cohort(60, 1), cohort_with_everything()], ids=["full", "everything"])
def test_a_watcher_who_asks_for_the_end_gets_the_best_so_far(cohort: tuple) -> None:
    people, leaders = cohort
    told: list[Progress] = []

    def until_there_are_sets(progress: Progress) -> bool:
        told.append(progress)
        return progress.best is None

    outcome = form(people, Settings(), facilitators=leaders, watch=until_there_are_sets)
    assert_honest(outcome, people)
    assert outcome.stopped == "asked"
    assert asdict(outcome.figures)["waiting"] <= told[-1].best.waiting
    assert told[-1].best is not None
    assert all(one.best is None for one in told[:-1])


def test_a_watcher_who_refuses_at_once_is_not_called_again(often: None) -> None:
    calls: list[Progress] = []

    def never(progress: Progress) -> bool:
        calls.append(progress)
        return False

    outcome = form(t8_people(), SIX_AND_SIX, watch=never)
    assert len(calls) == 1
    assert outcome.stopped == "asked"
    assert outcome.rules_kept


def test_a_run_says_that_its_time_was_up() -> None:
    people, leaders = full_cohort(100, 1)
    assert form(people, Settings(time_limit=0.05), facilitators=leaders).stopped == "time"
    assert form(t8_people(), SIX_AND_SIX).stopped == ""
