"""Where everything on a map's picture stands, its words, and the questions it raises; knows no framework.

The rings are the levels of working together, the closest in the middle; a line's width is the strength of the link, its
dashes are how it is going, a mark's shape and colour are the sector. The same partners always give the same picture. The
boxes of up to sixteen partners never overlap: where they would, the whole picture grows a little.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

LEVELS = ("integrating", "collaborating", "cooperating", "coordinating", "networking")
NO_LINK = "none"
NOT_SURE = "not_sure"
MUCH = 3
WIDTH, HEIGHT = 920, 700
MARGIN = 16
FONT, LINE = 15, 19
LONGEST_LINE, MOST_LINES = 124, 3
PAD, MARK_ROOM = 9, 24
GAP = 7
INNERMOST, LEAST_STEP = 0.38, 0.07
LABEL_WIDTH, LABEL_HEIGHT = 96, 20
CROWD = 1.0
STEP = 5
FREE_WEDGE = 16
PASSES, GROWTHS = 5, 6
MANY = 25
STROKES = {1: "1.5", 2: "3", 3: "5", 4: "7.5"}
DASHES = {"good": "", "mixed": "15 8", "strained": "6 6"}
DOTS = "0.1 7"


@dataclass(frozen=True)
class Mark:
    """The sign of a sector: an outline round its own middle, and its colour."""

    outline: str
    colour: str


MARKS = {
    "public": Mark("M-6-6h12v12h-12z", "#2c5a86"),
    "voluntary": Mark("M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z", "#ad4a2b"),
    "social_enterprise": Mark("M0-8.5L8.5 0 0 8.5-8.5 0z", "#2f6a3c"),
    "private": Mark("M0-7.5L8 6.5H-8z", "#6a3a5c"),
    "education": Mark("M0-8L8-2 5 7H-5L-8-2z", "#1f5450"),
    "residents": Mark("M-2.5-7.5h5v5h5v5h-5v5h-5v-5h-5v-5h5z", "#8a2a55"),
    "other": Mark("M-8-3h16v6h-16z", "#5c4f45"),
}


@dataclass(frozen=True)
class Partner:
    """One partner as the picture needs it. `facts` are ready words about it, `href` is where it is changed."""

    name: str
    level: str
    sector: str = ""
    strength: int | None = None
    health: str = ""
    internal: bool = False
    facts: tuple[str, ...] = ()
    href: str = ""
    wanted: str = ""
    importance: int | None = None
    power: str = ""
    benefit: str = ""
    agreement: str = ""
    review: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle and its half sides."""

    x: float
    y: float
    half_width: float
    half_height: float

    def overlap(self, other: "Box", gap: float = 0) -> float:
        """The area that this box, widened by `gap`, shares with `other`."""
        wide = self.half_width + other.half_width + gap - abs(self.x - other.x)
        high = self.half_height + other.half_height + gap - abs(self.y - other.y)
        return wide * high if wide > 0 and high > 0 else 0

    def is_under_line(self, x: float, y: float) -> bool:
        """Whether the straight line from the middle of the picture (0, 0) to (x, y) passes through this box."""
        length = math.hypot(x, y) or 1.0
        across, down = x / length, y / length
        along, aside = self.x * across + self.y * down, abs(self.x * down - self.y * across)
        return 0 < along < length and aside < self.half_width * abs(down) + self.half_height * abs(across)


@dataclass(frozen=True)
class Text:
    """One line of a label and the height at which it stands."""

    words: str
    y: int


@dataclass(frozen=True)
class Ring:
    """One level: an ellipse round the middle, and where its name stands."""

    level: str
    rx: int
    ry: int
    label_y: int


@dataclass(frozen=True)
class Node:
    """A partner's box, its lines of text, the mark of its sector and the line that leads to it."""

    partner: Partner
    x: int
    y: int
    left: int
    top: int
    width: int
    height: int
    text_x: int
    texts: tuple[Text, ...]
    mark: Mark | None
    has_line: bool
    stroke: str
    dash: str


@dataclass(frozen=True)
class Picture:
    """The whole picture in the units of its own view box."""

    width: int
    height: int
    x: int
    y: int
    centre: Node
    rings: tuple[Ring, ...]
    nodes: tuple[Node, ...]


