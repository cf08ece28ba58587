"""Turns the entries of a map into what its picture, its words and its questions are made from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elearning.partnering import layout
from elearning.partnering.models import MapEntry, MapLink, MapTaskPage
from elearning.partnering.models.maps import Level

# As many partners as one picture holds; of more, the filter chooses (UX 4.3).
IN_ONE_PICTURE = 25
FLAG_WORDS = {
    "agreed": gettext_lazy("written agreement"),
    "overdue": gettext_lazy("review overdue"),
    "closer": gettext_lazy("would do best closer"),
    "looser": gettext_lazy("would do best less close"),
}


@dataclass(frozen=True)
class Raised:
    """A question that the map raises, and the partners that raise it."""

    title: str
    question: str
    entries: list[MapEntry]


def is_overdue(entry: MapEntry, today: date) -> bool:
    """Whether the day on which both sides wanted to look at how it is going has passed."""
    return entry.review_date is not None and entry.review_date < today


def facts(entry: MapEntry, *, today: date | None = None) -> tuple[str, ...]:
    """What the picture says about `entry`, in words: level, strength, health, sector, inside or outside, flags."""
    inside = _("in my own organisation") if entry.kind == MapEntry.Kind.INTERNAL else ""
    sector = entry.get_sector_display() if entry.sector else ""
    said = (entry.get_level_now_display(), entry.strength_words(), entry.health_words(), sector, inside)
    overdue = is_overdue(entry, today or timezone.localdate())
    drawn = layout.Partner(
        entry.name, entry.level_now, wanted=entry.level_wanted, agreement=entry.agreement, overdue=overdue
    )
    return tuple(str(words) for words in (*said, *(FLAG_WORDS[code] for code in layout.flags(drawn))) if words)


def partner(entry: MapEntry, *, href: str = "", today: date | None = None) -> layout.Partner:
    """`entry` as the picture needs it; `href` is where it is changed."""
    today = today or timezone.localdate()
    return layout.Partner(
        name=entry.name,
        level=entry.level_now,
        sector=entry.sector,
        strength=entry.strength,
        health=entry.health,
        internal=entry.kind == MapEntry.Kind.INTERNAL,
        facts=facts(entry, today=today),
        href=href,
        wanted=entry.level_wanted,
        importance=entry.importance,
        power=entry.power,
        benefit=entry.benefit,
        agreement=entry.agreement,
        review=entry.review,
        overdue=is_overdue(entry, today),
    )


def raised(step: MapTaskPage, entries: Iterable[MapEntry]) -> list[Raised]:
    """The questions that these entries raise, in the order in which the page writes them."""
    found: dict[str, list[MapEntry]] = {}
    for entry in entries:
        for code in layout.prompts(partner(entry)):
            found.setdefault(code, []).append(entry)
    words = step.prompt_words()
    return [Raised(value["title"], value["question"], found[code]) for code, value in words.items() if code in found]


def shown(entries: Sequence[MapEntry]) -> list[MapEntry]:
    """Those of `entries` that one picture holds: all up to 25, else those that matter most, in the order of the map."""
    if len(entries) <= IN_ONE_PICTURE:
        return list(entries)
    first = sorted(range(len(entries)), key=lambda place: (-(entries[place].importance or 0), place))
    return [entries[place] for place in sorted(first[:IN_ONE_PICTURE])]


def ties(entries: Sequence[MapEntry], links: Iterable[MapLink]) -> list[layout.Tie]:
    """The links between those partners who are in the picture."""
    place = {entry.pk: number for number, entry in enumerate(entries)}
    return [
        layout.Tie(place[link.one_id], place[link.two_id], link.strength, link.health)
        for link in links
        if link.one_id in place and link.two_id in place
    ]


def told_links(entries: Sequence[MapEntry], links: Iterable[MapLink]) -> list[tuple[MapLink, str, str, str]]:
    """Each link with the names of both partners and what is said of it, in words."""
    names = {entry.pk: entry.name for entry in entries}
    return [
        (link, names[link.one_id], names[link.two_id], ", ".join(link_facts(link)))
        for link in links
        if link.one_id in names and link.two_id in names
    ]


def link_facts(link: MapLink) -> list[str]:
    """What is said of a link between two partners: level, strength, health."""
    strength, health = MapEntry.STRENGTH_WORDS.get(link.strength or 0), MapEntry.HEALTH_WORDS.get(link.health)
    level = link.get_level_display() if link.level else ""
    return [str(words) for words in (level, strength, health) if words]


def picture(
    step: MapTaskPage, entries: Sequence[MapEntry], *, links: Sequence[MapLink] = (), linked: bool = True
) -> dict[str, Any]:
    """Everything the templates of the picture and its legend need, of at most 25 partners; without links for paper."""
    entries, today = shown(entries), timezone.localdate()
    partners = [partner(one, href=step.door("entry", one.pk) if linked else "", today=today) for one in entries]
    names = {level.value: str(level.label) for level in Level}
    used = {entry.sector for entry in entries}
    between = told_links(entries, links)
    codes = {code for one in partners for code in layout.flags(one)}
    return {
        "drawing": layout.draw(partners, centre=step.centre_label, names=names, ties=ties(entries, links)),
        "sentences": [*layout.in_words(partners), *(sentence(one, two, words) for _l, one, two, words in between)],
        "between": between,
        "sectors": [(label, layout.MARKS[code]) for code, label in MapEntry.Sector.choices if code in used],
        "strokes": [(label, layout.STROKES[code]) for code, label in MapEntry.STRENGTH_WORDS.items()],
        "dashes": [(label, layout.DASHES.get(code, layout.DOTS)) for code, label in MapEntry.HEALTH_WORDS.items()],
        "flags": [(label, layout.FLAGS[code]) for code, label in FLAG_WORDS.items() if code in codes],
        "dots": layout.DOTS,
        "has_inside": MapEntry.Kind.INTERNAL in {entry.kind for entry in entries},
    }


def sentence(one: str, two: str, words: str) -> str:
    """A link between two partners as a sentence."""
    said = _("%(one)s works with %(two)s") % {"one": one, "two": two}
    return f"{said}: {words}." if words else f"{said}."
