"""Loads a programme with its questions, workshop, packs and words from a folder of YAML files."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from actionsets import loading as sets
from elearning.evaluations import loading as evaluations
from elearning.pages import loading as pages
from elearning.partnering import loading as partnering
from elearning.profiles import loading as profiles
from elearning.programmes import loading as programmes
from elearning.programmes.models import ProgrammePage
from packs import loading as packs

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


Words = dict[str, Any]


def load(folder: Path) -> ProgrammePage:
    """Make or bring up to date the programme that `folder` describes, with its plain pages and packs; all published."""
    words = read(folder, "programme")
    pages.load(folder)
    programme = programmes.load(folder)
    for entry in words["steps"]:
        STEPS[entry["type"]](programme, entry, folder)
        programme.refresh_from_db()
    load_packs(programme, folder, read(folder, "demo")["publishers"][:1])
    return programme


def read(folder: Path, name: str) -> Words:
    """The content of one of the folder's files."""
    return pages.read(folder / f"{name}.yaml")


def load_packs(programme: ProgrammePage, folder: Path, publishers: Iterable[Words]) -> None:
    """The folder's packs, below their publisher."""
    for entry in publishers:
        publisher = packs.load_publisher(entry)
        for file in sorted((folder / "packs").glob("*.yaml")):
            packs.load_pack(publisher, programme.framework, pages.read(file))
        packs.load_guide(publisher, read(folder, "410-01-guide"))


Step = Callable[[ProgrammePage, Words, Path], object]
STEPS: dict[str, Step] = {
    "map": lambda programme, entry, folder: partnering.load_map(programme, entry, read(folder, "map")),
    "questions": lambda programme, entry, folder: partnering.load_questions(
        programme, entry, read(folder, "questions")
    ),
    "workshop": lambda programme, entry, folder: partnering.load_workshop(programme, entry, read(folder, "workshop")),
    "assessment": lambda programme, entry, folder: profiles.load_assessment(
        programme, entry, read(folder, "assessment")
    ),
    "results": lambda programme, entry, folder: profiles.load_results(programme, entry, read(folder, "assessment")),
    "priorities": lambda programme, entry, folder: profiles.load_priorities(
        programme, entry, read(folder, "assessment")
    ),
    "packs": lambda programme, entry, folder: packs.load_shelf(programme, entry),
    "assessment_again": lambda programme, entry, folder: profiles.load_second(
        programme, entry, read(folder, "assessment")
    ),
    "assessment_follow_up": lambda programme, entry, _folder: profiles.load_follow_up(programme, entry),
    "evaluation": lambda programme, entry, folder: evaluations.load_end(programme, entry, read(folder, "evaluation")),
    "follow_up": lambda programme, entry, folder: evaluations.load_follow_up(
        programme, entry, read(folder, "evaluation")
    ),
    "set": lambda programme, entry, folder: sets.load_set(programme, entry, read(folder, "set")),
}
