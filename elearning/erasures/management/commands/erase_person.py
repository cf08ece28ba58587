"""Erases somebody who has asked for it in writing."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elearning.accounts.models import User
from elearning.erasures import asking, carrying, steps
from elearning.erasures.models import Erasure


class Command(BaseCommand):
    """`manage.py erase_person EMAIL --reason CODE [--wait DAYS] [--even-if-needed]`; run again, it goes on where it stopped."""

    help = "Erase somebody for good, who has asked for it in writing. Without --yes it only says what would stand in the way."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, why, and when."""
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="a code or the number of their letter, never a name")
        parser.add_argument("--wait", type=int, default=0, metavar="DAYS", help="begin after so many days")
        parser.add_argument("--even-if-needed", action="store_true", help="even if nobody else does what they do")
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(
        self, *args: Any, email: str, reason: str, wait: int, even_if_needed: bool, yes: bool, **options: Any
    ) -> None:
        """Raises CommandError when there is nobody of that address, or something must be handed over first."""
        person = User.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise CommandError("Nobody here has this address.")
        needed = steps.to_hand_over(person)
        for sentence in needed:
            self.stdout.write(sentence)
        if needed and not even_if_needed:
            raise CommandError("Hand that over first, or say --even-if-needed.")
        if not yes:
            self.stdout.write("Nothing was erased: say --yes.")
            return
        erasure = asking.ask_for(person, reason=reason, wait=timedelta(days=max(wait, 0)))
        self.stdout.write(self.begun(erasure) if wait <= 0 else f"It begins on {erasure.due_at:%Y-%m-%d %H:%M} UTC.")

    def begun(self, erasure: Erasure) -> str:
        """Do it here and now, and say how far it is."""
        if carrying.carry_out(erasure):
            return "Erased."
        return "Everything is deleted. The last mail is on its way: the clock ends it when that has gone."
