"""What is told of the answers about a programme and of maps: enough to learn from, and nobody made out (DOMAIN 4.5)."""

from random import Random

import pytest

from elearning.programmes import evaluating
from elearning.programmes.evidence import Asked, Evaluation, Partnerships
from tests.programmes.attacker import Attacker

RATED = Asked("r", "Set", "It was worth it.", "rating", ("1", "2", "3", "4", "5"))
DONE = Asked("d", "Done", "How many actions?", "one", ("None", "Some", "Most", "All"))
TICKED = Asked("t", "Done", "What helped?", "several", ("Time", "Manager", "Partner"))


def told(asked: Asked, said: list[tuple[int, ...]], *, joined: int | None = None, least: int = 5) -> dict:
    """The row of one question that everybody in `said` was asked; an empty answer is none."""
    answers = {place: {asked.key: one} if one else {} for place, one in enumerate(said)}
    found = evaluating.evaluation(Evaluation((asked,), answers), frozenset(answers), joined, least=least)
    return found["questions"][0] if found["questions"] else {}


def test_fewer_than_five_answers_are_told_nothing_of() -> None:
    found = evaluating.evaluation(
        Evaluation((RATED,), {one: {"r": (3,)} for one in range(4)}), frozenset(range(4)), 20, least=5
    )

    assert found == {"number": {"low": 0, "high": 4}, "questions": []}


def test_people_who_joined_after_the_first_figures_are_not_counted() -> None:
    said = Evaluation((RATED,), {one: {"r": (3,)} for one in range(9)})

    assert evaluating.evaluation(said, frozenset(range(4)), 20, least=5)["questions"] == []


def test_from_ten_on_answers_are_spread_and_neighbours_counted_together() -> None:
    row = told(DONE, [(0,)] * 2 + [(1,)] * 6 + [(2,)] * 5 + [(3,)] * 2)

    assert row["groups"] == [{"of": ["None", "Some"], "number": 8}, {"of": ["Most", "All"], "number": 7}]


def test_where_nearly_all_agree_it_says_most() -> None:
    row = told(DONE, [(1,)] * 12 + [(2,)] * 2)

    assert (row["most"], "groups" in row, "about" in row) == ("Some", False, False)


def test_below_ten_a_rating_tells_about_its_middle_and_a_choice_nothing() -> None:
    rated, done = told(RATED, [(2,), (3,), (3,), (3,), (4,), (2,)]), told(DONE, [(1,)] * 6)

    assert (rated["about"], {"groups", "most", "about"} & set(done)) == (4.0, set())


@pytest.mark.parametrize("said", [[(4,)] * 5, [(4,)] * 4 + [(3,)], [(4,)] * 8])
def test_the_ends_of_the_scale_are_never_told_exactly(said: list[tuple[int, ...]]) -> None:
    assert told(RATED, said)["about"] == 4.5


def test_a_middle_and_a_spread_are_never_told_together() -> None:
    luck = Random(3)
    rows = [told(RATED, [(luck.randrange(5),) for _one in range(number)]) for number in range(5, 40)]

    assert [row for row in rows if "about" in row and ("groups" in row or "most" in row)] == []


def test_ticks_of_few_and_of_nearly_all_have_no_number() -> None:
    row = told(TICKED, [(0,)] * 3 + [(0, 2)] * 9 + [(2,)] * 2 + [(0, 1, 2)] * 2)

    assert (row["shown"], row["nearly_all"], row["few"]) == ([], ["Time", "Partner"], ["Manager"])


def test_ticks_are_told_from_ten_people_on() -> None:
    answers = [(0,)] * 4 + [(0, 1)] * 5

    assert ("shown" in told(TICKED, answers), told(TICKED, [*answers, (0,), (2,)])["shown"]) == (
        False,
        [{"name": "Manager", "number": 5}],
    )


