"""Registers the room pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The room pages."""

    name = "elearning.pages"
    label = "pages"
    verbose_name = _("Pages")
