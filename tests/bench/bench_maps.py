"""Measures how well the picture of a map is laid out, beside a force layout: `python -m tests.bench.bench_maps`.

Two hundred random maps of each size, the same for every layout. Told are means a map: pairs of boxes that overlap, names of
rings under a box, lines that pass under a box that is not theirs, partners off the ring of their level, size and seconds.
The force layouts (networkx, BSD-3-Clause, no part of the product; requirements/bench.txt) know no rings, so that for them the
last but one column says how many partners stand nearer to the middle than one who works more closely with us.
"""

import argparse
import itertools
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, fields

import networkx

from elearning.partnering import layout
from elearning.partnering.layout import Box, Partner, Tie

NAMES = {level: level.title() for level in (*layout.LEVELS, layout.NO_LINK)} | {layout.NO_LINK: "No link yet"}
PARTS = ["Wenlow", "Tarnholm", "Valley", "Community", "Health", "Housing", "Youth", "Police", "Carers", "Food bank"]
KINDS = ["Board", "Trust", "Association", "Network", "Forum", "Service", "Partnership", "Council", "College", "team"]
SIZES = (5, 8, 12, 16, 20, 25)


@dataclass
class Marks:
    """What is counted in one picture; every figure is better when lower."""

    boxes: float = 0
    names: float = 0
    lines: float = 0
    off_ring: float = 0
    disorder: float = 0
    outside: float = 0
    area: float = 0
    seconds: float = 0


