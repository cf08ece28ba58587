"""Covers, addresses and writing of packs in templates, and the panel of packs on a person's home page."""

import base64
import json
import re
import textwrap
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BoundBlock
from wagtail.images.models import AbstractImage, SourceImageIOError
from wagtail.rich_text import RichText

from elearning.programmes.models import Enrolment
from packs import describing, guiding, hearing, reading, sharing, translating, using
from packs.blocks import TableValue
from packs.drawings import WORDS, Drawing
from packs.forms import NotesForm, TapForm
from packs.http import address, guide_address
from packs.models import CategoryGuidePage, Erratum, LearningPackPage, PackReading, PackTranslation, PublisherPage
from packs.reading import Visit
from packs.sections import Ask, Section, sample_of
from packs.wanting import Format

register = template.Library()

# What is said of a pack and, in other words, of a resource.
PHRASES: dict[str, dict[str, Promise]] = {
    "purpose": {Format.PACK: _("When is this pack for you?"), Format.RESOURCE: _("When is this resource for you?")},
    "outcomes": {Format.PACK: _("After this pack you can…"), Format.RESOURCE: _("With this resource you can…")},
    "start": {Format.PACK: _("Start this pack"), Format.RESOURCE: _("Start this resource")},
    "whole": {Format.PACK: _("The whole pack on one page"), Format.RESOURCE: _("The whole resource on one page")},
    "whole title": {Format.PACK: _("the whole pack"), Format.RESOURCE: _("the whole resource")},
    "parts": {Format.PACK: _("Parts of the pack"), Format.RESOURCE: _("Parts of the resource")},
    "write": {
        Format.PACK: _("Write to the authors of this pack"),
        Format.RESOURCE: _("Write to the authors of this resource"),
    },
    "blank": {
        Format.PACK: _("A blank copy to write on is in the PDF of this pack."),
        Format.RESOURCE: _("A blank copy to write on is in the PDF of this resource."),
    },
}

HARMLESS = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
HEADING = re.compile(r"<(/?)h([2-5])\b")
COVER_LINE, COVER_LINE_SMALL, COVER_LINES = 18, 21, 4


def title_lines(title: str) -> list[str]:
    """A title broken for the cover: up to three lines of large letters, or four of smaller ones; what is longer ends in dots."""
    lines = textwrap.wrap(title, COVER_LINE, break_on_hyphens=False)
    if len(lines) <= COVER_LINES:
        return lines
    return textwrap.wrap(title, COVER_LINE_SMALL, break_on_hyphens=False, max_lines=COVER_LINES, placeholder=" …")


@register.inclusion_tag("packs/_cover.svg")
def cover(pack: LearningPackPage, uid: str, *, plain: bool = True) -> dict[str, Any]:
    """The cover of `pack`; silent for screen readers where the title stands beside it."""
    return {
        "code": pack.subject.code if pack.subject else "",
        "subject_short": pack.eyebrow,
        "title_lines": title_lines(pack.title),
        "pack_code": pack.code,
        "uid": uid,
        "plain": plain,
    }


@register.inclusion_tag("packs/_cover.svg")
def guide_cover(guide: CategoryGuidePage) -> dict[str, Any]:
    """The cover of a guide on paper: the pattern of resources, since it belongs to no subject."""
    lines = title_lines(guide.title)
    return {"subject_short": _("Guide to a category"), "title_lines": lines, "pack_code": guide.code, "uid": "guide"}


@register.inclusion_tag("packs/_drawing.html")
def drawing(name: str | None) -> dict[str, Any]:
    """A drawing from the shelf with its words; nothing for a name that the shelf does not know."""
    if not name or name not in Drawing:
        return {}
    chosen = Drawing(name)
    picture = f"packs/drawings/{chosen.value}.svg"
    return {"name": chosen.value, "title": chosen.label, "words": WORDS[chosen], "picture": picture}


@register.simple_tag
def pack_door(pack: LearningPackPage, name: str = "front", **captured: Any) -> str:
    """The address of the door `name` of `pack`."""
    return address(pack, name, **captured)


