"""Prints which fields of which tables are about people, for an operator's record of processing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from elearning.records import noticing
from elearning.spreadsheets import as_csv


class Command(BaseCommand):
    """`manage.py personal_data [--format csv]`: every table that is about people, why, until when, and what erasing does."""

    help = "Print what is kept of people, why, until when, and what becomes of it when somebody is erased."

    def add_arguments(self, parser: CommandParser) -> None:
        """Markdown to read, CSV to work with."""
        parser.add_argument("--format", choices=["markdown", "csv"], default="markdown")

    def handle(self, *args: Any, format: str, **options: Any) -> None:
        """Print the table."""
        if format == "csv":
            self.stdout.write(as_csv([noticing.HEADINGS, *noticing.table()], for_programs=True), ending="")
            return
        for row in (noticing.HEADINGS, ["---"] * len(noticing.HEADINGS), *noticing.table()):
            self.stdout.write("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
