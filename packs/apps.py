"""Registers the room packs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PacksConfig(AppConfig):
    """The room packs."""

    name = "packs"
    verbose_name = _("Packs")
