"""Django's own migrate, by one process at a time and without keeping people waiting."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate

from elearning.upkeep import migrating


class Command(Migrate):
    """`manage.py migrate`: safe to call on every machine at once, while the release before serves people."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a table was in use each time; what was done before stays done."""
        using = str(options["database"])
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        try:
            with migrating.alone(using, self.tell):
                migrating.patiently(lambda: Migrate.handle(self, *args, **options), self.tell)
        except migrating.BusyError as problem:
            raise CommandError(str(problem)) from problem

    def tell(self, sentence: str) -> None:
        """Say why nothing happens, on the error output."""
        self.stderr.write(sentence)