# --- Words ----------------------------------------------------------------------------------------------------------


def width_of(text: str) -> float:
    """A generous guess at how wide `text` is in the picture's font; text cannot be measured on a server."""
    return sum(_width_of_letter(letter) for letter in text) * FONT / 15


def _width_of_letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 15.5
    if letter in "ijl.,:;'’!|I ()[]":
        return 4.7
    if letter in "frt-/\"“”":
        return 5.8
    if letter in "mwMW@%—…":
        return 13.6
    return 10.9 if letter.isupper() else 8.7


def wrap(text: str, width: float = LONGEST_LINE, lines: int = MOST_LINES) -> list[str]:
    """`text` in at most `lines` lines no wider than `width`; what does not fit ends in an ellipsis."""
    made: list[str] = [""]
    for word in _short_words(text, width):
        longer = f"{made[-1]} {word}".strip()
        if width_of(longer) <= width:
            made[-1] = longer
        else:
            made.append(word)
    made = [line for line in made if line] or [""]
    if len(made) > lines:
        made = [*made[: lines - 1], _shorten(made[lines - 1], width)]
    return made


def _short_words(text: str, width: float) -> list[str]:
    """The words of `text`; one that is wider than a line is cut into pieces."""
    pieces: list[str] = []
    for word in text.split():
        piece = ""
        for letter in word:
            if width_of(piece + letter) > width:
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return pieces


