"""StreamField blocks that pages and packs share."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

PLAIN = ["bold", "italic", "link"]
PROSE = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "blockquote", "hr"]


class ProseBlock(blocks.StreamBlock):
    """Ordinary writing: text with headings and lists, a picture, an aside."""

    text = blocks.RichTextBlock(features=PROSE, label=_("Text"), icon="pilcrow")
    picture = ImageBlock(required=False, label=_("Picture"))
    aside = blocks.RichTextBlock(
        features=PLAIN,
        label=_("Aside"),
        icon="help",
        help_text=_("A short note set apart from the text."),
        template="blocks/aside.html",
    )

    class Meta:
        block_counts = {"picture": {"max_num": 12}}


class QuestionBlock(blocks.StructBlock):
    """A question answered in the person's own words. Its block id is the key of every answer to it."""

    text = blocks.CharBlock(max_length=400, label=_("Question"))
    help = blocks.CharBlock(required=False, max_length=300, label=_("Help"), help_text=_("One line to get started."))

    class Meta:
        icon = "help"
        label = _("Question")


class TimetableRowBlock(blocks.StructBlock):
    """One part of a timetable."""

    minutes = blocks.IntegerBlock(min_value=1, max_value=480, label=_("Minutes"))
    title = blocks.CharBlock(max_length=160, label=_("What"))
    description = blocks.TextBlock(required=False, rows=3, label=_("What people do"))

    class Meta:
        icon = "time"
        label = _("Part")


class HandoutBlock(blocks.StructBlock):
    """A sheet to read on screen or print."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    body = blocks.RichTextBlock(features=PROSE, label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Handout")
