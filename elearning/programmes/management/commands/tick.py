"""Does what the clock asks for; to be called often, by cron or a timer."""

from typing import Any

from django.core.management.base import BaseCommand

from elearning.programmes import snapshots


class Command(BaseCommand):
    """`manage.py tick`: freezes figures that are due. Calling it again, or twice at once, does nothing more."""

    help = "Do what is due by the clock: freeze the figures of cohorts. Safe to run every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was made; nothing if nothing was due."""
        for made in snapshots.freeze_due():
            self.stdout.write(f"Frozen: {made.cohort} · {made.get_occasion_display()} · {made.number}")
