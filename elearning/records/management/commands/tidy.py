"""Deletes everything whose time is over, in all rooms, or with `--dry-run` says how much that would be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from elearning.records.clearing import CLEARINGS


class Command(BaseCommand):
    """`manage.py tidy [--dry-run]`: what the clock does once a day; twice changes nothing."""

    help = "Delete everything whose time is over (the clock does it once a day)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Print a line a kind, and whether anything was deleted."""
        now, gone = timezone.now(), 0
        for clearing in CLEARINGS.values():
            for name, count in clearing.due(now):
                self.stdout.write(f"{count:>7}  {name}")
        if dry_run:
            self.stdout.write("Nothing was deleted.")
            return
        for clearing in CLEARINGS.values():
            gone += clearing.tidy(now)
        self.stdout.write(f"Deleted, with what hung on it: {gone}")
