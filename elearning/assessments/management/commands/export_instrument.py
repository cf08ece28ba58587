"""`manage.py export_instrument`: writes a self-assessment to an open file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from elearning.assessments import exporting
from elearning.assessments.exchange import ExchangeError
from elearning.assessments.models import SelfAssessmentPage


class Command(BaseCommand):
    """Writes the newest draft of a self-assessment."""

    help = "Write a self-assessment to an open file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The page and the file."""
        parser.add_argument("page", type=int, help="number of the page, as in its address in the admin")
        parser.add_argument("file", nargs="?", type=Path, help="where to write it; without, to the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, or say plainly why not."""
        page = SelfAssessmentPage.objects.filter(pk=options["page"]).first()
        if page is None:
            raise CommandError(f"There is no self-assessment with the number {options['page']}.")
        try:
            content = exporting.file_of(page.get_latest_revision_as_object())
        except ExchangeError as refusal:
            raise CommandError("\n".join(refusal.problems)) from refusal
        if options["file"]:
            options["file"].write_bytes(content)
        else:
            sys.stdout.write(content.decode())