def some_map(count: int, seed: int) -> tuple[list[Partner], list[Tie]]:
    """A random map: names of one to four words, levels as they come, a link between two partners for every four."""
    dice = random.Random(f"{count} {seed}")
    partners = [
        Partner(
            name=" ".join([*dice.choices(PARTS, k=dice.randint(0, 3)), dice.choice(KINDS)]),
            level=dice.choice([*layout.LEVELS, *layout.LEVELS, layout.NO_LINK]),
            sector=dice.choice([*layout.MARKS, ""]),
            strength=dice.randint(1, 4),
            health=dice.choice(["good", "mixed", "strained", "unknown"]),
        )
        for _ in range(count)
    ]
    pairs = dice.sample(list(itertools.combinations(range(count), 2)), count // 4)
    return partners, [Tie(one, two) for one, two in pairs]


def counted(hub: Box, boxes: list[Box], plates: list[Box], lines: list[tuple[int, int]]) -> Marks:
    """Overlaps and lines under boxes; a line is a pair of partners, -1 is the hub."""
    every = [*boxes, hub]
    marks = Marks(boxes=sum(one.overlap(two) > 0 for one, two in itertools.combinations(every, 2)))
    marks.names = sum(any(plate.overlap(box) for box in every) for plate in plates)
    for one, two in lines:
        begin, end = every[one], every[two]
        others = (box for place, box in enumerate(every) if place not in {one % len(every), two % len(every)})
        marks.lines += sum(box.meets(begin.x, begin.y, end.x, end.y) for box in others)
    return marks


def lines_of(partners: list[Partner], ties: list[Tie]) -> list[tuple[int, int]]:
    spokes = [(-1, place) for place, one in enumerate(partners) if one.level != layout.NO_LINK]
    return [*spokes, *((tie.one, tie.two) for tie in ties)]


def ours(partners: list[Partner], ties: list[Tie]) -> Marks:
    """The picture of the product."""
    began = time.perf_counter()
    picture = layout.draw(partners, centre="Me and my team", names=NAMES, ties=ties)
    took = time.perf_counter() - began
    boxes = [Box(n.left + n.width / 2, n.top + n.height / 2, n.width / 2, n.height / 2) for n in picture.nodes]
    c = picture.centre
    plates = [
        Box(r.plate_left + r.plate_width / 2, r.plate_top + r.plate_height / 2, r.plate_width / 2, r.plate_height / 2)
        for r in picture.rings
    ]
    marks = counted(Box(c.x, c.y, c.width / 2, c.height / 2), boxes, plates, lines_of(partners, ties))
    rings = {ring.level: ring for ring in picture.rings}
    for one, box in zip(partners, boxes, strict=True):
        ring = rings[one.level]
        marks.off_ring += abs(math.hypot((box.x - c.x) / ring.rx, (box.y - c.y) / ring.ry) - 1) > 0.03
    marks.outside = sum(not inside(box, picture.width, picture.height) for box in boxes)
    marks.disorder = disorder(
        partners, [math.hypot((b.x - c.x) / picture.width, (b.y - c.y) / picture.height) for b in boxes]
    )
    marks.area, marks.seconds = picture.width * picture.height / (920 * 700), took
    return marks


def inside(box: Box, width: float, height: float) -> bool:
    return (
        abs(box.x - width / 2) + box.half_width <= width / 2 and abs(box.y - height / 2) + box.half_height <= height / 2
    )


def disorder(partners: list[Partner], far: list[float]) -> float:
    """How many pairs of partners stand the wrong way round: the one who works more closely with us is further away."""
    order = {level: place for place, level in enumerate((*layout.LEVELS, layout.NO_LINK))}
    rows = list(zip(partners, far, strict=True))
    return sum(
        (order[a.level] - order[b.level]) * (at - bt) < 0 for (a, at), (b, bt) in itertools.combinations(rows, 2)
    )


Spread = Callable[[networkx.Graph, int], dict[int, tuple[float, float]]]


def force(spread: Spread) -> Callable[[list[Partner], list[Tie]], Marks]:
    """A force layout on a sheet as large as ours for the same map; closer levels pull harder."""

    def layout_of(partners: list[Partner], ties: list[Tie]) -> Marks:
        ruler = layout.draw(partners, centre="Me and my team", names=NAMES, ties=ties)
        graph = networkx.Graph()
        graph.add_nodes_from(range(-1, len(partners)))
        pull = {level: 6 - place for place, level in enumerate((*layout.LEVELS, layout.NO_LINK))}
        # Who has no line would fly off the sheet and squeeze the others: a weak pull that is not drawn keeps them near.
        for place, partner in enumerate(partners):
            graph.add_edge(-1, place, weight=pull[partner.level])
        for tie in ties:
            graph.add_edge(tie.one, tie.two, weight=1)
        began = time.perf_counter()
        places = spread(graph, len(partners))
        took = time.perf_counter() - began
        return measured(partners, ties, ruler, places, took)

    return layout_of


def measured(
    partners: list[Partner], ties: list[Tie], ruler: layout.Picture, places: dict[int, tuple[float, float]], took: float
) -> Marks:
    """The marks of boxes that a force layout has placed, fitted to the sheet so that all boxes lie on it."""
    halves = [(n.width / 2, n.height / 2) for n in ruler.nodes] + [(ruler.centre.width / 2, ruler.centre.height / 2)]
    points = [places[index] for index in (*range(len(partners)), -1)]
    room = (ruler.width / 2 - max(w for w, _ in halves), ruler.height / 2 - max(h for _, h in halves))
    lows = [min(p[side] for p in points) for side in (0, 1)]
    spans = [max(max(p[side] for p in points) - lows[side], 1e-9) for side in (0, 1)]
    fitted = [tuple(((p[s] - lows[s]) / spans[s] * 2 - 1) * room[s] for s in (0, 1)) for p in points]
    every = [Box(x, y, w, h) for (x, y), (w, h) in zip(fitted, halves, strict=True)]
    marks = counted(every[-1], every[:-1], [], lines_of(partners, ties))
    hub = every[-1]
    far = [math.hypot((b.x - hub.x) / ruler.width, (b.y - hub.y) / ruler.height) for b in every[:-1]]
    marks.disorder = disorder(partners, far)
    marks.off_ring, marks.names = math.nan, math.nan
    marks.area, marks.seconds = ruler.width * ruler.height / (920 * 700), took
    return marks


def spring(graph: networkx.Graph, count: int) -> dict[int, tuple[float, float]]:
    return networkx.spring_layout(graph, seed=count, iterations=200, k=2.2 / math.sqrt(count + 1))


def kamada_kawai(graph: networkx.Graph, count: int) -> dict[int, tuple[float, float]]:
    """Stress between all pairs; a weaker pull is a longer way."""
    for _, _, facts in graph.edges(data=True):
        facts["weight"] = 7 - facts["weight"]
    return networkx.kamada_kawai_layout(graph)


LAYOUTS = {"rings": ours, "spring": force(spring), "Kamada-Kawai": force(kamada_kawai)}


def main() -> None:
    """Print a table: one row a size and layout, means over the maps, and the worst of ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maps", type=int, default=200)
    parser.add_argument("--only", choices=sorted(LAYOUTS))
    chosen = parser.parse_args()
    heads = [field.name for field in fields(Marks)]
    print("partners  layout       ", *(f"{head:>9}" for head in heads), "  maps without a box overlap")
    for count in SIZES:
        maps = [some_map(count, seed) for seed in range(chosen.maps)]
        for name, laid in LAYOUTS.items():
            if chosen.only in {None, name}:
                rows = [laid(*one) for one in maps]
                means = [sum(getattr(row, head) for row in rows) / len(rows) for head in heads]
                clean = sum(row.boxes == 0 for row in rows)
                print(f"{count:>8}  {name:<13}", *(f"{mean:>9.3f}" for mean in means), f"  {clean} of {len(rows)}")


if __name__ == "__main__":
    main()
