"""Registers the room upkeep."""

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from elearning import lines, plans
from elearning.upkeep import alarming


class UpkeepConfig(AppConfig):
    """The room upkeep."""

    name = "elearning.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")

    def ready(self) -> None:
        """Load every room's `checks`, see to connections to PostgreSQL, and send errors to Sentry, if the settings name one."""
        autodiscover_modules("checks")
        connection_created.connect(plans.watch, dispatch_uid="plans")
        connection_created.connect(lines.watch, dispatch_uid="lines")
        if settings.SENTRY_DSN:
            alarming.begin(settings.SENTRY_DSN)
