"""`manage.py create_publisher`: makes room for an organisation that publishes packs, and admits its people."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify

from elearning.accounts.models import Organisation, User
from elearning.pages.loading import home
from packs import publishing


class Command(BaseCommand):
    """Makes a publisher's branch, groups, collection and workflow; running it again changes nothing."""

    help = "Make room for an organisation that publishes packs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The organisation, its prefix, and the addresses of its people."""
        parser.add_argument("name", help="name of the organisation")
        parser.add_argument("--prefix", required=True, help="prefix of its resource codes, such as MPW")
        parser.add_argument("--slug", help="short name in addresses; made from the name if left out")
        parser.add_argument("--author", action="append", default=[], help="e-mail address of an author")
        parser.add_argument("--editor", action="append", default=[], help="e-mail address of somebody who may publish")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the publisher, or say plainly why not."""
        organisation, _ = Organisation.objects.get_or_create(
            slug=options["slug"] or slugify(options["name"]), defaults={"name": options["name"]}
        )
        try:
            publisher = publishing.create_publisher(organisation, home=home(), prefix=options["prefix"].upper())
        except publishing.PrefixTakenError as problem:
            raise CommandError(f"The prefix {problem} belongs to another publisher.") from problem
        for email in options["author"]:
            publishing.admit(self.person(email), publisher=publisher)
        for email in options["editor"]:
            publishing.admit(self.person(email), publisher=publisher, as_editor=True)
        self.stdout.write(f"{publisher.title} publishes at {publisher.get_url()} with codes {publisher.prefix}:…")

    def person(self, email: str) -> User:
        """The user with this address, made without a password if need be: they sign in by e-mailed code."""
        return User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
