"""Does what the clock asks for: once, or every minute until told to stop."""

import signal
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from elearning.jobs import ticking
from elearning.jobs.telling import tell

ROUND = 60.0


class Command(BaseCommand):
    """`manage.py tick [--loop]`. Calling it again, or on several machines at once, does nothing twice."""

    help = "Do what is due by the clock. Safe to run every minute, on any number of machines."
    stopping = False
    resting = False

    def add_arguments(self, parser: CommandParser) -> None:
        """`--loop` stays and ticks each minute."""
        parser.add_argument("--loop", action="store_true", help="Stay, and tick every minute until told to stop.")

    def handle(self, *args: Any, loop: bool, verbosity: int, **options: Any) -> None:
        """Name what was done, if asked to be wordy; once: end with an error if a chore failed."""
        if loop:
            self.go_on()
            return
        done = ticking.tick()
        if verbosity > 1:
            self.stdout.write(" ".join(done) or "Nothing was due.")
        failed = {name: error for name, error in done.items() if error}
        if failed:
            raise CommandError("Failed: " + ", ".join(f"{name} ({error})" for name, error in failed.items()))

    def go_on(self) -> None:
        """Tick at each full round of the clock until SIGTERM or SIGINT; a chore in hand is ended first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.told)
        while not self.stopping:
            close_old_connections()
            self.strike()
            close_old_connections()
            self.rest()

    def strike(self) -> None:
        """Tick; a database that is away now will be asked again at the next round."""
        try:
            ticking.tick()
        except DatabaseError as problem:
            tell("The tick", problem)

    def rest(self) -> None:
        """Sleep until the next round begins, unless told to stop; a signal ends the sleep."""
        self.resting = True
        if not self.stopping:
            time.sleep(ROUND - time.time() % ROUND)
        self.resting = False

    def told(self, number: int, frame: FrameType | None) -> None:
        """Stop: now if nothing is in hand, otherwise after it."""
        self.stopping = True
        if self.resting:
            raise SystemExit(0)