@register.simple_tag
def learning_resource(pack: LearningPackPage) -> str:
    """What `pack` is, as a block of data for search engines: no script, and nothing in it can end the block."""
    data = json.dumps(describing.learning_resource(pack), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{data.translate(HARMLESS)}</script>')


@register.simple_tag
def shared_picture(pack: LearningPackPage) -> str:
    """The whole address of the picture shown where `pack` is shared, or nothing where it cannot be drawn."""
    return describing.absolute(address(pack, "picture")) if pack.live and sharing.can_draw(pack) else ""


@register.filter
def absolute(path: str) -> str:
    """The whole address of `path` on this site."""
    return describing.absolute(path)


@register.filter
def phrase(pack: LearningPackPage | str, name: str) -> Promise:
    """What is said of `pack` at the place `name`, by its format; a sample in the editor's picker belongs to no pack yet."""
    return PHRASES[name][pack.format if isinstance(pack, LearningPackPage) else Format.PACK]


@register.filter
def prose(value: RichText | str | None, level: int = 2) -> RichText | str:
    """Writing whose highest heading becomes one of `level`, so that headings never skip a level."""
    if not value:
        return ""
    down, source = int(level) - 2, value.source if isinstance(value, RichText) else value
    return RichText(HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + down}", source))


@register.filter
def asking(form: NotesForm | None, ask: Ask) -> BoundField | None:
    """The field of `form` that asks `ask`."""
    return form[ask.key] if form else None


@register.filter
def of_pack(readings: dict[int, PackReading], pack: LearningPackPage) -> PackReading | None:
    """The reading of `pack` among the person's readings."""
    return readings.get(pack.pk)


@register.filter
def at(values: dict[str, str], key: str) -> str:
    """What `values` holds for `key`."""
    return values.get(key, "")


@register.filter
def in_words(ask: Ask, text: str) -> str:
    """What was answered to `ask`, in words: of a choice its label, anything else as it was written."""
    return ask.in_words(text)


@register.filter
def heading_of(blank: TableValue, cell: int) -> str:
    """What stands above the blank cell with that number in a row of `blank`; the first column may hold labels."""
    return str(blank["columns"][cell + bool(blank["rows"])])


@register.simple_tag
def packs_of(publisher: PublisherPage) -> list[LearningPackPage]:
    """The published packs of one organisation."""
    return reading.of_publisher(publisher)


@register.simple_tag
def guides_of(publisher: PublisherPage) -> list[CategoryGuidePage]:
    """The published guides of one organisation."""
    return list(CategoryGuidePage.objects.child_of(publisher).live().public().order_by("code"))


@register.simple_tag
def guide_of(pack: LearningPackPage) -> CategoryGuidePage | None:
    """The guide to the category of `pack`, if there is one."""
    return guiding.guide_of(pack)


@register.simple_tag
def in_other_languages(pack: LearningPackPage) -> list[tuple[LearningPackPage, str]]:
    """The same pack in other languages, each with the language's own name."""
    return [(other, get_language_info(other.language)["name_local"]) for other in translating.others(pack)]


@register.simple_tag
def translation_of(pack: LearningPackPage) -> PackTranslation | None:
    """That `pack` is a translation, with its source; None for an original."""
    return PackTranslation.objects.filter(page=pack.pk).select_related("follows__page__locale").first()


@register.simple_tag
def guide_door(guide: CategoryGuidePage, name: str = "guide") -> str:
    """The address of the door `name` of a guide."""
    return guide_address(guide, name)


@register.inclusion_tag("packs/_panel.html")
def packs_panel(enrolment: Enrolment) -> dict[str, Any]:
    """The packs of the subjects that the person chose, for their home page."""
    return {"pins": reading.pinned(enrolment), "readings": reading.readings_of(enrolment)}


@register.inclusion_tag("packs/_taps.html")
def two_taps(visit: Visit) -> dict[str, Any]:
    """The two questions about a pack with the reader's answers; nothing for those who have not taken it up."""
    tap = using.tap_of(visit.reading) if visit.reading else None
    questions = [(field, getattr(tap, field.name, "")) for field in TapForm()]
    return {"pack": visit.pack, "visit": visit, "questions": questions}


@register.simple_tag
def errata_for(visit: Visit | None) -> list[Erratum]:
    """The known mistakes in the version that somebody reads; none in an editor's preview, which is nobody's visit."""
    return list(hearing.errata_of(visit.pack, visit.reading)) if visit else []


@register.simple_tag
def part_of(block: BoundBlock) -> Section | None:
    """A sample block from the editor's picker as the part of a pack that it would become."""
    return sample_of(block)


@register.simple_tag
def picture_within(image: AbstractImage) -> str:
    """`image` as a part of the document itself, which on paper and in books loads nothing; empty if its file is gone."""
    kind = "png" if image.filename.lower().endswith(".png") else "jpeg"
    try:
        rendition = image.get_rendition(f"max-1400x1400|format-{kind}")
        with rendition.file.open("rb") as file:
            data = base64.b64encode(file.read()).decode()
    except (OSError, SourceImageIOError):
        return ""
    words = "" if image.decorative else image.contextual_alt_text or ""
    return format_html('<img src="data:image/{};base64,{}" alt="{}">', kind, data, words)
