"""Registers the room events."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The room events."""

    name = "elearning.events"
    label = "events"
    verbose_name = _("Learning events")
