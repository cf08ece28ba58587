"""Registers the room stories."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """The room stories."""

    name = "elearning.stories"
    label = "stories"
    verbose_name = _("Practice stories")
