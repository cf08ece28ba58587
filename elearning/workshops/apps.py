"""Registers the room workshops."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    """The room workshops."""

    name = "elearning.workshops"
    label = "workshops"
    verbose_name = _("Workshops")
