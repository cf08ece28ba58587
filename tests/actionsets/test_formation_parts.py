"""Set formation: a plan taken apart by focus, and what that may and may not change."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace

import pytest

from actionsets.formation import Facilitator, Person, Settings, check, form
from actionsets.formation.kinds import kinds, without_slots
from actionsets.formation.leading import led_anew
from actionsets.formation.lexico import climb
from actionsets.formation.model import build
from actionsets.formation.parts import keenest, summed
from actionsets.formation.problem import prepare
from actionsets.formation.search import Search
from actionsets.formation.watching import Clock
from tests.actionsets.cohorts import proposed
from tests.actionsets.test_formation_solver import cohort_with_everything, full_cohort

SIX = Settings(5, 7, 6, stretch=None, time_limit=200)


def of_two_minds(number: int, **more: object) -> list[Person]:
    """So many people for each of two focuses, everyone with a first and a second."""
    pairs = [("TRAK", "LEAD")] * number + [("LEAD", "TRAK")] * number
    return [Person(f"P{n:02}", priorities=pair, **more) for n, pair in enumerate(pairs)]


def test_everyone_with_the_focus_they_want_most_makes_one_part_for_each() -> None:
    parts = keenest(prepare(of_two_minds(6), SIX, ()))
    assert [(part.focuses, len(part.ids), part.promised["total_fit"]) for part in parts] == [
        ({"TRAK"}, 6, -18),
        ({"LEAD"}, 6, -18),
    ]


def test_there_are_no_parts_where_a_focus_has_too_few_people_or_somebody_would_be_stranded() -> None:
    people = of_two_minds(6)
    assert keenest(prepare(people[2:], SIX, ())) == []
    kept = [replace(people[0], priorities=("TRAK",), keep_together=frozenset({"P11"}))]
    others = [*people[1:11], replace(people[11], priorities=("LEAD",))]
    assert keenest(prepare([*kept, *others], SIX, ())) == []


def test_two_focuses_that_somebody_wants_equally_stay_together() -> None:
    people = of_two_minds(6)
    people[0] = replace(people[0], keep_together=frozenset({"P11"}))
    third = [Person(f"Q{n}", priorities=("VISN",)) for n in range(6)]
    parts = keenest(prepare([*people, *third], SIX, ()))
    assert [sorted(part.focuses) for part in parts] == [["VISN"], ["LEAD", "TRAK"]]


def test_bounds_of_parts_add_up_as_far_as_every_part_has_one_and_nobody_waits() -> None:
    first, second = {"waiting": 0, "stranded": 1, "total_fit": -9}, {"waiting": 0, "stranded": 2}
    assert summed([first, second]) == {"waiting": 0, "stranded": 3}
    assert summed([first, second | {"waiting": 1}]) == {}


def test_a_manager_in_another_part_keeps_two_of_one_line_apart() -> None:
    people = of_two_minds(10)
    people[0] = replace(people[0], line_manager="P19")
    people[19] = replace(people[19], line_manager="P01")
    outcome = form(people, SIX)
    assert (outcome.figures.total_fit, outcome.proved, outcome.rules_kept) == (60, True, True)
    assert not any({"P00", "P01"} <= set(one.ids) for one in outcome.sets)


def test_nobody_loses_a_locked_place_because_their_focus_finds_no_slot() -> None:
    people = [replace(one, availability=frozenset({"MON"})) for one in of_two_minds(6)]
    people[0] = replace(people[0], locked_set="blue", availability=frozenset({"TUE"}))
    people[1] = replace(people[1], locked_set="blue", availability=frozenset({"MON", "TUE"}))
    outcome = form(people, replace(SIX, smallest=2))
    assert outcome.rules_kept
    assert {"P00", "P01"} <= set(next(one for one in outcome.sets if one.label == "blue").ids)


def test_a_focus_whose_people_share_no_slot_is_thought_of_again_with_its_slots() -> None:
    people = of_two_minds(6, availability=frozenset({"MON", "TUE"}))
    people[0] = replace(people[0], availability=frozenset({"MON"}))
    people[1] = replace(people[1], availability=frozenset({"TUE"}))
    outcome = form(people, SIX)
    assert (outcome.figures.waiting, outcome.figures.total_fit, outcome.proved) == (0, 35, True)


def test_sets_are_led_anew_where_the_facilitators_suffice() -> None:
    leaders = [Facilitator("F1", slots=frozenset({"MON"})), Facilitator("F2", not_with=frozenset({"P01"}))]
    problem = prepare(of_two_minds(6, availability=frozenset({"MON", "TUE"})), SIX, leaders)
    first = proposed("1", "TRAK", "P00 P01", slots=("MON",), facilitator="F2")
    second = proposed("2", "LEAD", "P06 P07", slots=("TUE",), facilitator="F2")
    led = led_anew(problem, [first, second])
    assert led is not None
    assert [one.facilitator for one in led] == ["F1", "F2"]
    assert led_anew(problem, [first, replace(first, label="3")]) is None


@pytest.mark.parametrize("seed", range(2))
def test_speaking_a_common_language_where_one_can_costs_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    people, leaders = full_cohort(18, seed)

    def best() -> dict[str, int]:
        problem = prepare(people, replace(SIX, max_per_organisation=4), leaders)
        values = {}
        for venues in (problem.venues, without_slots(problem.venues)):
            stage = build(problem, kinds(problem, venues), venues)
            bounds = climb(problem, stage, Clock(200), doubt=False).bounds
            values |= {f"{aim} {len(venues)}": value for aim, value in bounds.items()}
        return values

    with_rows = best()
    monkeypatch.setattr("actionsets.formation.model._language_rows", lambda *_args: None)
    assert with_rows == best()


def test_parts_and_the_whole_model_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    people, _ = cohort_with_everything()
    draw = random.Random(3)
    chosen = [replace(one, availability=frozenset(), languages=frozenset()) for one in people[:40]]
    chosen = [replace(one, priorities=tuple(draw.sample(("TRAK", "LEAD", "VISN"), 3))) for one in chosen]
    wish = replace(SIX, max_per_organisation=3)
    apart = form(chosen, wish)
    monkeypatch.setattr(Search, "_everyone_keenest", lambda _self: False)
    whole = form(chosen, wish)
    assert (apart.proved, whole.proved) == (True, True)
    assert apart.figures == whole.figures
    assert all(rule.kept for rule in check(chosen, apart.settings, apart.sets))


BYTES = """
from actionsets.formation import form
from tests.actionsets.cohorts import SIX_AND_SIX, t8_people
print([(one.label, one.focus, one.ids, one.reasons) for one in form(t8_people(), SIX_AND_SIX).sets])
"""


def test_another_process_with_another_order_of_hashes_forms_the_same_sets() -> None:
    def sets(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", BYTES]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout  # noqa: S603

    assert sets("1") == sets("2")
