"""Registers the room records."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """The room records."""

    name = "elearning.records"
    label = "records"
    verbose_name = _("Records")

    def ready(self) -> None:
        """Load every room's `record`: what it tells people of themselves; and `personal`: what it holds of them."""
        autodiscover_modules("record", "personal")
