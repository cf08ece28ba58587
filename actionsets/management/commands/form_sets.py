"""Forms sets from a table of people, their priorities and rules, without touching the database."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from actionsets.formation import FormationError, Settings, form
from actionsets.formation.output import as_csv, as_json, as_text, sets_in_hand
from actionsets.formation.tables import Fault, Read, Row, read_facilitators, read_people

FORMATS = {"text": as_text, "json": as_json, "csv": as_csv}
BAD_INPUT = 2


def sizes(text: str) -> tuple[int, int]:
    """Read a range such as 5-7."""
    found = re.fullmatch(r"([1-9]\d{0,2})-([1-9]\d{0,2})", text, re.ASCII)
    if not found or int(found[1]) > int(found[2]):
        raise ArgumentTypeError(f"“{text}” is not a range of sizes such as 5-7.")
    return int(found[1]), int(found[2])


def number(smallest: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `smallest` up."""

    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or int(text) < smallest:
            raise ArgumentTypeError(f"“{text}” is not a whole number of {smallest} or more.")
        return int(text)

    return read


def seconds(text: str) -> float:
    """Read a number of seconds above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 86_400:
        raise ArgumentTypeError(f"“{text}” is not a number of seconds above 0.")
    return value


class Command(BaseCommand):
    """Read the files, form the sets, print them."""

    help = "Forms action learning sets from a CSV file and prints them. Exit status 2 means that the input has faults."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of FORMATION 6."""
        parser.add_argument("input", type=Path, metavar="INPUT.csv")
        parser.add_argument("--facilitators", type=Path, metavar="F.csv")
        parser.add_argument("--sizes", type=sizes, default=(5, 7), metavar="5-7")
        parser.add_argument("--ideal", type=number(1), default=6)
        parser.add_argument("--stretch", type=sizes, default=(4, 8), metavar="4-8")
        parser.add_argument("--max-per-organisation", type=number(1), default=2)
        parser.add_argument("--common-slots", type=number(0), default=1)
        parser.add_argument("--time-limit", type=seconds, default=60.0)
        parser.add_argument("--seed", type=number(0), default=0)
        parser.add_argument("--previous", type=Path, metavar="OUT.json")
        parser.add_argument("--least-change", action="store_true", help="move as few people as can be from --previous")
        parser.add_argument("--format", choices=sorted(FORMATS), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Form the sets, or name every fault of the input."""
        people = self._rows(options["input"], read_people)
        leaders: Sequence = ()
        if options["facilitators"]:
            leaders = self._rows(options["facilitators"], lambda data: read_facilitators(data, people))
        try:
            outcome = form(people, self._settings(options), facilitators=leaders)
        except FormationError as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        self.stdout.write(FORMATS[str(options["format"])](outcome, people), ending="")

    def _settings(self, options: dict) -> Settings:
        smallest, largest = options["sizes"]
        previous = options["previous"]
        return Settings(
            smallest=smallest,
            largest=largest,
            ideal=options["ideal"],
            stretch=options["stretch"],
            max_per_organisation=options["max_per_organisation"],
            common_slots=options["common_slots"],
            in_hand=sets_in_hand(_bytes(previous).decode("utf-8", "replace")) if previous else (),
            least_change=options["least_change"],
            seed=options["seed"],
            time_limit=options["time_limit"],
        )

    def _rows(self, path: Path, reader: Callable[[bytes], Read[Row]]) -> tuple[Row, ...]:
        read = reader(_bytes(path))
        if read.faults:
            self._refuse(path, read.faults)
        return read.rows

    def _refuse(self, path: Path, faults: Sequence[Fault]) -> None:
        for fault in faults:
            self.stderr.write(f"{path.name}: {fault}")
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise CommandError(f"{path.name} has {count}; no sets were formed.", returncode=BAD_INPUT)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=BAD_INPUT) from error