def _shorten(line: str, width: float) -> str:
    while line and width_of(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def in_words(partners: Sequence[Partner]) -> list[str]:
    """The picture as sentences, from the middle outwards: each partner's name and the facts known of it."""
    order = {level: place for place, level in enumerate((*LEVELS, NO_LINK))}
    rows = sorted(enumerate(partners), key=lambda row: (order.get(row[1].level, len(order)), row[0]))
    return [f"{partner.name}: {', '.join(partner.facts)}." for _, partner in rows]


def prompts(partner: Partner) -> tuple[str, ...]:
    """The codes of the questions that this partner raises (DOMAIN 3.1): questions, never scores."""
    matters = (partner.importance or 0) >= MUCH
    raised = {
        "important_strained": matters and partner.health == "strained",
        "important_no_agreement": matters and partner.agreement in {"out_of_date", "spoken", "none", "unknown"},
        "no_review_date": partner.review == "none_set",
        "wants_other_level": bool(partner.wanted) and partner.wanted not in {NOT_SURE, partner.level},
        "they_decide_they_gain": partner.power == "they" and partner.benefit == "them",
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)


# --- Geometry -------------------------------------------------------------------------------------------------------


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

    def box(self, index: int, angle: float) -> Box:
        """Where the box of partner `index` stands at `angle` (degrees, clockwise from the right) on its ring."""
        rx, ry = self.radii[self.levels[index]]
        turn = math.radians(angle)
        return Box(rx * math.cos(turn), ry * math.sin(turn), *self.sizes[index])


def draw(partners: Sequence[Partner], *, centre: str) -> Picture:
    """The picture of `partners` round `centre`."""
    labels = [wrap(partner.name) for partner in partners]
    hub = wrap(centre, LONGEST_LINE, 2)
    scale = _scale(partners, labels)
    for _ in range(GROWTHS if len(partners) <= MANY else 1):
        plan = _plan(partners, labels, hub, scale)
        boxes = _settle(plan, _fan_out(plan))
        if not _any_overlap([plan.hub, *boxes]):
            break
        scale *= 1.12
    return _finish(partners, labels, hub, plan, boxes)


def _size(lines: Sequence[str], *, has_mark: bool) -> tuple[float, float]:
    """Half the width and half the height of a box that holds `lines`."""
    width = max(width_of(line) for line in lines) + 2 * PAD + (MARK_ROOM if has_mark else 0)
    return max(width, 44) / 2, (len(lines) * LINE + 2 * PAD - 3) / 2


def _sizes(partners: Sequence[Partner], labels: list[list[str]]) -> tuple[tuple[float, float], ...]:
    return tuple(_size(lines, has_mark=p.sector in MARKS) for p, lines in zip(partners, labels, strict=True))


def _levels(partners: Sequence[Partner]) -> list[str]:
    """The rings to draw, from the middle outwards; the outermost only when somebody stands on it."""
    return [*LEVELS, NO_LINK] if any(p.level == NO_LINK for p in partners) else list(LEVELS)


def _scale(partners: Sequence[Partner], labels: list[list[str]]) -> float:
    """How much larger than usual the picture must be for its boxes to fill no more than a good fifth of it."""
    area = sum(4 * (half_width + GAP) * (half_height + GAP) for half_width, half_height in _sizes(partners, labels))
    return max(1.0, math.sqrt(area / (0.22 * WIDTH * HEIGHT)))


def _plan(partners: Sequence[Partner], labels: list[list[str]], hub: list[str], scale: float) -> _Plan:
    sizes = _sizes(partners, labels)
    levels = _levels(partners)
    widest, highest = (max((size[side] for size in sizes), default=40) for side in (0, 1))
    half_width, half_height = WIDTH * scale / 2, HEIGHT * scale / 2
    room_x, room_y = half_width - widest - MARGIN, half_height - max(highest, LABEL_HEIGHT) - MARGIN
    counts = [sum(p.level == level for p in partners) for level in levels]
    shares = _shares(counts, (room_x / (widest + GAP) + room_y / (highest + GAP)) * CROWD)
    radii = {level: (room_x * share, room_y * share) for level, share in zip(levels, shares, strict=True)}
    plates = tuple(Box(0, -ry, LABEL_WIDTH / 2, LABEL_HEIGHT / 2) for _, ry in radii.values())
    hub_box = Box(0, 0, *_size(hub, has_mark=False))
    return _Plan(half_width, half_height, radii, sizes, tuple(p.level for p in partners), hub_box, plates)


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


def _fan_out(plan: _Plan) -> list[float]:
    """First angles: evenly round the free part of the circle, neighbours on one ring as far apart as can be."""
    count = len(plan.levels)
    order = sorted(range(count), key=lambda index: (-plan.radii[plan.levels[index]][0], index))
    stride = next(step for step in range(max(1, round(count * 0.382)), 2 * count + 2) if math.gcd(step, count) == 1)
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
    cost += sum(30 for plate in plan.plates if box.overlap(plate, 2))
    has_line = plan.levels[index] != NO_LINK
    for other, placed in enumerate(boxes):
        if cost >= enough:
            break
        if other == index:
            continue
        if shared := box.overlap(placed, GAP):
            cost += 100 + shared / 50
        if has_line and placed.is_under_line(box.x, box.y):
            cost += 10
        if plan.levels[other] != NO_LINK and box.is_under_line(placed.x, placed.y):
            cost += 10
    return cost


def _any_overlap(boxes: Sequence[Box]) -> bool:
    return any(one.overlap(two, 1) for place, one in enumerate(boxes) for two in boxes[place + 1 :])


def _finish(
    partners: Sequence[Partner], labels: list[list[str]], hub: list[str], plan: _Plan, boxes: list[Box]
) -> Picture:
    x, y = plan.half_width, plan.half_height
    moved = [replace(box, x=box.x + x, y=box.y + y) for box in boxes]
    rings = [Ring(level, round(rx), round(ry), round(y - ry) + 5) for level, (rx, ry) in reversed(plan.radii.items())]
    nodes = [_node(partner, lines, box) for partner, lines, box in zip(partners, labels, moved, strict=True)]
    centre = _node(Partner(name=" ".join(hub), level=NO_LINK), hub, replace(plan.hub, x=x, y=y))
    return Picture(round(2 * x), round(2 * y), round(x), round(y), centre, tuple(rings), tuple(nodes))


def _node(partner: Partner, lines: list[str], box: Box) -> Node:
    mark = MARKS.get(partner.sector)
    left, top = round(box.x - box.half_width), round(box.y - box.half_height)
    first = top + PAD + FONT - 2
    shift = MARK_ROOM / 2 if mark else 0
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
        has_line=partner.level != NO_LINK,
        stroke=STROKES.get(partner.strength or 0, "2"),
        dash=DASHES.get(partner.health, DOTS),
    )


def without_links(partners: Sequence[Partner]) -> list[Partner]:
    """The same partners with nowhere to go, for a picture on paper."""
    return [replace(partner, href="") for partner in partners]
