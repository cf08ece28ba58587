"""The geometry of a map's picture: rings by level, boxes spread so that none hides another."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from elearning.partnering.layout.parts import (
    FLAGS,
    LEVELS,
    MARKS,
    NO_LINK,
    Box,
    Flag,
    Line,
    Node,
    Partner,
    Picture,
    Ring,
    Text,
    Tie,
)
from elearning.partnering.layout.words import FONT, LONGEST_LINE, flags, width_of, wrap

WIDTH, HEIGHT = 920, 700
MARGIN = 16
LINE = 19
PAD, MARK_ROOM, FLAG_ROOM = 9, 24, 15
GAP = 7
INNERMOST, LEAST_STEP = 0.38, 0.07
PLATE, SMALL_FONT = 20, 13
FREE_WEDGE = 16
STEP = 5
PASSES, GROWTHS = 5, 6
STARTS = (0.382, 0.5, 0.236)
MANY_STARTS, MANY = 16, 25
STROKES = {1: "1.5", 2: "3", 3: "5", 4: "7.5"}
DASHES = {"good": "", "mixed": "15 8", "strained": "6 6"}
DOTS = "0.1 7"
OUTSIDE = 3


@dataclass(frozen=True)
class _Given:
    """What is to be drawn, broken into lines and measured."""

    partners: tuple[Partner, ...]
    hub: list[str]
    names: Mapping[str, str]
    labels: list[list[str]]
    sizes: tuple[tuple[float, float], ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class _Plan:
    """A picture in the making, measured from its middle: the rings, the boxes' sizes and what they must keep clear of."""

    half_width: float
    half_height: float
    radii: dict[str, tuple[float, float]]
    sizes: tuple[tuple[float, float], ...]
    levels: tuple[str, ...]
    hub: Box
    plates: tuple[Box, ...]
    pairs: tuple[tuple[int, int], ...]
    tied: tuple[tuple[int, ...], ...]

    def box(self, index: int, angle: float) -> Box:
        """Where the box of partner `index` stands at `angle` (degrees, clockwise from the right) on its ring."""
        rx, ry = self.radii[self.levels[index]]
        turn = math.radians(angle)
        return Box(rx * math.cos(turn), ry * math.sin(turn), *self.sizes[index])


def draw(partners: Sequence[Partner], *, centre: str, names: Mapping[str, str], ties: Sequence[Tie] = ()) -> Picture:
    """The picture of `partners` round `centre`, and of the `ties` between them; `names` says what each ring is called."""
    labels = [wrap(partner.name) for partner in partners]
    sizes = tuple(_size(lines, _aside(p)) for p, lines in zip(partners, labels, strict=True))
    given = _Given(tuple(partners), wrap(centre, LONGEST_LINE, 2), names, labels, sizes, tuple(ties))
    scale, starts = _scale(sizes), STARTS if len(partners) <= MANY_STARTS else STARTS[:1]
    for _ in range(GROWTHS if len(partners) <= MANY else 1):
        plan = _plan(given, scale)
        boxes = min((_settle(plan, _fan_out(plan, share)) for share in starts), key=lambda one: _price(plan, one))
        if _is_clear(plan, boxes):
            break
        scale *= 1.12
    return _finish(given, plan, boxes)


def _aside(partner: Partner) -> float:
    """The room that the mark and the flags of `partner` take beside its name."""
    return (MARK_ROOM if partner.sector in MARKS else 0) + FLAG_ROOM * len(flags(partner))


def _size(lines: Sequence[str], aside: float = 0) -> tuple[float, float]:
    """Half the width and half the height of a box that holds `lines` and has so much room `aside`."""
    width = max(width_of(line) for line in lines) + 2 * PAD + aside
    return max(width, 44) / 2, (len(lines) * LINE + 2 * PAD - 3) / 2


def _scale(sizes: Sequence[tuple[float, float]]) -> float:
    """How much larger than usual the picture must be for its boxes to fill no more than a good fifth of it."""
    area = sum(4 * (half_width + GAP) * (half_height + GAP) for half_width, half_height in sizes)
    return max(1.0, math.sqrt(area / (0.22 * WIDTH * HEIGHT)))


def _levels(partners: Sequence[Partner]) -> list[str]:
    """The rings to draw, from the middle outwards; the outermost only when somebody stands on it."""
    return [*LEVELS, NO_LINK] if any(p.level == NO_LINK for p in partners) else list(LEVELS)


