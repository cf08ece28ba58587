"""A pack as a row of sections, each with its place in the address, its reading time and the private notes it asks for."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import to_locale
from wagtail.blocks import BoundBlock, StreamValue

from packs.blocks import texts_of, words_in

WORDS_A_MINUTE = 200
LONGEST_NOTE = 4000
WANTS: list[tuple[str, Promise]] = [
    ("heard", _("To be heard")),
    ("see", _("To see it differently")),
    ("decide", _("To decide")),
    ("prepare", _("To prepare a conversation")),
]
# The preparation card of DOMAIN 5.1: key, label, hint. Its keys are the same in every pack.
CARD: list[tuple[str, Promise, Promise | str]] = [
    ("issue", _("My issue in one sentence"), ""),
    ("why_now", _("Why it matters now"), ""),
    ("who", _("Who is involved"), _("Roles, no names.")),
    ("tried", _("What I have tried"), ""),
    ("avoided", _("What I have avoided"), ""),
    ("want", _("What I want from the set"), ""),
    ("noticed", _("What the pack made me notice"), ""),
]
# A card with this line on it is one that somebody can bring.
ISSUE = "card-issue"


@dataclass(frozen=True)
class Ask:
    """One private question: the key its note is kept by, the words, and the answers to choose from if it has some."""

    key: str
    label: str | Promise
    help: str | Promise = ""
    choices: list[tuple[str, str | Promise]] = field(default_factory=list)

    def in_words(self, text: str) -> str:
        """What was answered: of a choice its label, anything else as it was written."""
        return str(dict(self.choices).get(text, text))

    @property
    def is_ours(self) -> bool:
        """Whether the words are ours and stand in every pack, as those of the card do."""
        return not isinstance(self.label, str)


@dataclass(frozen=True)
class Section:
    """One part of a pack."""

    slug: str
    kind: str
    title: str | Promise
    value: Any
    asks: list[Ask] = field(default_factory=list)
    minutes: int = 0
    figures: list[Any] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether its title is its writer's, not one of ours that stands in every pack."""
        return isinstance(self.title, str)

    @property
    def template(self) -> str:
        """The fragment that shows it on screen."""
        return f"packs/sections/_{self.kind}.html"

    @property
    def paper(self) -> str:
        """The fragment that prints it: the one of the screen where nothing has to be filled in by hand."""
        printed = self.kind in {"tool", "self_questionnaire", "reflective_questions", "bring"}
        return f"packs/paper/_{self.kind}.html" if printed else self.template


SLUGS = {
    "reading": ("reading", _("Short reading")),
    "tool": ("tool", _("Tool")),
    "self_questionnaire": ("questionnaire", _("Where do I stand?")),
    "reflective_questions": ("reflect", _("Questions to think about")),
    "scenario": ("scenario", _("Scenario")),
    "bring": ("bring", _("Bring to the set")),
    "try_this": ("try", _("Try it this week")),
    "trainer_notes": ("facilitators", _("Notes for facilitators and trainers")),
    "further_reading": ("further-reading", _("Further reading")),
    "credits": ("credits", _("Credits")),
}


def _questionnaire_asks(value: Any) -> list[Ask]:
    # The answer is kept in its words, so that it still says the same if the list is put in another order later.
    choices = [(label, label) for label in value["labels"]]
    return [Ask(key=child.id, label=child.value, choices=choices) for child in value["questions"].bound_blocks]


def _reflective_asks(value: Any) -> list[Ask]:
    return [Ask(key=child.id, label=child.value["text"], help=child.value["help"]) for child in value.bound_blocks]


def _card_asks(value: Any) -> list[Ask]:
    choices: dict[str, Any] = {"want": WANTS}
    return [Ask(f"card-{key}", label, hint, choices.get(key, [])) for key, label, hint in CARD]


ASKS: dict[str, Callable[[Any], list[Ask]]] = {
    "self_questionnaire": _questionnaire_asks,
    "reflective_questions": _reflective_asks,
    "bring": _card_asks,
}


