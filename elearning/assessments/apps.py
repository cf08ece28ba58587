"""Registers the room assessments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """The room assessments."""

    name = "elearning.assessments"
    label = "assessments"
    verbose_name = _("Assessments")
