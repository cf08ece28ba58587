"""The picture of a map: what stands where, and what it says."""

import itertools
import random
import time

import pytest

from elearning.partnering import layout
from elearning.partnering.layout import Box, Partner, Picture

EVERY_LEVEL = [*layout.LEVELS, layout.NO_LINK]
NAMES = {level: level.title() for level in EVERY_LEVEL}
LONG = "Wenlow Valley Integrated Care Partnership Board"


def drawn(partners: list[Partner]) -> Picture:
    return layout.draw(partners, centre="Me and my team", names=NAMES)


def boxes(picture: Picture) -> list[Box]:
    nodes = [*picture.nodes, picture.centre]
    return [Box(n.left + n.width / 2, n.top + n.height / 2, n.width / 2, n.height / 2) for n in nodes]


def overlaps(picture: Picture) -> int:
    return sum(one.overlap(two) > 0 for one, two in itertools.combinations(boxes(picture), 2))


def some(count: int, seed: int) -> list[Partner]:
    dice = random.Random(seed)
    return [
        Partner(
            name=dice.choice([LONG, "Police", "Food bank network"]),
            level=dice.choice(EVERY_LEVEL),
            sector=dice.choice([*layout.MARKS, ""]),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 5, 9, 12, 16])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_boxes_never_overlap_up_to_sixteen_partners(count: int, seed: int) -> None:
    assert overlaps(drawn(some(count, seed))) == 0


@pytest.mark.parametrize("level", EVERY_LEVEL)
def test_boxes_never_overlap_when_all_stand_on_one_ring(level: str) -> None:
    assert overlaps(drawn([Partner(name=LONG, level=level, sector="public")] * 16)) == 0


@pytest.mark.parametrize("count", [1, 16, 60])
def test_every_box_lies_inside_the_picture(count: int) -> None:
    picture = drawn(some(count, 4))

    assert all(
        n.left >= 0 and n.top >= 0 and n.left + n.width <= picture.width and n.top + n.height <= picture.height
        for n in picture.nodes
    )


def test_same_partners_give_the_same_picture() -> None:
    assert drawn(some(12, 5)) == drawn(some(12, 5))


def test_closer_levels_stand_on_smaller_rings() -> None:
    rings = {ring.level: ring.rx for ring in drawn([Partner(name="A", level="none")]).rings}

    assert sorted(EVERY_LEVEL, key=lambda level: rings[level]) == EVERY_LEVEL


def test_outermost_ring_is_there_only_if_somebody_stands_on_it() -> None:
    assert [ring.level for ring in drawn([Partner(name="A", level="networking")]).rings] == list(layout.LEVELS)[::-1]


@pytest.mark.parametrize("level", EVERY_LEVEL)
def test_partner_stands_on_the_ring_of_its_level(level: str) -> None:
    picture = drawn([Partner(name="A", level=level)])
    node, ring = picture.nodes[0], next(ring for ring in picture.rings if ring.level == level)

    away = ((node.x - picture.x) / ring.rx) ** 2 + ((node.y - picture.y) / ring.ry) ** 2
    assert away == pytest.approx(1, abs=0.02)


def test_line_is_wider_for_a_stronger_link() -> None:
    nodes = drawn([Partner(name="A", level="networking", strength=strength) for strength in (1, 2, 3, 4)]).nodes

    widths = [float(node.stroke) for node in nodes]
    assert widths == sorted(set(widths))


def test_line_tells_health_by_its_dashes() -> None:
    healths = ["good", "mixed", "strained", "unknown"]
    nodes = drawn([Partner(name="A", level="networking", health=health) for health in healths]).nodes

    assert len({node.dash for node in nodes}) == 4
    assert [node.dash == "" for node in nodes] == [True, False, False, False]


def test_partner_without_a_link_has_no_line() -> None:
    assert [node.has_line for node in drawn([Partner("A", "none"), Partner("B", "networking")]).nodes] == [False, True]


def test_sectors_differ_in_shape_and_in_colour() -> None:
    marks = layout.MARKS.values()

    assert len({mark.outline for mark in marks}) == len({mark.colour for mark in marks}) == len(layout.MARKS) == 7


def test_name_too_long_for_its_box_ends_in_an_ellipsis() -> None:
    lines = layout.wrap(LONG * 3)

    assert (len(lines), lines[-1][-1]) == (3, "…")


def test_word_wider_than_a_line_is_cut() -> None:
    assert all(layout.width_of(line) <= 124 for line in layout.wrap("Nachbarschaftshilfevereinigungen" * 2))


def test_words_of_the_picture_go_from_the_middle_outwards() -> None:
    partners = [
        Partner("Police", "networking", facts=("Networking", "thin link")),
        Partner("Health board", "integrating", facts=("Integrating",)),
    ]

    assert layout.in_words(partners) == ["Health board: Integrating.", "Police: Networking, thin link."]


@pytest.mark.parametrize(
    ("given", "raised"),
    [
        ({}, ()),
        ({"importance": 3, "health": "strained"}, ("important_strained",)),
        ({"importance": 2, "health": "strained"}, ()),
        ({"importance": 4, "agreement": "spoken"}, ("important_no_agreement",)),
        ({"importance": 4, "agreement": "current"}, ()),
        ({"importance": 4}, ()),
        ({"review": "none_set"}, ("no_review_date",)),
        ({"review": "unknown"}, ()),
        ({"wanted": "integrating"}, ("wants_other_level",)),
        ({"wanted": "networking"}, ()),
        ({"wanted": "not_sure"}, ()),
        ({"power": "they", "benefit": "them"}, ("they_decide_they_gain",)),
        ({"power": "they", "benefit": "both"}, ()),
    ],
)
def test_prompts_are_raised_by_what_is_said(given: dict, raised: tuple[str, ...]) -> None:
    assert layout.prompts(Partner("A", "networking", **given)) == raised


def test_sixteen_partners_are_drawn_in_well_under_a_second() -> None:
    began = time.perf_counter()

    drawn(some(16, 6))

    assert time.perf_counter() - began < 0.5
