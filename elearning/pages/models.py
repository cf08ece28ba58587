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

    class Meta:
        icon = "user"
        label = _("Welcome")


class HomePage(Page):
    """The front door of the site."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("lead"), max_length=600)
    welcomes = StreamField([("welcome", WelcomeBlock())], blank=True, verbose_name=_("who it is for"))

    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lead"), FieldPanel("welcomes")]
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
