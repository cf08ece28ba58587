"""The home page that visitors meet, and plain pages such as help."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from elearning.blocks import PROSE, ProseBlock


class WelcomeBlock(blocks.StructBlock):
    """A short block of the home page that speaks to one kind of visitor."""

    title = blocks.CharBlock(max_length=80, label=_("Title"))
    text = blocks.RichTextBlock(features=PROSE, label=_("Text"))
    link = blocks.ChoiceBlock(
        required=False,
        choices=[("packs", _("The learning packs")), ("help", _("Help")), ("sign_in", _("Sign in"))],
        label=_("Leads to"),
    )
    action = blocks.CharBlock(required=False, max_length=60, label=_("Words of the link"))

    class Meta:
        icon = "user"
        label = _("Welcome")


class PlaceOnTheWayBlock(blocks.StructBlock):
    """One part of what happens in a programme."""

    when = blocks.CharBlock(max_length=60, label=_("When"))
    title = blocks.CharBlock(max_length=80, label=_("What"))
    text = blocks.TextBlock(max_length=300, rows=2, label=_("In a sentence or two"))

    class Meta:
        icon = "date"
        label = _("Part of the way")


class HomePage(Page):
    """The front door of the site."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("lead"), max_length=600)
    way_title = models.CharField(_("title of the way"), max_length=120, blank=True)
    way = StreamField([("place", PlaceOnTheWayBlock())], blank=True, verbose_name=_("what happens in a programme"))
    welcomes = StreamField([("welcome", WelcomeBlock())], blank=True, verbose_name=_("who it is for"))
    closing = models.CharField(_("closing line"), max_length=300, blank=True)

    max_count = 1
    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("way_title"),
        FieldPanel("way"),
        FieldPanel("welcomes"),
        FieldPanel("closing"),
    ]
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")


class PlainPage(Page):
    """A page of ordinary writing: help, privacy, accessibility."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(ProseBlock(), blank=True, verbose_name=_("text"))

    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.PlainPage"]
    subpage_types: ClassVar[list[str]] = ["pages.PlainPage"]
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    template = "pages/plain.html"

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
