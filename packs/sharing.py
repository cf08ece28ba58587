"""Draws the picture that is shown where somebody shares the address of a publication: its title on the colours of its cover."""

import hashlib
import io
import textwrap
from itertools import groupby
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageDraw, ImageFont

from elearning import printing
from packs.models import LearningPackPage

FOLDER = "packs"
SIZE = WIDTH, HEIGHT = 1200, 630
EDGE, MARK = 80, 40
FONTS = Path(printing.__file__).parent / "fonts"
SERIF, SANS = "source-serif-4", "source-sans-3"
LINE, LINES = 26, 4
DRAWING = 1
# Ground and accent of each subject's cover (templates/packs/_cover.svg), and of all others.
COLOURS = {
    "LEAD": ("#1f5450", "#eebf78"),
    "BARR": ("#8f3a21", "#f5cf9f"),
    "INFL": ("#5e3352", "#edb9c2"),
    "VISN": ("#27496f", "#f3c969"),
    "MOTV": ("#754511", "#f6d083"),
    "TRAK": ("#37464f", "#f7ab8f"),
    "GRUP": ("#47561f", "#f0d98c"),
    "INTD": ("#15475a", "#f2a482"),
    "PMOT": ("#842c43", "#f2bd94"),
}
OTHERS = ("#4a4038", "#dccaae")
# Beyond these letters our fonts have none; then there is no picture rather than one of empty boxes.
LAST_LETTER = 0x24F
SIGNS = set("–—‘’“”…•‹›€")
PLAIN = set("ıŒœ") | SIGNS


def can_draw(pack: LearningPackPage) -> bool:
    """Whether our fonts have every letter that the picture needs."""
    return all(ord(letter) <= LAST_LETTER or letter in SIGNS for letter in f"{pack.title}{pack.eyebrow}{pack.code}")


def picture_of(pack: LearningPackPage) -> bytes:
    """The picture as PNG, 1200 by 630; drawn once for each title, subject, code and publisher, and kept."""
    says = [str(DRAWING), pack.title, _colours(pack)[0], pack.eyebrow, pack.code, pack.publisher.title]
    name = f"{FOLDER}/{hashlib.sha256(chr(0).join(says).encode()).hexdigest()}.png"
    store = storages["private"]
    if not store.exists(name):
        store.save(name, ContentFile(drawn(pack)))
    with store.open(name) as file:
        return bytes(file.read())


def drawn(pack: LearningPackPage) -> bytes:
    """The picture, drawn now."""
    ground, accent = _colours(pack)
    picture = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((EDGE, EDGE, EDGE + 96, EDGE + 8), fill=accent)
    _write(pen, EDGE + 48, pack.eyebrow, SANS, 32, accent)
    lines = textwrap.wrap(pack.title, LINE, max_lines=LINES, placeholder=" …", break_on_hyphens=False)
    for number, line in enumerate(lines):
        _write(pen, 190 + 84 * number, line, SERIF, 70, "#ffffff")
    _write(pen, HEIGHT - EDGE - 8, f"{pack.code} · {pack.publisher.title}"[:70], SANS, 28, "#ffffff")
    _mark(pen, WIDTH - EDGE - 74, EDGE + 2)
    kept = io.BytesIO()
    picture.quantize(64).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _colours(pack: LearningPackPage) -> tuple[str, str]:
    return COLOURS.get(pack.subject.code, OTHERS) if pack.subject else OTHERS


def _write(pen: ImageDraw.ImageDraw, top: int, words: str, family: str, size: int, colour: str) -> None:
    left = float(EDGE)
    for part, letters in groupby(words, key=_font_with):
        font, run = ImageFont.truetype(str(FONTS / f"{family}-{part}-600-normal.woff2"), size), "".join(letters)
        pen.text((left, top + size), run, font=font, fill=colour, anchor="ls")
        left += font.getlength(run)


def _font_with(letter: str) -> str:
    return "latin" if ord(letter) <= 0xFF or letter in PLAIN else "latin-ext"


def _mark(pen: ImageDraw.ImageDraw, left: int, top: int) -> None:
    """Two arches side by side, as in the mark of the house."""
    for number, height in enumerate((44, 56)):
        at, high = left + 38 * number, top + 60 - height
        pen.pieslice((at, high, at + 32, high + 32), 180, 360, fill="#ffffff")
        pen.rectangle((at, high + 16, at + 32, top + 60), fill="#ffffff")
