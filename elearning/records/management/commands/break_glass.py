"""Opens one part of somebody's record in an emergency: with a reason that they read, noted first (TRUST T17)."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from elearning.accounts.models import User
from elearning.records import opening
from elearning.records.opening import PARTS, RefusedError


class Command(BaseCommand):
    """`manage.py break_glass EMAIL --kind KIND --operator EMAIL --reason "…" [--tell-later DAYS --why-later "…"]`."""

    help = (
        "Print one part of a person's record as JSON in an emergency. It is noted in the audit log first, the person "
        "reads who did it and why, and gets a letter, as the operator does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom it is about, what is opened, who opens it, and why."""
        parser.add_argument("email", help="the address of the person concerned")
        parser.add_argument("--kind", required=True, help=f"one of: {', '.join(PARTS)}")
        parser.add_argument("--operator", required=True, help="your own address; you must have the right")
        parser.add_argument("--reason", required=True, help="in five words or more; the person reads it")
        parser.add_argument(
            "--tell-later", type=int, default=0, metavar="DAYS", help="tell the person so many days later"
        )
        parser.add_argument("--why-later", default="", help="why they are told later; they read that too, then")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it. Raises CommandError when it is refused, or cannot be noted."""
        try:
            told = opening.break_glass(
                _known(options["email"]),
                options["kind"],
                operator=_known(options["operator"]),
                reason=options["reason"].strip(),
                later=timedelta(days=min(options["tell_later"], 10_000)),
                why_later=options["why_later"].strip(),
            )
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as problem:
            raise CommandError(f"It could not be noted, so nothing was opened ({type(problem).__name__}).") from problem
        self.stdout.write(told)


def _known(address: str) -> User:
    found = User.objects.filter(email__iexact=address.strip()).first()
    if found is None:
        raise CommandError("There is nobody with this address.")
    return found
