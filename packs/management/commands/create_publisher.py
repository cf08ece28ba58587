"""`manage.py create_publisher`: makes room for an organisation that publishes packs, and invites its people."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from elearning.accounts.models import Organisation
from elearning.pages.loading import home
from packs import publishing
from packs.models import Role


class Command(BaseCommand):
    """Makes a publisher's branch, groups, collections and workflow; running it again changes nothing."""

    help = "Make room for an organisation that publishes packs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The organisation, its prefix, and the addresses of its people."""
        parser.add_argument("name", nargs="?", help="name of the organisation; made if it is not known yet")
        parser.add_argument("--organisation", help="short name of an organisation that is known already")
        parser.add_argument("--prefix", required=True, help="prefix of its resource codes, such as MPW")
        for role in Role:
            one = role.value.removesuffix("s")
            parser.add_argument(
                f"--{one}", action="append", default=[], help=f"e-mail address of one of its {role.value}"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the publisher, or say plainly why not."""
        people = [(email, role) for role in Role for email in options[role.value.removesuffix("s")]]
        try:
            publisher = publishing.create_publisher(
                self.owner(options), home=home(), prefix=options["prefix"].upper(), people=people
            )
        except publishing.PublisherError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{publisher.title} publishes at {publisher.get_url()} with codes {publisher.prefix}:…")

    def owner(self, options: dict[str, Any]) -> Organisation | str:
        """The organisation that is meant, or the name of a new one."""
        if options["organisation"]:
            found = Organisation.objects.filter(slug=options["organisation"]).first()
            if found is None:
                raise CommandError(f"There is no organisation with the short name {options['organisation']}.")
            return found
        if not (options["name"] or "").strip():
            raise CommandError("Give the organisation: its name, or --organisation with the short name of a known one.")
        return str(options["name"])
