"""Turns the entries of a map into what its picture, its words and its questions are made from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from elearning.partnering import layout
from elearning.partnering.models import MapEntry, MapTaskPage
from elearning.partnering.models.maps import Level


@dataclass(frozen=True)
class Raised:
    """A question that the map raises, and the partners that raise it."""

    title: str
    question: str
    entries: list[MapEntry]


def facts(entry: MapEntry) -> tuple[str, ...]:
    """What the picture says about `entry`, in words: level, strength, health, sector, inside or outside."""
    inside = _("in my own organisation") if entry.kind == MapEntry.Kind.INTERNAL else ""
    sector = entry.get_sector_display() if entry.sector else ""
    said = (entry.get_level_now_display(), entry.strength_words(), entry.health_words(), sector, inside)
    return tuple(str(words) for words in said if words)


def partner(entry: MapEntry, *, href: str = "") -> layout.Partner:
    """`entry` as the picture needs it; `href` is where it is changed."""
    return layout.Partner(
        name=entry.name,
        level=entry.level_now,
        sector=entry.sector,
        strength=entry.strength,
        health=entry.health,
        internal=entry.kind == MapEntry.Kind.INTERNAL,
        facts=facts(entry),
        href=href,
        wanted=entry.level_wanted,
        importance=entry.importance,
        power=entry.power,
        benefit=entry.benefit,
        agreement=entry.agreement,
        review=entry.review,
    )


def raised(step: MapTaskPage, entries: Iterable[MapEntry]) -> list[Raised]:
    """The questions that these entries raise, in the order in which the page writes them."""
    found: dict[str, list[MapEntry]] = {}
    for entry in entries:
        for code in layout.prompts(partner(entry)):
            found.setdefault(code, []).append(entry)
    words = step.prompt_words()
    return [Raised(value["title"], value["question"], found[code]) for code, value in words.items() if code in found]


def picture(step: MapTaskPage, entries: Sequence[MapEntry], *, linked: bool = True) -> dict[str, Any]:
    """Everything the templates of the picture and its list need; without links for paper."""
    partners = [partner(entry, href=step.door("entry", entry.pk) if linked else "") for entry in entries]
    names = {level.value: str(level.label) for level in Level}
    used = {entry.sector for entry in entries}
    return {
        "drawing": layout.draw(partners, centre=step.centre_label, names=names),
        "sentences": layout.in_words(partners),
        "rows": list(zip(entries, partners, strict=True)),
        "sectors": [(label, layout.MARKS[code]) for code, label in MapEntry.Sector.choices if code in used],
        "strokes": [(label, layout.STROKES[code]) for code, label in MapEntry.STRENGTH_WORDS.items()],
        "dashes": [(label, layout.DASHES.get(code, layout.DOTS)) for code, label in MapEntry.HEALTH_WORDS.items()],
        "dots": layout.DOTS,
        "has_inside": MapEntry.Kind.INTERNAL in {entry.kind for entry in entries},
    }