def minutes_to_read(child: StreamValue.StreamChild) -> int:
    """Whole minutes, at 200 words a minute, never less than one."""
    words = sum(words_in(text) for text in texts_of(child.get_prep_value()["value"]))
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def sample_of(block: BoundBlock) -> Section | None:
    """A block from the editor's picker as the part it would become; None for one that is no part of its own."""
    kind = block.block.name
    if kind not in SLUGS:
        return None
    title = block.value["name"] if kind == "tool" else SLUGS[kind][1]
    return Section(SLUGS[kind][0], kind, title, block.value, ASKS[kind](block.value) if kind in ASKS else [])


@dataclass
class _Part:
    """A block that is a part of the pack, how many tools there are up to it, and the pictures that follow it."""

    child: StreamValue.StreamChild
    tools: int
    figures: list[StreamValue.StreamChild] = field(default_factory=list)

    @property
    def section(self) -> Section:
        kind = self.child.block_type
        slug, title = SLUGS[kind]
        if kind == "tool":
            slug, title = f"tool-{self.tools}", self.child.value["name"]
        asks = ASKS[kind](self.child.value) if kind in ASKS else []
        minutes = 0 if asks else minutes_to_read(self.child)
        pictures = [figure.value for figure in self.figures if figure.value["image"]]
        return Section(slug, kind, title, self.child.value, asks, minutes, pictures)

    @property
    def words(self) -> list[Any]:
        return [block.get_prep_value()["value"] for block in (self.child, *self.figures)]


def _read_in_turn(body: StreamValue) -> list[_Part]:
    parts: list[_Part] = []
    early: list[StreamValue.StreamChild] = []
    tools = 0
    for child in body:
        tools += child.block_type == "tool"
        if child.block_type in SLUGS:
            parts.append(_Part(child, tools))
        elif child.block_type == "figure":
            (parts[-1].figures if parts else early).append(child)
    if parts:
        parts[0].figures[:0] = early
    return parts


def sections(body: StreamValue, *, with_trainer_notes: bool) -> list[Section]:
    """The parts of a pack that are read one after another; outcomes and change log stand on its first page."""
    parts = _read_in_turn(body)
    return [part.section for part in parts if with_trainer_notes or part.child.block_type != "trainer_notes"]


@dataclass(frozen=True)
class Place:
    """A part of a pack by its place in the address and its title."""

    slug: str
    title: str | Promise


def outline(raw: list[dict[str, Any]]) -> list[Place]:
    """The parts of a pack from its frozen words, for readers: as `sections` gives them, without reading the words."""
    places, tools = [], 0
    for child in raw:
        kind = child["type"]
        tools += kind == "tool"
        if kind == "tool":
            places.append(Place(f"tool-{tools}", child["value"]["name"]))
        elif kind in SLUGS and kind != "trainer_notes":
            places.append(Place(*SLUGS[kind]))
    return places


def unchanged(old: StreamValue, new: StreamValue) -> set[str]:
    """The places in the address at which two versions of a pack have the same part, word for word."""
    before, after = ({part.section.slug: part.words for part in _read_in_turn(body)} for body in (old, new))
    return {slug for slug, value in after.items() if before.get(slug) == value}


def block_of(body: StreamValue, kind: str) -> Any:
    """The value of the first block of that kind, or None."""
    return next((child.value for child in body if child.block_type == kind), None)


@cache
def spoken(language: str) -> str:
    """The language of our own words around a pack in `language`: the same if they are translated, else our first one.

    Without this, a few of them would be put into it by Django's own translations, and the others not.
    """
    name = to_locale(language)
    translated = any((Path(place) / name / "LC_MESSAGES" / "django.mo").exists() for place in settings.LOCALE_PATHS)
    return language if translated else settings.LANGUAGE_CODE


def tongues(language: str, *, interface: str = settings.LANGUAGE_CODE) -> dict[str, Any]:
    """For templates: the attribute of a pack's words among ours (`theirs`), that of ours among the pack's (`ours`).

    Both are empty where the pack is in the language of the interface. `foreign` is the pack's language where it is another.
    """
    if language == interface:
        return {"theirs": "", "ours": "", "foreign": ""}
    theirs, ours = (format_html(' lang="{}"', one) for one in (language, interface))
    return {"theirs": theirs, "ours": ours, "foreign": language}
