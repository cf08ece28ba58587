"""Set formation: what is said about sets, people and the whole, in words."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest

from actionsets.formation import (
    SENTENCES,
    Note,
    Person,
    Settings,
    cohort_reasons,
    form,
    gaps,
    person_reasons,
    sentence,
)
from tests.actionsets.cohorts import SIX_AND_SIX, plain_people, proposed, t8_people


def test_set_says_its_focus_and_mix() -> None:
    outcome = form(t8_people(), SIX_AND_SIX)
    lead = next(one for one in outcome.sets if one.focus == "LEAD")
    assert [sentence(note) for note in lead.reasons] == [
        "Focus LEAD: 3 of 6 put it first, 2 second, 1 third.",
        "4 organisations; pairs from the same one: 2.",
    ]


def test_set_names_people_without_priorities_and_people_stranded() -> None:
    people = [replace(one, priorities=("LEAD",)) for one in plain_people(5)]
    people += [Person("P06"), Person("P07", priorities=("TRAK",))]
    outcome = form(people, Settings())
    codes = {note.code: note.values.get("people") for note in outcome.sets[0].reasons}
    assert (codes["undecided"], codes["stranded"]) == (("P06",), ("P07",))


def test_cohort_is_told_that_it_is_proved() -> None:
    people = t8_people()
    assert [sentence(note) for note in cohort_reasons(form(people, SIX_AND_SIX), people)] == [
        "Nobody is left waiting.",
        "Nobody is without a choice; 11 of 12 have their first or second.",
        "No other arrangement does better: proved.",
    ]


def test_gap_is_told_in_words() -> None:
    outcome = form(t8_people(), SIX_AND_SIX)
    less = replace(outcome, figures=replace(outcome.figures, total_fit=26), proved=False)
    assert [sentence(note) for note in gaps(less)] == ["total fit: 26, and no arrangement can be better than 28."]


PERSON_CASES = [
    (("TRAK",), 5, ["You are here because you chose TRAK first."]),
    (
        ("GRUP", "TRAK"),
        2,
        [
            "You are here because you chose TRAK second.",
            "Your first choice, GRUP, was put first by 3 only: too few for a set.",
        ],
    ),
    (
        ("GRUP", "TRAK"),
        6,
        [
            "You are here because you chose TRAK second.",
            "Places under your first choice, GRUP, could not be made for everyone who wanted them.",
        ],
    ),
    ((), 2, ["You chose no priorities; your set works on TRAK."]),
]


@pytest.mark.parametrize(("priorities", "others", "words"), PERSON_CASES)
def test_person_is_told_why_from_their_own_choices(priorities: tuple[str, ...], others: int, words: list[str]) -> None:
    me = Person("P00", priorities=priorities)
    everyone = [me, *(replace(one, priorities=("GRUP",)) for one in plain_people(others))]
    assert [sentence(note) for note in person_reasons(me, proposed("1", "TRAK", "P00"), everyone, 5)] == words


def test_sentence_uses_names_and_other_tables() -> None:
    note = Note("undecided", {"people": ("P01", "P02")})
    names = {"P01": "Ada", "P02": "Ben"}
    assert sentence(note, table={"undecided": "Ohne Wahl: {people}"}, name=names.__getitem__) == "Ohne Wahl: Ada, Ben"


def test_no_sentence_tells_who_asked_to_be_kept_apart() -> None:
    fields = {name for text in SENTENCES.values() for _, name, _, _ in string.Formatter().parse(text) if name}
    assert not {"asked_by", "reason", "declined"} & fields
    assert [code for code, text in SENTENCES.items() if "keep apart" in text] == []
