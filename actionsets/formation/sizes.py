"""Set size arithmetic: into how many sets of which size a number of people falls (DOMAIN 1.7.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from actionsets.formation.types import Settings


@dataclass(frozen=True, slots=True)
class SizePlan:
    """Sizes from the largest down, and whether they needed the stretched range."""

    sizes: tuple[int, ...]
    stretched: bool = False


def sizes_for(number: int, settings: Settings | None = None) -> SizePlan:
    """Return the sizes for `number` people, nearest to the ideal on average (a tie goes to fewer sets).

    Sizes differ by one at most. Without a fit in the normal or the stretched range the plan is empty (no set).
    """
    settings = settings or Settings()
    normal = _best_count(number, settings.smallest, settings.largest, settings.ideal)
    if normal:
        return SizePlan(even_sizes(number, normal))
    if settings.stretch is None:
        return SizePlan(())
    stretched = _best_count(number, *settings.stretch, settings.ideal)
    return SizePlan(even_sizes(number, stretched), stretched=True) if stretched else SizePlan(())


def sizes_within(number: int, settings: Settings, most: int) -> tuple[int, ...]:
    """Return the sizes for `number` people in the normal range and in at most so many sets, even if not all find room."""
    sizes = sizes_for(number, replace(settings, stretch=None)).sizes
    return even_sizes(min(number, most * settings.largest), most) if 0 < most < len(sizes) else sizes


def even_sizes(number: int, count: int) -> tuple[int, ...]:
    """Split `number` into `count` parts that differ by one at most, largest first."""
    share, larger = divmod(number, count)
    return (share + 1,) * larger + (share,) * (count - larger)


def _best_count(number: int, smallest: int, largest: int, ideal: int) -> int:
    counts = [count for count in range(1, number // smallest + 1) if number <= largest * count]
    return min(counts, key=lambda count: (abs(Fraction(number, count) - ideal), count), default=0)
