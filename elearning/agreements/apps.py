"""Registers the room agreements."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The room agreements."""

    name = "elearning.agreements"
    label = "agreements"
    verbose_name = _("Partnership agreements")
