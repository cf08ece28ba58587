"""Writes out the ledger of erasures, or erases again who is on it and has come back with a copy."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elearning.erasures import ledger, reapplying


class Command(BaseCommand):
    """`manage.py reapply_erasures [--ledger FILE] [--print]`: `restore` does it by itself for the ledger that it finds."""

    help = "Erase again who was erased since a copy was made that has been put back; or print the ledger, to keep it elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Another ledger than that of this installation, or only print."""
        parser.add_argument(
            "--ledger", dest="file", help="a file that --print wrote, such as that of another machine; - for the input"
        )
        parser.add_argument("--print", action="store_true", dest="prints", help="print the ledger, and erase nobody")

    def handle(self, *args: Any, prints: bool, **options: Any) -> None:
        """Raises CommandError when the file is no ledger."""
        if prints:
            self.stdout.writelines(ledger.written(line) for line in ledger.known())
            return
        try:
            more = list(ledger.read(_lines(options["file"]))) if options["file"] else []
        except (OSError, ledger.UnreadableLedgerError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(reapplying.told_after([*ledger.known(), *more]))


def _lines(source: str) -> list[str]:
    return sys.stdin.readlines() if source == "-" else Path(source).read_text().splitlines()
