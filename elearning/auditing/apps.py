"""Registers the room auditing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditingConfig(AppConfig):
    """The room auditing."""

    name = "elearning.auditing"
    label = "auditing"
    verbose_name = _("Audit log")
