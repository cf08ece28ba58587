"""Set formation: the benchmark forms sets, deals a peer's answer to sets, and says whether a target was reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actionsets.formation import Settings, check, form
from tests.actionsets.cohorts import SIX_AND_SIX, t8_people
from tests.bench.bench_formation import CASES, Case, broken, deal, ingredients, run_one, verdict


def test_a_case_with_every_rule_is_proved_and_breaks_none() -> None:
    case = replace(CASES[0], target=0)
    result = run_one(case)
    assert result["row"][0] == "12"
    assert result["row"][2:4] == ["yes", "none"]
    people, leaders = ingredients(case)
    assert any(one.keep_together for one in people)
    assert any(one.previous_sets for one in people)
    assert leaders


def test_a_peers_answer_is_dealt_evenly_and_its_breaches_are_counted() -> None:
    places = {one.id: "TRAK" if one.priorities[0] == "TRAK" else "LEAD" for one in t8_people()}
    sets = list(deal(places, {"TRAK": 1, "LEAD": 1}))
    assert sorted(member for one in sets for member in one.ids) == sorted(places)
    assert broken(check(t8_people(), Settings(), sets)) == (
        "2 sizes, 1 line management, 1 keep apart, 2 organisation cap"
    )
    assert [len(one.members) for one in deal(places, {"TRAK": 1, "LEAD": 2})] == [3, 5, 4]


@pytest.mark.parametrize(("target", "seconds", "reached"), [(1, 0.5, "yes"), (1, 1.5, "no")])
def test_a_target_is_reached_in_time_or_not(target: float, seconds: float, reached: str) -> None:
    outcome = form(t8_people(), SIX_AND_SIX)
    assert verdict(Case("T8", target=target), outcome, seconds)[1] == reached
    assert verdict(Case("T8", target=target), replace(outcome, proved=False), seconds)[1] == "no"
    assert verdict(Case("T8", target=target, gap=0.001), outcome, seconds)[1] == reached
