"""Moves an installation that grew from its SQLite file to PostgreSQL."""

import os
import subprocess
import sys
import time
from typing import Any

import dj_database_url
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connections

from elearning.upkeep import moving
from elearning.upkeep.moving import MoveError

NEW, VARIABLE = "new", "NEW_DATABASE_URL"


class Command(BaseCommand):
    """`NEW_DATABASE_URL=postgres://… manage.py move_to_postgresql`: stop the web servers, workers and the clock first."""

    help = (
        "Copy everything from the SQLite file of DATABASE_URL into the empty PostgreSQL database of NEW_DATABASE_URL."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to; better in the variable, since a command's words can be seen by everybody on the machine."""
        parser.add_argument(
            "url", nargs="?", default=os.environ.get(VARIABLE, ""), help="postgres://user:password@host/name"
        )

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        """Raises CommandError with the old database as it was, and nothing of it in the new one."""
        began = time.monotonic()
        if not url.startswith(("postgres://", "postgresql://")):
            raise CommandError(f"Say where to: {VARIABLE}=postgres://user:password@host:5432/name, an empty database.")
        if connections["default"].vendor != "sqlite":
            raise CommandError("This installation is not on SQLite: DATABASE_URL names another database already.")
        known = connections.configure_settings({"default": {}, NEW: dict(dj_database_url.parse(url))})
        connections.settings[NEW] = known[NEW]
        try:
            moving.refuse_zeros("default")
            call_there(url, "migrate", "--no-input")
            moved = moving.move(
                "default", NEW, lambda table: self.stdout.write(table) if options["verbosity"] > 1 else None
            )
        except (MoveError, Error, subprocess.CalledProcessError) as problem:
            raise CommandError(f"Nothing was moved. {problem}") from problem
        finally:
            connections[NEW].close()
        call_there(url, "update_index")
        self.stdout.write(
            f"Moved {sum(table.rows for table in moved)} rows of {len(moved)} tables, every value compared, in"
            f" {time.monotonic() - began:.1f} s. Files stay where they are. Set DATABASE_URL to the new database and start;"
            " keep the old file until you have looked."
        )


def call_there(url: str, *command: str) -> None:
    """Call a command in a process whose own database is the new one: steps of migrations write to no other. Raises
    CalledProcessError."""
    there = [sys.executable, sys.argv[0], *command, "--verbosity=0"]
    subprocess.run(there, env={**os.environ, "DATABASE_URL": url}, check=True)  # noqa: S603 - this very program
