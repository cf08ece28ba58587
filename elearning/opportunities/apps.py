"""Registers the room opportunities."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpportunitiesConfig(AppConfig):
    """The room opportunities."""

    name = "elearning.opportunities"
    label = "opportunities"
    verbose_name = _("Opportunities to collaborate")
