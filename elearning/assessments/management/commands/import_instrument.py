"""`manage.py import_instrument`: brings a self-assessment from an open file into a programme, as a draft."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from elearning.assessments import authoring, exchange
from elearning.assessments.exchange import ExchangeError
from elearning.programmes.models import ProgrammePage


class Command(BaseCommand):
    """Makes a draft step of a programme from a file; it is published in Wagtail, by a person."""

    help = "Bring a self-assessment from an open file into a programme, as a draft."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the programme, and what its subjects are called here."""
        parser.add_argument("file", type=Path)
        parser.add_argument("programme", help="name of the programme in addresses, such as making-partnering-work")
        parser.add_argument(
            "--subject",
            action="append",
            default=[],
            metavar="THEIRS=OURS",
            help="a subject with another code; repeat it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the draft, or say plainly why not."""
        programme = ProgrammePage.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme called {options['programme']}.")
        if any(pair.count("=") != 1 for pair in options["subject"]):
            raise CommandError("Write each --subject as THEIRS=OURS.")
        renamed = dict(pair.split("=") for pair in options["subject"])
        try:
            with options["file"].open("rb") as file:
                document = exchange.understood(file.read(exchange.MOST_BYTES + 1))
            page = authoring.take_in(document, under=programme, by=None, renamed=renamed)
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem.strerror}.") from problem
        except ExchangeError as refusal:
            raise CommandError("\n".join(refusal.problems)) from refusal
        self.stdout.write(f"“{page.title}” is a draft of {programme.title}, with the number {page.pk}.")