def _plan(given: _Given, scale: float) -> _Plan:
    levels = _levels(given.partners)
    widest, highest = (max((size[side] for size in given.sizes), default=40) for side in (0, 1))
    half_width, half_height = WIDTH * scale / 2, HEIGHT * scale / 2
    room_x, room_y = half_width - widest - MARGIN, half_height - max(highest, PLATE) - MARGIN
    counts = [sum(p.level == level for p in given.partners) for level in levels]
    shares = _shares(counts, room_x / (widest + GAP) + room_y / (highest + GAP))
    radii = {level: (room_x * share, room_y * share) for level, share in zip(levels, shares, strict=True)}
    plates = tuple(Box(0, -ry, _half_plate(given.names[level]), PLATE / 2) for level, (_, ry) in radii.items())
    hub = Box(0, 0, *_size(given.hub))
    pairs = tuple((tie.one, tie.two) for tie in given.ties)
    tied = tuple(tuple(a + b - i for a, b in pairs if i in (a, b)) for i in range(len(given.partners)))
    around = tuple(p.level for p in given.partners)
    return _Plan(half_width, half_height, radii, given.sizes, around, hub, plates, pairs, tied)


def _half_plate(name: str) -> float:
    """Half the width of the plate on which a ring's name stands."""
    return width_of(name) * SMALL_FONT / FONT / 2 + PAD


def _shares(counts: list[int], room: float) -> list[float]:
    """How far out each ring stands, from 0 to 1: evenly, unless a ring is so crowded that it needs more than that.

    `room` is how many boxes fit on a ring at the very outside.
    """
    shares: list[float] = []
    for place, count in enumerate(counts):
        even = INNERMOST + (1 - INNERMOST) * place / (len(counts) - 1)
        least = shares[-1] + LEAST_STEP if shares else 0
        most = 1 - LEAST_STEP * (len(counts) - 1 - place)
        shares.append(min(max(even, count / room, least), most))
    return shares


def _fan_out(plan: _Plan, share: float) -> list[float]:
    """First angles: evenly round the free part of the circle, neighbours on one ring about this `share` of it apart."""
    count = len(plan.levels)
    order = sorted(range(count), key=lambda index: (-plan.radii[plan.levels[index]][0], index))
    stride = next(step for step in range(max(1, round(count * share)), 2 * count + 2) if math.gcd(step, count) == 1)
    free = 360 - 2 * FREE_WEDGE
    angles = [0.0] * count
    for turn, index in enumerate(order):
        angles[index] = -90 + FREE_WEDGE + free * (turn * stride % count + 0.5) / count
    return angles


def _settle(plan: _Plan, ideal: list[float]) -> list[Box]:
    """The boxes, each turned from its first angle to where it is least in the way, until nothing gains by it."""
    boxes = [plan.box(index, angle) for index, angle in enumerate(ideal)]
    for _ in range(PASSES if len(ideal) <= MANY else 1):
        before = list(boxes)
        for index, angle in enumerate(ideal):
            boxes[index] = _least_in_the_way(plan, boxes, index, angle)
        if boxes == before:
            break
    return boxes


def _least_in_the_way(plan: _Plan, boxes: list[Box], index: int, ideal: float) -> Box:
    """The best place for the box of `index` on its ring while the others stay; where it stands if that is no trouble."""
    best = boxes[index]
    least = _trouble(plan, boxes, index, best, math.inf)
    if least == 0:
        return best
    for turn in range(0, 181, STEP):
        for angle in {ideal + turn, ideal - turn}:
            price = turn * 0.02
            if price >= least or abs((angle + 270) % 360 - 180) < FREE_WEDGE:
                continue
            box = plan.box(index, angle)
            cost = price + _trouble(plan, boxes, index, box, least - price)
            if cost < least - 1e-9:
                best, least = box, cost
    return best


def _trouble(plan: _Plan, boxes: list[Box], index: int, box: Box, enough: float) -> float:
    """How badly `box` would stand as the box of `index`: overlaps weigh most, then lines that pass under boxes.

    Stops counting when `enough` is reached.
    """
    shared = box.overlap(plan.hub, GAP)
    cost = (100 + shared / 50) if shared else 0.0
    cost += sum(100 for plate in plan.plates if box.overlap(plate, 2))
    has_line = plan.levels[index] != NO_LINK
    for other, placed in enumerate(boxes):
        if cost >= enough:
            break
        if other == index:
            continue
        if shared := box.overlap(placed, GAP):
            cost += 100 + shared / 50
        if has_line and placed.meets(0, 0, box.x, box.y):
            cost += 10
        if plan.levels[other] != NO_LINK and box.meets(0, 0, placed.x, placed.y):
            cost += 10
    return cost + (_trouble_of_ties(plan, boxes, index, box) if plan.pairs and cost < enough else 0)


