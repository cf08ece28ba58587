"""Deletes maps, answers, checklists, values and agreements whose time is over, or with `--dry-run` says how many that are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from elearning.agreements import retaining as agreements
from elearning.partnering import retaining as partnering
from elearning.values import retaining as values


class Command(BaseCommand):
    """`manage.py tidy_partnerships [--dry-run]`: what the clock does once a day; twice changes nothing."""

    help = "Delete maps, answers, checklists, values and agreements whose time is over (the clock does it once a day)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a kind, and whether anything was deleted."""
        now = timezone.now()
        rooms = (partnering, values, agreements)
        for name, count in (line for room in rooms for line in room.due(now)):
            self.stdout.write(f"{count:>7}  {name}")
        if options["dry_run"]:
            self.stdout.write("Nothing was deleted.")
        else:
            self.stdout.write(f"Deleted, with what hung on it: {sum(room.tidy(now) for room in rooms)}")
