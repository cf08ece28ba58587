"""Loads a programme with its questions, workshop, packs and words from a folder of YAML files."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from elearning.programmes import loading as programmes
from elearning.programmes.models import ProgrammePage

FOLDER = Path(__file__).resolve().parents[2] / "content" / "making-partnering-work"


class Command(BaseCommand):
    """`manage.py load_programme [FOLDER]`: running it twice changes nothing that is as it was loaded."""

    help = "Load a programme and its learning packs from a folder of YAML files (default: Making Partnering Work)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder to read."""
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads all of it, or nothing if a file is missing or wrong."""
        try:
            with transaction.atomic():
                programme = load(options["folder"])
        except (OSError, yaml.YAMLError, KeyError) as problem:
            raise CommandError(f"The folder cannot be loaded: {problem!r}") from problem
        self.stdout.write(f"Loaded “{programme.title}” with {programme.steps().count()} steps.")


def load(folder: Path) -> ProgrammePage:
    """Make or bring up to date the programme that `folder` describes, and publish it."""
    return programmes.load(folder)
