"""Takes away the second steps of somebody who has lost their device, and says so to them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elearning.accounts import securing
from elearning.accounts.models import User


class Command(BaseCommand):
    """`manage.py reset_second_step EMAIL --reason "lost phone, known by voice"`: ends all sign-ins too, and writes a letter."""

    help = (
        "Remove the second steps (passkeys, app, recovery codes) of a person, end their sign-ins and tell them by mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the person, and why, in words that they will read."""
        parser.add_argument("email")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when nobody is known by the address or no reason is given."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody is known by this address.")
        if not options["reason"].strip():
            raise CommandError("Say why: the person will read it.")
        gone = securing.reset(user, reason=options["reason"].strip())
        self.stdout.write(f"Removed: {gone}. All sign-ins have ended, and a letter is on its way.")
