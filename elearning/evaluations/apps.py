"""Registers the room evaluations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    """The room evaluations."""

    name = "elearning.evaluations"
    label = "evaluations"
    verbose_name = _("Evaluations")
