"""Registers the room partnering."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartneringConfig(AppConfig):
    """The room partnering."""

    name = "elearning.partnering"
    label = "partnering"
    verbose_name = _("Partnering")
