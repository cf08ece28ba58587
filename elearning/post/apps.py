"""Registers the room post."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostConfig(AppConfig):
    """The room post."""

    name = "elearning.post"
    label = "post"
    verbose_name = _("Mail")