def _trouble_of_ties(plan: _Plan, boxes: list[Box], index: int, box: Box) -> float:
    """The same for lines between partners: those of `index` under other boxes, those of others under `box`."""
    cost = 0.0
    for other in plan.tied[index]:
        end = boxes[other]
        cost += 12 * plan.hub.meets(box.x, box.y, end.x, end.y)
        cost += math.hypot(box.x - end.x, box.y - end.y) / 400
        passed = (placed for place, placed in enumerate(boxes) if place not in (index, other))
        cost += sum(10 for placed in passed if placed.meets(box.x, box.y, end.x, end.y))
    for one, two in plan.pairs:
        if index not in (one, two) and box.meets(boxes[one].x, boxes[one].y, boxes[two].x, boxes[two].y):
            cost += 10
    return cost


def _price(plan: _Plan, boxes: list[Box]) -> float:
    """How much is in the way of something else in the whole picture."""
    return sum(_trouble(plan, boxes, index, box, math.inf) for index, box in enumerate(boxes))


def _is_clear(plan: _Plan, boxes: list[Box]) -> bool:
    """Whether no box lies on another one, on the middle or on the name of a ring."""
    every = [plan.hub, *boxes]
    if any(box.overlap(plate) for box in every for plate in plan.plates):
        return False
    return not any(one.overlap(two, 1) for place, one in enumerate(every) for two in every[place + 1 :])


def _finish(given: _Given, plan: _Plan, boxes: list[Box]) -> Picture:
    x, y = plan.half_width, plan.half_height
    moved = [replace(box, x=box.x + x, y=box.y + y) for box in boxes]
    rings = [
        _ring(level, given.names[level], radii, replace(plate, x=x, y=plate.y + y))
        for (level, radii), plate in zip(plan.radii.items(), plan.plates, strict=True)
    ]
    nodes = [_node(p, lines, box) for p, lines, box in zip(given.partners, given.labels, moved, strict=True)]
    centre = _node(Partner(name=" ".join(given.hub), level=NO_LINK), given.hub, replace(plan.hub, x=x, y=y))
    # The outermost ring comes first, so that the inner ones lie on it.
    lines = tuple(_line(tie, moved) for tie in given.ties)
    return Picture(round(2 * x), round(2 * y), round(x), round(y), centre, tuple(reversed(rings)), tuple(nodes), lines)


def _line(tie: Tie, boxes: Sequence[Box]) -> Line:
    one, two, dash = boxes[tie.one], boxes[tie.two], DASHES.get(tie.health, DOTS if tie.health else "")
    stroke = STROKES.get(tie.strength or 0, "2")
    ends = (_rim(one, two), _rim(two, one))
    return Line(round(one.x), round(one.y), round(two.x), round(two.y), stroke, dash, dash == DOTS, ends)


def _rim(box: Box, other: Box) -> tuple[int, int]:
    """Where the line from the middle of `box` to that of `other` has just left the box."""
    across, down = other.x - box.x, other.y - box.y
    ways = [
        (half + OUTSIDE) / abs(way) for half, way in ((box.half_width, across), (box.half_height, down)) if abs(way) > 1
    ]
    share = min([*ways, 0.5])
    return round(box.x + share * across), round(box.y + share * down)


def _ring(level: str, name: str, radii: tuple[float, float], plate: Box) -> Ring:
    return Ring(
        level=level,
        name=name,
        rx=round(radii[0]),
        ry=round(radii[1]),
        plate_left=round(plate.x - plate.half_width),
        plate_top=round(plate.y - plate.half_height),
        plate_width=round(2 * plate.half_width),
        plate_height=round(2 * plate.half_height),
        text_y=round(plate.y + SMALL_FONT / 3),
    )


def _node(partner: Partner, lines: list[str], box: Box) -> Node:
    mark = MARKS.get(partner.sector)
    left, top = round(box.x - box.half_width), round(box.y - box.half_height)
    first = top + PAD + FONT - 2
    codes = flags(partner)
    shift = ((MARK_ROOM if mark else 0) - FLAG_ROOM * len(codes)) / 2
    right = round(box.x + box.half_width) - PAD + FLAG_ROOM / 2
    dash = DASHES.get(partner.health, DOTS)
    return Node(
        partner=partner,
        x=round(box.x),
        y=round(box.y),
        left=left,
        top=top,
        width=round(2 * box.half_width),
        height=round(2 * box.half_height),
        text_x=round(box.x + shift),
        texts=tuple(Text(line, first + LINE * place) for place, line in enumerate(lines)),
        mark=mark,
        mark_x=left + PAD + 10,
        has_line=partner.level != NO_LINK,
        stroke=STROKES.get(partner.strength or 0, "2"),
        dash=dash,
        is_dotted=dash == DOTS,
        flags=tuple(
            Flag(code, FLAGS[code], round(right - FLAG_ROOM * (len(codes) - place))) for place, code in enumerate(codes)
        ),
    )
