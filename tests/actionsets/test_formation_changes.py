"""Set formation: moves, declines and re-runs from sets in hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actionsets.formation import FormationError, Member, Person, Settings, check, form, move
from tests.actionsets.cohorts import SIX_AND_SIX, plain_people, t8_people

WIDE = Settings(smallest=5, largest=7, stretch=None)


def test_move_says_what_it_costs_and_breaks() -> None:
    people = t8_people()
    sets = form(people, SIX_AND_SIX).sets
    lead = next(one.label for one in sets if one.focus == "LEAD")
    trial = move(sets, people, WIDE, person="P01", to=lead)
    assert [check.rule for check in trial.rules if not check.kept] == ["line management", "organisation cap"]
    assert (trial.before.total_fit, trial.after.total_fit, trial.after.moved) == (28, 26, 1)
    assert not trial.allowed


def test_move_that_breaks_nothing_is_allowed() -> None:
    people = t8_people()
    sets = form(people, SIX_AND_SIX).sets
    lead = next(one.label for one in sets if one.focus == "LEAD")
    trial = move(sets, people, replace(WIDE, max_per_organisation=3), person="P12", to=lead)
    assert [check.rule for check in trial.rules if not check.kept] == ["keep apart"]
    trial = move(sets, people, replace(WIDE, max_per_organisation=3), person="P11", to=lead)
    assert (trial.allowed, trial.after.stranded) == (True, 1)


@pytest.mark.parametrize(("person", "to"), [("P01", "9"), ("P99", "1")])
def test_move_of_somebody_or_somewhere_unknown_is_refused(person: str, to: str) -> None:
    people = t8_people()
    with pytest.raises(FormationError):
        move(form(people, SIX_AND_SIX).sets, people, WIDE, person=person, to=to)


def test_late_joiner_moves_nobody() -> None:
    people = t8_people()
    sets = form(people, SIX_AND_SIX).sets
    late = Person("P13", organisation="E", priorities=("TRAK",))
    outcome = form([*people, late], replace(WIDE, in_hand=sets, least_change=True))
    assert (outcome.figures.moved, outcome.figures.waiting, outcome.proved) == (0, 0, True)
    assert "P13" in next(one for one in outcome.sets if one.focus == "TRAK").ids


def test_who_declined_a_set_is_placed_in_another() -> None:
    people = [*t8_people(), Person("P13", organisation="E", priorities=("TRAK", "LEAD"))]
    sets = tuple(
        replace(one, label=label) for one, label in zip(form(t8_people(), SIX_AND_SIX).sets, "12", strict=True)
    )
    free = form(people, replace(WIDE, in_hand=sets, least_change=True))
    best = next(one for one in free.sets if "P13" in one.ids)
    barred = [replace(one, never_in=frozenset({best.label})) if one.id == "P13" else one for one in people]

    outcome = form(barred, replace(WIDE, in_hand=sets, least_change=True))

    assert (outcome.figures.moved, outcome.figures.waiting, outcome.proved, outcome.rules_kept) == (0, 0, True, True)
    assert next(one.label for one in outcome.sets if "P13" in one.ids) != best.label


def test_check_finds_somebody_in_a_set_they_declined() -> None:
    people = t8_people()
    sets = form(people, SIX_AND_SIX).sets
    barred = [replace(one, never_in=frozenset({sets[0].label})) if one.id == sets[0].ids[0] else one for one in people]

    broken = [
        (rule.rule, [breach.people for breach in rule.breaches]) for rule in check(barred, WIDE, sets) if not rule.kept
    ]

    assert broken == [("locked places", [(sets[0].ids[0],)])]


def test_set_keeps_its_name_when_nobody_is_left_who_chose_its_focus() -> None:
    keen = Person("P00", priorities=("LEAD",))
    people = [keen, *plain_people(11)]
    settings = Settings(smallest=5, largest=6, stretch=None)
    sets = form(people, settings).sets
    assert {one.focus for one in sets} == {"LEAD"}
    left = tuple(replace(one, members=tuple(m for m in one.members if m.id != keen.id)) for one in sets)
    outcome = form(people[1:], replace(settings, in_hand=left, least_change=True))
    assert (outcome.figures.waiting, outcome.figures.moved, outcome.proved) == (0, 0, True)
    assert {one.label for one in outcome.sets} == {one.label for one in sets}


@pytest.mark.parametrize(("least_change", "places"), [(True, 1), (False, 0)])
def test_somebody_without_priorities_keeps_a_place_given_by_hand_unless_all_is_formed_afresh(
    least_change: bool, places: int
) -> None:
    people = [Person("P00"), *t8_people()]
    wish = replace(WIDE, hold_back_undecided=True)
    first, *others = form(people, wish).sets
    by_hand = (replace(first, members=(Member("P00", 0), *first.members)), *others)
    outcome = form(people, replace(wish, in_hand=by_hand, least_change=least_change))
    assert [one.label for one in outcome.sets if "P00" in one.ids] == [first.label] * places
    assert (len(outcome.waiting), outcome.figures.moved, outcome.rules_kept) == (1 - places, 0, True)


def test_fresh_run_keeps_the_names_of_sets_that_stay_the_same() -> None:
    people = t8_people()
    sets = tuple(replace(one, label=f"old {one.focus}") for one in form(people, SIX_AND_SIX).sets)
    outcome = form(people, replace(SIX_AND_SIX, in_hand=sets))
    assert {one.label: one.focus for one in outcome.sets} == {"old LEAD": "LEAD", "old TRAK": "TRAK"}
    assert outcome.figures.moved == 0


def test_locked_place_stays_and_gives_the_set_its_name() -> None:
    people = [replace(one, locked_set="blue" if one.id in ("P01", "P02", "P11") else "") for one in plain_people(12)]
    outcome = form(people, WIDE)
    assert {"P01", "P02", "P11"} <= set(next(one for one in outcome.sets if one.label == "blue").ids)
    assert (outcome.proved, outcome.rules_kept) == (True, True)
