"""Registers the room upkeep."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from elearning.upkeep import alarming


class UpkeepConfig(AppConfig):
    """The room upkeep."""

    name = "elearning.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")

    def ready(self) -> None:
        """Send errors to Sentry from now on, if the settings name one."""
        if settings.SENTRY_DSN:
            alarming.begin(settings.SENTRY_DSN)
