"""What a map's picture is made of: partners in; rings, boxes, lines and marks out."""

from dataclasses import dataclass

LEVELS = ("integrating", "collaborating", "cooperating", "coordinating", "networking")
NO_LINK = "none"
NOT_SURE = "not_sure"


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


# Small signs round their own middle, all drawn as strokes: a sheet of paper, a bell, an arrow inwards, an arrow outwards.
FLAGS = {
    "agreed": "M-4.5-6h6l3 3v9h-9zM-2-0.5h4.5M-2 2.5h4.5",
    "overdue": "M-5.5 3.5c2-1.5 1.5-4 1.5-5a4 4 0 0 1 8 0c0 1-0.5 3.5 1.5 5zM-1.5 6h3M0-7v1.5",
    "closer": "M0-6V6M-4.5-1.5L0-6L4.5-1.5",
    "looser": "M0-6V6M-4.5 1.5L0 6L4.5 1.5",
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
    overdue: bool = False


@dataclass(frozen=True)
class Tie:
    """Two partners who work with each other, by their places in the list of partners."""

    one: int
    two: int
    strength: int | None = None
    health: str = ""


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

    def meets(self, x1: float, y1: float, x2: float, y2: float) -> bool:
        """Whether the straight line between two points passes through this box."""
        across, down = (x2 - x1) / 2, (y2 - y1) / 2
        x, y = self.x - (x1 + x2) / 2, self.y - (y1 + y2) / 2
        if abs(x) >= self.half_width + abs(across) or abs(y) >= self.half_height + abs(down):
            return False
        return abs(x * down - y * across) < self.half_width * abs(down) + self.half_height * abs(across)


@dataclass(frozen=True)
class Text:
    """One line of a label and the height at which it stands."""

    words: str
    y: int


@dataclass(frozen=True)
class Ring:
    """One level: an ellipse round the middle, and the plate on which its name stands."""

    level: str
    name: str
    rx: int
    ry: int
    plate_left: int
    plate_top: int
    plate_width: int
    plate_height: int
    text_y: int


@dataclass(frozen=True)
class Line:
    """A line between two partners: how wide it is, how it is broken, and the dots where it meets their boxes, by which it is
    told from a line to the middle in print without colour."""

    x1: int
    y1: int
    x2: int
    y2: int
    stroke: str
    dash: str
    is_dotted: bool
    ends: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Flag:
    """A small sign at the end of a box: what it says, and where its middle stands."""

    code: str
    outline: str
    x: int


@dataclass(frozen=True)
class Node:
    """A partner's box, its lines of text, the mark of its sector, its flags and the line that leads to it."""

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
    mark_x: int
    has_line: bool
    stroke: str
    dash: str
    is_dotted: bool
    flags: tuple[Flag, ...] = ()


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
    lines: tuple[Line, ...] = ()
