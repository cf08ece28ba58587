"""What a pack still lacks before it can be published, by its format: the parts that DOMAIN 5.1 marks with a star.

A resource (a map, a checklist, an agreement, a handbook) is one useful thing with a reading: it asks for less than a pack.
"""

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from packs.blocks import words_in

ALWAYS = ("outcomes", "reading", "tool", "trainer_notes", "credits", "change_log")


class Format(models.TextChoices):
    """How much a publication holds."""

    PACK = "pack", _("Learning pack")
    RESOURCE = "resource", _("Resource")


PARTS = {
    Format.PACK: (*ALWAYS, "self_questionnaire", "reflective_questions", "scenario", "bring"),
    Format.RESOURCE: ALWAYS,
}
READING = {Format.PACK: (600, 900), Format.RESOURCE: (300, 1500)}


def wanting(body: StreamValue, format: str) -> list[str]:
    """What `body` lacks to be published in `format`, each as a sentence for its writer; nothing if it is whole."""
    return [*_missing(body, Format(format)), *_too_short_or_long(body, Format(format))]


def _missing(body: StreamValue, format: Format) -> list[str]:
    there = {child.block_type for child in body}
    labels = {name: block.label for name, block in body.stream_block.child_blocks.items()}
    return [_now("Missing: %(part)s.") % {"part": labels[name]} for name in PARTS[format] if name not in there]


def _too_short_or_long(body: StreamValue, format: Format) -> list[str]:
    fewest, most = READING[format]
    counts = [words_in(child.value.source) for child in body if child.block_type == "reading"]
    words = _now(
        "The reading has %(words)d words. It needs between %(fewest)d and %(most)d before it can be published."
    )
    limits = {"fewest": fewest, "most": most}
    return [words % {"words": count, **limits} for count in counts if not fewest <= count <= most]