def attacked(seed: int, size: int, likely: float, least: int) -> list[str]:
    """What somebody finds out who reads one occasion of a cohort of `size`, and knows how many joined."""
    luck = Random(seed)
    weights = [luck.random() ** 3 + 0.01 for _one in range(5)]
    people = [one for one in range(size) if luck.random() < likely]
    answers = {}
    for one in people:
        single = luck.choices(range(4), weights[:4])[0]
        ticks = tuple(at for at in range(3) if luck.random() < weights[at])
        answers[one] = {
            key: said
            for key, said in (("r", (luck.choices(range(5), weights)[0],)), ("d", (single,)), ("t", ticks))
            if said and luck.random() < max(likely, 0.5)
        }
    joined = size if size >= least else None
    found = evaluating.evaluation(
        Evaluation((RATED, DONE, TICKED), answers), frozenset(range(size)), joined, least=least
    )
    return leaks(found, answers, size)


def leaks(cells: dict, answers: dict, size: int) -> list[str]:
    attacker = Attacker()
    attacker.truth = {"joined": size, "answered": len(answers)}
    if size >= 5:
        attacker.say({"joined": 1}, size, size)
    attacker.part("answered", "joined")
    attacker.wonder({"answered": 1})
    attacker.say({"answered": 1}, cells["number"]["low"], cells["number"]["high"])
    rows = {row["text"]: row for row in cells["questions"]}
    for asked in (RATED, DONE, TICKED):
        read(attacker, asked, rows.get(asked.text, {}), [one.get(asked.key, ()) for one in answers.values()])
    return attacker.found()


def read(attacker: Attacker, asked: Asked, row: dict, said: list[tuple[int, ...]]) -> None:
    """Take in one question: who answered it, and who gave each answer."""
    names = {label: f"{asked.key} {label}" for label in asked.options}
    attacker.truth |= {asked.key: sum(bool(one) for one in said)}
    attacker.truth |= {names[label]: sum(at in one for one in said) for at, label in enumerate(asked.options)}
    attacker.part(asked.key, "answered")
    attacker.wonder({asked.key: 1})
    for name in names.values():
        attacker.part(name, asked.key)
        attacker.wonder({name: 1})
        attacker.wonder({"answered": 1, name: -1})
        attacker.wonder({"joined": 1, name: -1})
    if "number" in row:
        attacker.say({asked.key: 1}, row["number"]["low"], row["number"]["high"])
    if asked.kind != "several":
        attacker.same(names.values(), asked.key)
        attacker.spread(row, names, asked.key, "answered", "joined")
    for one in row.get("shown", []):
        attacker.say({names[one["name"]]: 1}, one["number"], one["number"])
    for label in row.get("few", []):
        attacker.say({names[label]: 1}, 0, 4)


@pytest.mark.parametrize("likely", [0.6, 0.9, 1.0])
@pytest.mark.parametrize("size", [*range(4, 32, 3), 40, 60])
def test_no_group_of_a_few_can_be_worked_out(size: int, likely: float) -> None:
    assert [found for seed in range(4) for found in attacked(seed * 1000 + size, size, likely, 5)] == []


def test_the_attacker_finds_groups_where_nothing_is_suppressed() -> None:
    assert any(attacked(seed, 24, 0.9, 1) for seed in range(4))


def maps(*people: tuple[int, int, int]) -> Partnerships:
    columns = [dict(enumerate(column)) for column in zip(*people, strict=True)]
    return Partnerships(*columns)


def test_maps_are_counted_in_fives() -> None:
    found = evaluating.partnerships(maps(*[(4, 1, 2)] * 12), frozenset(range(12)), least=5)

    assert found == {"people": 10, "on_maps": 50, "agreements": 10, "reviews": 25}


def test_agreements_that_few_people_have_are_not_told() -> None:
    found = evaluating.partnerships(maps(*[(4, 3, 2)] * 4, *[(4, 0, 2)] * 8), frozenset(range(12)), least=5)

    assert (found["agreements"], found["reviews"]) == (None, 25)


def test_maps_of_a_few_are_not_told() -> None:
    assert evaluating.partnerships(maps(*[(4, 3, 2)] * 4), frozenset(range(4)), least=5) == {}


def test_maps_of_those_who_joined_later_are_not_counted() -> None:
    found = evaluating.partnerships(maps(*[(4, 1, 1)] * 6, *[(40, 1, 1)] * 6), frozenset(range(6)), least=5)

    assert found["on_maps"] == 25
