"""Deletes what belongs to sets and whose time is over, or with `--dry-run` says how much that would be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from actionsets import retaining


class Command(BaseCommand):
    """`manage.py tidy_sets [--dry-run]`: what the clock does once a day; twice changes nothing."""

    help = "Delete what belongs to sets and whose time is over (the clock does it once a day)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a kind, and whether anything was deleted."""
        now = timezone.now()
        for name, count in retaining.due(now):
            self.stdout.write(f"{count:>7}  {name}")
        if options["dry_run"]:
            self.stdout.write("Nothing was deleted.")
        else:
            self.stdout.write(f"Deleted, with what hung on it: {retaining.tidy(now)}")
