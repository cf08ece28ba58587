"""What may be told of a pack's use, tried by somebody who knows the rules and takes every figure from every other."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from json import dumps
from typing import Any

import pytest

from packs.usage import Used, cells_of, voices

USEFUL, LENGTH = ["yes", "partly", "no"], ["short", "right", "long"]


def told(readers: dict[str, int], cards: dict[str, int] | None = None, **more: Any) -> dict[str, Any]:
    return cells_of(Used(readers, cards or {}, **more), least=5)


def test_five_are_told_and_four_are_not() -> None:
    assert told({"1.0": 5})["readers"] == [5, 5]
    assert told({"1.0": 4})["readers"] == [0, 4]
    assert told({})["readers"] == [0, 4]


def test_versions_stand_beside_the_whole_when_nobody_can_be_made_out() -> None:
    assert told({"1.0": 12, "1.1": 5})["versions"] == {
        "1.0": {"readers": 12, "cards": None},
        "1.1": {"readers": 5, "cards": None},
    }
    assert told({"1.0": 12, "1.1": 0})["versions"] == {"1.0": {"readers": 12, "cards": None}}
    assert told({"1.0": 12, "1.1": 3})["versions"] == {}
    assert told({"1.0": 12, "1.1": 7, "2.0": 3})["versions"] == {}


def test_cards_are_a_range_where_nearly_all_have_one() -> None:
    assert told({"1.0": 12}, {"1.0": 7})["cards"] == [7, 7]
    assert told({"1.0": 12}, {"1.0": 10}) == told({"1.0": 12}, {"1.0": 8}) | {"cards": [8, 12]}
    assert told({"1.0": 12}, {"1.0": 12})["cards"] == [8, 12]


def test_cards_of_a_version_do_not_give_away_who_has_none() -> None:
    cells = told({"1.0": 20, "1.1": 6}, {"1.0": 10, "1.1": 5})

    assert cells["cards"] == [15, 15]
    assert cells["versions"]["1.0"] == {"readers": 20, "cards": None}


def test_downloads_are_told_by_version_and_kind() -> None:
    cells = told({}, downloads={("1.0", "read"): 9, ("1.0", "epub"): 5, ("1.1", "read"): 6})
    few = told({}, downloads={("1.0", "read"): 9, ("1.0", "epub"): 2})

    assert (cells["downloads"], cells["copies"]) == ([20, 20], {"1.0/read": 9, "1.0/epub": 5, "1.1/read": 6})
    assert (few["downloads"], few["copies"]) == ([11, 11], {})


def tables(versions: int, most: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way in which up to `most` readers of each version finished a card or not: readers and cards by version."""
    one = [(readers, cards) for readers in range(most + 1) for cards in range(readers + 1)]
    return product(one, repeat=versions)


def groups(table: tuple[tuple[int, int], ...]) -> dict[str, int]:
    """Every number of people that somebody might work out: of each version and of all, with and without a card."""
    found = {}
    for place, (readers, cards) in [*enumerate(table), (-1, tuple(map(sum, zip(*table, strict=True))))]:
        found |= {f"{place} readers": readers, f"{place} cards": cards, f"{place} none": readers - cards}
    return found


@pytest.mark.parametrize(("versions", "most", "least"), [(1, 40, 5), (2, 11, 5), (3, 5, 2), (3, 5, 3)])
def test_nobody_can_be_made_out_whatever_is_taken_from_what(versions: int, most: int, least: int) -> None:
    alike: dict[str, list[dict[str, int]]] = defaultdict(list)
    for table in tables(versions, most):
        used = Used(*({str(place): one[part] for place, one in enumerate(table)} for part in (0, 1)))
        alike[dumps(cells_of(used, least=least), sort_keys=True)].append(groups(table))

    given_away = [
        (cells, name, values)
        for cells, worlds in alike.items()
        for name in worlds[0]
        if len(values := {world[name] for world in worlds}) == 1 and 0 < min(values) < least
    ]

    assert given_away == []


# Voices


def said(useful: list[int], length: list[int]) -> Any:
    """What is told when so many gave each answer, in the order of the answers."""
    first = [name for name, number in zip(USEFUL, useful, strict=True) for _ in range(number)]
    second = [name for name, number in zip(LENGTH, length, strict=True) for _ in range(number)]
    return voices(list(zip(first, second, strict=True)), (USEFUL, LENGTH), least=5)


def test_voices_are_heard_from_ten_on() -> None:
    assert said([5, 4, 0], [0, 9, 0]) is None
    assert said([5, 5, 0], [0, 10, 0]) == {
        "useful": {"groups": [[["yes"], 5], [["partly"], 5]]},
        "length": {"most": "right"},
    }


def test_answers_of_a_few_are_told_together() -> None:
    assert said([7, 3, 2], [6, 6, 0])["useful"] == {"groups": [[["yes"], 7], [["partly", "no"], 5]]}


def test_both_questions_wait_for_one_another() -> None:
    assert said([4, 4, 4], [12, 0, 0]) is None
