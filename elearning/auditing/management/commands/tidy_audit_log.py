"""Deletes the entries of the audit log that are older than twelve months, or with `--dry-run` says how many that are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from elearning.auditing import retaining


class Command(BaseCommand):
    """`manage.py tidy_audit_log [--dry-run]`: what the clock does once a day; twice changes nothing."""

    help = "Delete entries of the audit log that are older than twelve months (the clock does it once a day)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many, and whether anything was deleted."""
        now = timezone.now()
        self.stdout.write(f"{retaining.due(now):>7}  entries of the audit log")
        if options["dry_run"]:
            self.stdout.write("Nothing was deleted.")
        else:
            self.stdout.write(f"Deleted: {retaining.tidy(now)}")
