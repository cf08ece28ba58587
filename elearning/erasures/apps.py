"""Registers the room erasures."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ErasuresConfig(AppConfig):
    """The room erasures."""

    name = "elearning.erasures"
    label = "erasures"
    verbose_name = _("Erasures")

    def ready(self) -> None:
        """Load every room's `forgetting`: what it does when somebody is erased."""
        autodiscover_modules("forgetting")
