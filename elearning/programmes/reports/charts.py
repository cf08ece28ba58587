"""The pictures of a report: a bar or three marks beside each row of a table. They say what the row says, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WIDTH, LEFT, RIGHT = 200, 8, 192
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class Bar:
    """A bar up to `low`, and its open end up to `high` where only a range is told; units of the drawing."""

    low: int
    high: int

    @property
    def open_width(self) -> int:
        """How long the open end is."""
        return self.high - self.low


@dataclass(frozen=True)
class Dots:
    """Where the means then, now and looking back stand on the scale; units of the drawing. None is not drawn."""

    then: int | None
    now: int | None
    back: int | None

    @property
    def ticks(self) -> list[int]:
        """Where the points of the scale are marked."""
        return [place(point) for point in range(LOWEST, HIGHEST + 1)]

    @property
    def diamond(self) -> str:
        """The corners of the mark of looking back."""
        middle = self.back or 0
        return f"{middle},8 {middle + 8},16 {middle},24 {middle - 8},16"


def bar(row: Mapping[str, Any], most: int) -> Bar:
    """The bar of a count or a range; `most` fills the drawing."""
    low, high = (round(WIDTH * row[end] / most) if most else 0 for end in ("low", "high"))
    return Bar(low, high)


def place(mean: float) -> int:
    """Where `mean` stands on the drawn scale."""
    return round(LEFT + (RIGHT - LEFT) * (mean - LOWEST) / (HIGHEST - LOWEST))


def dots(row: Mapping[str, Any]) -> Dots | None:
    """The marks of a row of means; None without any."""
    found = {name: place(row[name]) if row.get(name) is not None else None for name in ("then", "now", "back")}
    return Dots(**found) if any(found.values()) else None
