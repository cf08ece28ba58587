"""What two published versions of a pack say differently: part by part, in words that were added and words that went.

Passages that are the same are counted, not shown, so that a corrected comma is found at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html import unescape
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from packs.blocks import CategoryOutcome
from packs.drawings import Drawing
from packs.models import PackVersion
from packs.models.licences import Licence
from packs.sections import SLUGS, sections

PARAGRAPH = re.compile(r"</(?:p|li|h[2-6]|blockquote)>|<br\s*/?>|\n+")
MARKUP = re.compile(r"<[^>]+>")
UNREAD = {"id", "type"}
CHOSEN = {**dict(Drawing.choices), **dict(CategoryOutcome.choices), **dict(Licence.choices)}
CHOICES = {"drawing", "category_outcome", "licence"}
HEADER = ("title", "summary", "purpose", "level", "authors", "licence", "adapted_from", "adapted_how")


class Sign(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A run of words and what became of it."""

    sign: Sign
    text: str


@dataclass(frozen=True)
class Passage:
    """A paragraph with its changes; or, without pieces, a number of paragraphs that are the same."""

    pieces: list[Piece]
    same: int = 0


@dataclass(frozen=True)
class Difference:
    """A part that is new, gone, or says something else; without passages, only its form has changed."""

    title: str | Promise
    sign: Sign
    passages: list[Passage]


@dataclass(frozen=True)
class Part:
    """A part of a version: its title, its paragraphs, and all of it as it is kept."""

    title: str | Promise
    paragraphs: list[str]
    raw: Any


def differences(old: PackVersion, new: PackVersion, *, with_trainer_notes: bool) -> list[Difference]:
    """The parts of `old` and `new` that are not the same, in the order of `new`; parts that went stand at the end."""
    before = parts_of(old, with_trainer_notes=with_trainer_notes)
    after = parts_of(new, with_trainer_notes=with_trainer_notes)
    found = [_difference(before.get(key), part) for key, part in after.items()]
    gone = [_difference(part, None) for key, part in before.items() if key not in after]
    return [one for one in found + gone if one]


def parts_of(version: PackVersion, *, with_trainer_notes: bool) -> dict[str, Part]:
    """The parts of a version by their place: what it is, what it is for, then as they are read. The change log is no part."""
    header = {name: version.schema.get(name, "") for name in HEADER}
    shown = {"header": Part(_("What it is"), list(paragraphs(header)), {**header, **_numbers(version)})}
    raw = {child.block_type: child.get_prep_value()["value"] for child in version.body}
    if "outcomes" in raw:
        shown["outcomes"] = _part(_("Learning outcomes"), raw["outcomes"])
    values = values_by_place(version.body)
    for one in sections(version.body, with_trainer_notes=with_trainer_notes):
        shown[one.slug] = _part(one.title, values[one.slug])
    return shown


def paragraphs(raw: Any, key: str = "") -> Iterator[str]:
    """The words of a stored value as readers find them, one paragraph after the other."""
    if isinstance(raw, str):
        text = str(CHOSEN.get(raw, raw)) if key in CHOICES else raw
        pieces = (" ".join(unescape(MARKUP.sub(" ", piece)).split()) for piece in PARAGRAPH.split(text))
        yield from (piece for piece in pieces if piece)
    elif isinstance(raw, dict):
        yield from (words for name, value in raw.items() if name not in UNREAD for words in paragraphs(value, name))
    elif isinstance(raw, list):
        yield from (words for value in raw for words in paragraphs(value))


def passages(old: list[str], new: list[str]) -> list[Passage]:
    """How `old` became `new`, paragraph by paragraph."""
    found: list[Passage] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Passage([], same=b - a))
        elif kind == "replace" and b - a == d - c:
            found += [Passage(pieces(one, other)) for one, other in zip(old[a:b], new[c:d], strict=True)]
        else:
            found += [Passage([Piece(Sign.REMOVED, words)]) for words in old[a:b]]
            found += [Passage([Piece(Sign.ADDED, words)]) for words in new[c:d]]
    return found


def pieces(old: str, new: str) -> list[Piece]:
    """How one paragraph became another, word by word."""
    before, after, found = old.split(), new.split(), []
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(Sign.SAME, " ".join(before[a:b])))
            continue
        runs = ((Sign.REMOVED, before[a:b]), (Sign.ADDED, after[c:d]))
        found += [Piece(sign, " ".join(words)) for sign, words in runs if words]
    return found


def _part(title: str | Promise, raw: Any) -> Part:
    return Part(title, list(paragraphs(raw)), raw)


def _numbers(version: PackVersion) -> dict[str, Any]:
    return {"minutes": version.schema.get("minutes"), "format": version.schema.get("format")}


def values_by_place(body: StreamValue) -> dict[str, Any]:
    """The stored values of the parts, by their place in the address."""
    slugs = [one.slug for one in sections(body, with_trainer_notes=True)]
    read = [child for child in body if child.block_type in SLUGS]
    return {slug: child.get_prep_value()["value"] for slug, child in zip(slugs, read, strict=True)}


def _difference(old: Part | None, new: Part | None) -> Difference | None:
    if new is None:
        return Difference(old.title, Sign.REMOVED, passages(old.paragraphs, [])) if old else None
    if old is None:
        return Difference(new.title, Sign.ADDED, passages([], new.paragraphs))
    if old.raw == new.raw:
        return None
    changed = passages(old.paragraphs, new.paragraphs) if old.paragraphs != new.paragraphs else []
    return Difference(new.title, Sign.SAME, changed)
