"""Registers the room profiles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    """The room profiles."""

    name = "elearning.profiles"
    label = "profiles"
    verbose_name = _("Profiles")
