"""What a pack still lacks before it can be published, by its format: the parts that DOMAIN 5.1 marks with a star.

A resource (a map, a checklist, an agreement, a handbook) is one useful thing with a reading: it asks for less than a pack.
"""

import re
from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from packs.blocks import MARKUP, texts_of, words_in

ALWAYS = ("outcomes", "reading", "tool", "trainer_notes", "credits", "change_log")


class Format(models.TextChoices):
    """How much a publication holds."""

    PACK = "pack", _("Learning pack")
    RESOURCE = "resource", _("Resource")


# Words for what nobody can see a person do: outcomes need others (DOMAIN 5.1: an observable verb each).
UNSEEN = {"understand", "know", "learn", "appreciate", "realise", "realize", "grasp", "feel", "be", "have", "become"}
# Link words that say nothing when they are read alone, as screen readers list them.
VAGUE = {"click here", "here", "this", "this link", "link", "more", "read more", "learn more", "details", "this page"}
LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
PARTS = {
    Format.PACK: (*ALWAYS, "self_questionnaire", "reflective_questions", "scenario", "bring"),
    Format.RESOURCE: ALWAYS,
}
READING = {Format.PACK: (600, 900), Format.RESOURCE: (300, 1500)}


def wanting(body: StreamValue, format: str) -> list[str]:
    """What `body` lacks to be published in `format`, each as a sentence for its writer; nothing if it is whole."""
    missing = [sentence for _key, sentence in missing_parts(body, format)]
    return [*missing, *_too_short_or_long(body, Format(format))]


def missing_parts(body: StreamValue, format: str) -> list[tuple[str, str]]:
    """The parts that must be there and are not: their names, and a sentence for the writer."""
    there = {child.block_type for child in body}
    labels = {name: block.label for name, block in body.stream_block.child_blocks.items()}
    absent = [name for name in PARTS[Format(format)] if name not in there]
    return [(name, _now("Missing: %(part)s.") % {"part": labels[name]}) for name in absent]


def readings_out_of_range(body: StreamValue, format: str) -> list[str]:
    """A sentence for each reading that is too short or too long."""
    return _too_short_or_long(body, Format(format))


def unseen_outcomes(body: StreamValue, language: str) -> list[str]:
    """A sentence for each outcome that starts with what nobody can see; only for packs in English, whose words we know."""
    outcomes: Any = next((child.value for child in body if child.block_type == "outcomes"), [])
    words = _now("Nobody can see somebody “%(verb)s”: %(outcome)s. Say what they do.")
    firsts = [(str(outcome["text"] or ""), _first_word(str(outcome["text"] or ""))) for outcome in outcomes]
    unseen = [(text, verb) for text, verb in firsts if language.startswith("en") and verb in UNSEEN]
    return [words % {"verb": verb, "outcome": text.rstrip(".")} for text, verb in unseen]


def vague_links(body: StreamValue) -> list[str]:
    """A sentence for each link whose words do not say where it leads."""
    found = [
        " ".join(MARKUP.sub("", words).split()) for words in LINK.findall("".join(texts_of(body.get_prep_value())))
    ]
    words = _now(
        "The link “%(words)s” does not say where it leads. Link words that make sense when they are read alone."
    )
    return [words % {"words": one} for one in found if one.lower().rstrip(".:…") in VAGUE]


def silent_figures(body: StreamValue) -> list[tuple[str, str]]:
    """What pictures lack, by kind of finding: “alt” for words in their place, “rights” for whose they are."""
    found: list[tuple[str, str]] = []
    for number, figure in enumerate((child.value for child in body if child.block_type == "figure"), start=1):
        image = figure["image"]
        if image and not image.decorative and not image.contextual_alt_text:
            words = _now("Picture %(number)d has no words. Say what it shows, or mark it as decoration.")
            found.append(("alt", words % {"number": number}))
        if not figure["rights"]:
            words = _now("Picture %(number)d does not say whose it is.")
            found.append(("rights", words % {"number": number}))
    return found


def _first_word(text: str) -> str:
    words = text.lower().split()
    return words[1] if words[:1] == ["to"] and len(words) > 1 else "".join(words[:1])


def _too_short_or_long(body: StreamValue, format: Format) -> list[str]:
    fewest, most = READING[format]
    counts = [words_in(child.value.source) for child in body if child.block_type == "reading"]
    words = _now(
        "The reading has %(words)d words. It needs between %(fewest)d and %(most)d before it can be published."
    )
    limits = {"fewest": fewest, "most": most}
    return [words % {"words": count, **limits} for count in counts if not fewest <= count <= most]
