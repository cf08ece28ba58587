"""Registers the room programmes."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """The room programmes."""

    name = "elearning.programmes"
    label = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        """Load every room's `receivers`, what it does when one of its own pages is published, and its `figures`, what it
        contributes to a cohort's figures, and its `following`, what it hands on when two enrolments become one."""
        autodiscover_modules("receivers", "figures", "following")
