"""Puts a copy of the installation back, or only reads it through."""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from elearning.upkeep import restoring
from elearning.upkeep.dumping import DumpError
from elearning.upkeep.manifest import Manifest, UnreadableError
from elearning.upkeep.restoring import NotEmptyError, Restored


class Command(BaseCommand):
    """`manage.py restore FILE|- [--check] [--replace]`: stop the web servers, workers and the clock first."""

    help = "Put a copy made by `backup` back into an empty database, after reading it through."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The copy, and how far to go."""
        parser.add_argument("source", help="file, or - for the input")
        parser.add_argument("--check", action="store_true", help="read it through, and change nothing")
        parser.add_argument("--replace", action="store_true", help="put it in the place of the database that is there")

    def handle(self, *args: Any, source: str, check: bool, replace: bool, **options: Any) -> None:
        """Raises CommandError, with nothing changed, when the copy is not whole or there is an installation already."""
        began = time.monotonic()
        with TemporaryDirectory() as place:
            try:
                manifest = self.unpacked(source, Path(place))
                if check:
                    self.tell("Whole, and not put back", manifest, began)
                    return
                known = [before() for before, _after in restoring.AFTERCARE]
                restoring.restore(Path(place), manifest, replace=replace)
            except (UnreadableError, NotEmptyError, DumpError, OSError) as problem:
                raise CommandError(str(problem)) from problem
        restored = self.settled(manifest)
        self.tell("Put back", manifest, began)
        self.advise(restored)
        for (_before, after), value in zip(restoring.AFTERCARE, known, strict=True):
            self.stdout.write(after(value))

    def settled(self, manifest: Manifest) -> Restored:
        """Bring a copy of an earlier version up to this one, and end what is over."""
        try:
            call_command("migrate", verbosity=0, interactive=False)
            return restoring.settle(manifest)
        except Exception as problem:
            raise CommandError(
                f"The copy is in its place, and could not be brought up to this version ({problem}). Start nothing: sessions"
                " and letters of then are still open. Put that right, and call this again with --replace."
            ) from problem

    def unpacked(self, source: str, place: Path) -> Manifest:
        """What the copy says of itself, once it has been found whole."""
        if source == "-":
            return restoring.unpack(sys.stdin.buffer, place)
        with Path(source).open("rb") as content:
            return restoring.unpack(content, place)

    def tell(self, what: str, manifest: Manifest, began: float) -> None:
        """Say what is in the copy."""
        self.stdout.write(
            f"{what}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables and {len(manifest.pieces) - 1} files"
            f" of {manifest.made_at}, every sum compared, in {time.monotonic() - began:.1f} s."
        )

    def advise(self, restored: Restored) -> None:
        """Say what the copy could not know."""
        if restored.doubted:
            self.stdout.write(
                f"{restored.doubted} letters were due by now. They may have been sent since the copy was made, so they are"
                " not sent again."
            )
        if restored.missing_keys:
            self.stdout.write(
                f"Keys named {', '.join(restored.missing_keys)} are missing in SEALING_KEYS: what they sealed cannot be read"
                " until they are given."
            )
        self.stdout.write("Everybody has to sign in again.")
