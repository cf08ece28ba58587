"""Registers the room values."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValuesConfig(AppConfig):
    """The room values."""

    name = "elearning.values"
    label = "values"
    verbose_name = _("Values exercise")
