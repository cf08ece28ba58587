"""Registers the room actionsets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionsetsConfig(AppConfig):
    """The room actionsets."""

    name = "actionsets"
    verbose_name = _("Actionsets")
