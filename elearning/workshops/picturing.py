"""The picture of the code that phones read from the screen, as a path of our own drawing."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno

QUIET = 4  # modules of white around it, as ISO/IEC 18004 wants


@dataclass(frozen=True)
class CodePicture:
    """`path` for an SVG whose view box is `size` on each side; dark on white."""

    path: str
    size: int


@lru_cache(maxsize=64)
def code_picture(address: str) -> CodePicture:
    """The QR code of `address`, which can be read with a seventh of it spoilt (level M)."""
    rows = segno.make(address, error="m", micro=False).matrix
    path = "".join(_runs(bytes(row), number + QUIET) for number, row in enumerate(rows))
    return CodePicture(path, len(rows) + 2 * QUIET)


def _runs(row: bytes, y: int) -> str:
    """The dark stretches of one row."""
    found, x = "", QUIET
    for dark, stretch in groupby(row):
        width = len(list(stretch))
        found += f"M{x} {y}h{width}v1h-{width}z" if dark else ""
        x += width
    return found
