"""Set formation: the vectors of DOMAIN 8."""

from __future__ import annotations

from itertools import combinations

import pytest

from actionsets.formation import Settings, check, form, recount, sizes_for
from tests.actionsets.cohorts import SIX_AND_SIX, aims, plain_people, proposed, t8_people

T9 = {
    4: (4,),
    5: (5,),
    6: (6,),
    7: (7,),
    8: (8,),
    9: (5, 4),
    10: (5, 5),
    11: (6, 5),
    12: (6, 6),
    13: (7, 6),
    14: (7, 7),
    15: (5, 5, 5),
    16: (6, 5, 5),
    17: (6, 6, 5),
    18: (6, 6, 6),
    20: (7, 7, 6),
    21: (6, 5, 5, 5),
    24: (6, 6, 6, 6),
    30: (6, 6, 6, 6, 6),
}
STRETCHED = {4, 8, 9}


def test_t8_has_84_splits_that_keep_the_rules_and_one_that_is_best() -> None:
    people = t8_people()
    ids = [person.id for person in people]
    subjects = sorted({subject for person in people for subject in person.priorities})
    kept = []
    for others in combinations(ids[1:], 5):
        halves = [" ".join((ids[0], *others)), " ".join(one for one in ids[1:] if one not in others)]
        if all(
            rule.kept
            for rule in check(people, SIX_AND_SIX, [proposed(str(n), "", half) for n, half in enumerate(halves)])
        ):
            best = [
                min(
                    aims(recount([p for p in people if p.id in half], SIX_AND_SIX, [proposed("1", s, half)]))
                    for s in subjects
                )
                for half in halves
            ]
            kept.append((tuple(map(sum, zip(*best, strict=True))), halves[0]))
    kept.sort()
    totals = [-total[2] for total, _ in kept if not total[1]]
    assert (len(kept), totals[0], totals[1]) == (84, 28, 27)
    assert kept[0][1] == "P01 P05 P06 P07 P11 P12"


def test_t8_is_solved_and_proved() -> None:
    outcome = form(t8_people(), SIX_AND_SIX)
    found = {one.focus: tuple(sorted((member.id, member.fit) for member in one.members)) for one in outcome.sets}
    assert found == {
        "TRAK": (("P01", 3), ("P05", 3), ("P06", 2), ("P07", 2), ("P11", 2), ("P12", 2)),
        "LEAD": (("P02", 2), ("P03", 1), ("P04", 3), ("P08", 2), ("P09", 3), ("P10", 3)),
    }
    assert aims(outcome.figures) == (0, 0, -28, 1, 4, 0, 0)
    assert (outcome.proved, outcome.rules_kept) == (True, True)


@pytest.mark.parametrize("number", T9)
def test_t9_sizes_are_those_of_the_table(number: int) -> None:
    plan = sizes_for(number)
    assert (plan.sizes, plan.stretched) == (T9[number], number in STRETCHED)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_t9_fewer_than_four_make_no_set(number: int) -> None:
    assert sizes_for(number).sizes == ()
    outcome = form(plain_people(number), Settings())
    assert (outcome.sets, len(outcome.waiting), outcome.proved) == ((), number, True)


@pytest.mark.parametrize("number", range(4, 41))
def test_form_gives_people_without_priorities_the_sizes_of_the_table(number: int) -> None:
    outcome = form(plain_people(number), Settings())
    assert tuple(sorted((len(one.members) for one in outcome.sets), reverse=True)) == sizes_for(number).sizes
    assert outcome.proved
    assert [note.code for note in outcome.warnings] == (["sizes stretched"] if number in STRETCHED else [])
