"""Set formation: each hard rule is seen when it is broken, and kept by what is formed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actionsets.formation import RULES, Facilitator, FormationError, Person, Settings, check, form
from actionsets.formation.rules import sound
from tests.actionsets.cohorts import plain_people, proposed

FOUR = Settings(smallest=4, largest=4, ideal=4, stretch=None)
TWO_SETS = [proposed("1", "", "P01 P02 P03 P04"), proposed("2", "", "P05 P06 P07 P08")]


def with_people(**changes: dict[str, object]) -> list[Person]:
    """Eight plain people, some of them changed."""
    return [replace(person, **changes.get(person.id, {})) for person in plain_people(8)]


def broken(people: list[Person], sets: list, **more: object) -> list[str]:
    """The rules an arrangement breaks."""
    return [rule.rule for rule in check(people, FOUR, sets, **more) if not rule.kept]


def test_check_names_every_rule_even_if_kept() -> None:
    assert tuple(rule.rule for rule in check(plain_people(8), FOUR, TWO_SETS)) == RULES
    assert broken(plain_people(8), TWO_SETS) == []


def test_sets_that_break_a_rule_are_left_out_and_nameless_ones_are_told_apart() -> None:
    nameless = [replace(one, label="") for one in TWO_SETS]
    apart = with_people(P01={"keep_apart": frozenset({"P04"})})
    assert sound(apart, FOUR, nameless) == (nameless[1],)
    torn = with_people(P01={"keep_together": frozenset({"P05"})})
    assert sound(torn, FOUR, nameless) == ()
    assert sound(plain_people(8), FOUR, nameless) == tuple(nameless)


def test_no_sets_are_sound_without_a_locked_place() -> None:
    assert sound(with_people(P01={"locked_set": "2"}), FOUR, TWO_SETS) == ()


def test_a_locked_place_that_a_partner_cannot_share_is_impossible_whoever_comes_first() -> None:
    people = with_people(
        P01={"availability": frozenset({"MON"}), "keep_together": frozenset({"P02"})},
        P02={"availability": frozenset({"TUE"}), "locked_set": "1"},
    )
    outcome = form(people, FOUR)
    assert not outcome.feasible
    assert [note.code for note in outcome.warnings] == ["locked without a common slot"]


CASES = {
    "line management": {"P01": {"line_manager": "P02"}},
    "keep apart": {"P01": {"keep_apart": frozenset({"P04"})}},
    "keep together": {"P01": {"keep_together": frozenset({"P05"})}},
    "organisation cap": {key: {"organisation": "A"} for key in ("P01", "P02", "P03")},
    "common slots": {"P01": {"availability": frozenset({"MON"})}, "P02": {"availability": frozenset({"TUE"})}},
    "one language": {"P01": {"languages": frozenset({"en"})}, "P02": {"languages": frozenset({"cy"})}},
    "one mode": {"P01": {"modes": frozenset({"online"})}, "P02": {"modes": frozenset({"in-person"})}},
    "locked places": {"P01": {"locked_set": "2"}},
}


@pytest.mark.parametrize("rule", CASES)
def test_rule_is_seen_when_broken_and_kept_when_formed(rule: str) -> None:
    people = with_people(**CASES[rule])
    assert broken(people, TWO_SETS) == [rule]
    outcome = form(people, FOUR)
    assert (len(outcome.sets), outcome.rules_kept, outcome.proved) == (2, True, True)


def test_sizes_are_checked() -> None:
    sets = [proposed("1", "", "P01 P02 P03"), proposed("2", "", "P04 P05 P06 P07 P08")]
    assert broken(plain_people(8), sets) == ["sizes"]


def test_one_set_a_person_is_checked() -> None:
    sets = [proposed("1", "", "P01 P02 P03 P04"), proposed("2", "", "P04 P05 P06 P07")]
    assert broken(plain_people(8), sets) == ["one set a person"]


def test_a_line_is_kept_at_any_level() -> None:
    people = with_people(P01={"line_manager": "P08"}, P08={"line_manager": "P03"})
    assert broken(people, TWO_SETS) == ["line management"]
    assert form(people, FOUR).rules_kept


def test_two_reports_of_one_manager_may_meet() -> None:
    people = with_people(P01={"line_manager": "P08"}, P02={"line_manager": "P08"})
    assert broken(people, TWO_SETS) == []


@pytest.mark.parametrize(
    ("leaders", "seen"),
    [
        ([Facilitator("F1", capacity=2)], []),
        ([Facilitator("F1", capacity=1)], ["facilitators"]),
        ([Facilitator("F1", capacity=2, not_with=frozenset({"P03"}))], ["facilitators"]),
        ([Facilitator("F1", capacity=2, slots=frozenset({"TUE"}))], ["facilitators"]),
        ([Facilitator("F2", capacity=2)], ["facilitators"]),
    ],
)
def test_facilitators_limits_are_checked(leaders: list[Facilitator], seen: list[str]) -> None:
    sets = [replace(one, facilitator="F1", slots=("MON",)) for one in TWO_SETS]
    assert broken(plain_people(8), sets, facilitators=leaders) == seen


def test_facilitators_lead_only_what_they_can() -> None:
    people = [replace(person, priorities=("LEAD",) if person.id < "P05" else ("TRAK",)) for person in plain_people(8)]
    leaders = [
        Facilitator("F1", subjects=frozenset({"LEAD"}), not_with=frozenset({"P08"})),
        Facilitator("F2", subjects=frozenset({"TRAK"}), slots=frozenset({"MON"})),
    ]
    outcome = form(people, FOUR, facilitators=leaders)
    assert {(one.focus, one.facilitator, one.ids) for one in outcome.sets} == {
        ("LEAD", "F1", ("P01", "P02", "P03", "P04")),
        ("TRAK", "F2", ("P05", "P06", "P07", "P08")),
    }
    assert (outcome.proved, outcome.rules_kept) == (True, True)


def test_without_a_facilitator_for_everyone_some_wait() -> None:
    outcome = form(plain_people(8), FOUR, facilitators=[Facilitator("F1")])
    assert (len(outcome.sets), len(outcome.waiting), outcome.rules_kept) == (1, 4, True)
    assert {one.reason.code for one in outcome.waiting} == {"too few facilitators"}
    assert [(note.values["rule"], note.values["waiting"]) for note in outcome.relaxations] == [("facilitators", 0)]


def test_cap_is_raised_only_as_far_as_the_largest_organisation_forces() -> None:
    people = with_people(**{key: {"organisation": "A"} for key in ("P01", "P02", "P03", "P04", "P05")})
    outcome = form(people, FOUR)
    assert outcome.settings.max_per_organisation == 3
    assert [note.code for note in outcome.warnings] == ["cap raised"]
    assert (outcome.figures.waiting, outcome.rules_kept) == (0, True)


def test_no_common_slot_means_waiting_with_that_reason() -> None:
    people = [*plain_people(4), Person("P05", availability=frozenset({"SUN"}), languages=frozenset({"fr"}))]
    people = [replace(person, availability=person.availability or frozenset({"MON"})) for person in people]
    outcome = form(people, FOUR)
    assert [(one.id, one.reason.code) for one in outcome.waiting] == [("P05", "too few at these times")]


def test_locks_that_contradict_other_rules_are_infeasible_and_explained() -> None:
    people = with_people(
        P01={"locked_set": "1", "keep_apart": frozenset({"P02"})},
        P02={"locked_set": "1"},
    )
    outcome = form(people, FOUR)
    assert (outcome.feasible, outcome.proved, outcome.sets) == (False, False, ())
    assert [(note.code, note.values["people"]) for note in outcome.warnings] == [("locked and apart", ("P01", "P02"))]


def test_locks_that_cannot_all_be_filled_are_infeasible() -> None:
    people = [replace(person, locked_set=label) for person, label in zip(plain_people(6), "123123", strict=True)]
    outcome = form(people, FOUR)
    assert (outcome.feasible, [note.code for note in outcome.warnings]) == (False, ["locked places clash"])


def test_people_without_priorities_can_be_held_back() -> None:
    people = [replace(person, priorities=("LEAD",)) for person in plain_people(4)] + [Person("P99")]
    outcome = form(people, replace(FOUR, hold_back_undecided=True))
    assert [(one.id, one.reason.code) for one in outcome.waiting] == [("P99", "held back")]
    assert outcome.proved


def test_an_id_that_is_there_twice_is_refused() -> None:
    with pytest.raises(FormationError, match="P01 is there twice"):
        form([Person("P01"), Person("P01")], FOUR)


@pytest.mark.parametrize(
    "wrong", [{"smallest": 0}, {"smallest": 8}, {"stretch": (5, 4)}, {"max_per_organisation": 0}, {"common_slots": -1}]
)
def test_settings_without_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(FormationError):
        form(plain_people(4), replace(Settings(), **wrong))
