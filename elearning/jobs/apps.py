"""Registers the room jobs."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """The room jobs."""

    name = "elearning.jobs"
    label = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        """Load every room's `chores`: the functions it binds to kinds of jobs, and what it does by the clock.

        Workers and tickers know them too: they never load a room's `wagtail_hooks`.
        """
        autodiscover_modules("chores")
