"""Brings the figures on each questionnaire's technical page up to date; to be run in the background, as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from elearning.assessments import analysing


class Command(BaseCommand):
    """`manage.py compute_reliability`: changes nothing until five more people have answered a version."""

    help = "Work out how well each version of a questionnaire measures, where enough people have answered."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say for how many versions figures were worked out anew."""
        number = analysing.compute_all()
        words = ngettext("%(number)d version worked out anew.", "%(number)d versions worked out anew.", number)
        self.stdout.write(words % {"number": number})
