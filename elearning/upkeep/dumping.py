"""The database as one file, and a file as the database again: consistent while people go on writing.

SQLite writes a copy of itself by `VACUUM INTO`: what was deleted is not in it (a file copied by hand is broken under load;
TRUST 4). PostgreSQL's is written by its own `pg_dump`, of the very snapshot in which the rows are counted.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

SEARCH = "wagtailsearch_indexentry"  # the index of the search is made anew from the pages, and does not count
DEBIAN = Path("/usr/lib/postgresql")


class DumpError(Exception):
    """The database could not be written to a file or read from one; the message is for the operator."""


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The product's tables that are there, in order; those of the search aside."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(name for name in names if not name.startswith(SEARCH))


def count(using: str, names: Iterable[str] | None = None) -> dict[str, int]:
    """How many rows each of the product's tables has; or those called `names`, as far as they are there: a copy of an earlier
    version may have others."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = tables(connection) if names is None else set(names) & set(connection.introspection.table_names(cursor))
        return _count(there, lambda sql: cursor.execute(sql) or cursor)


def is_empty(using: str) -> bool:
    """Whether no table is there at all; of SQLite there may be no file yet, and none is made by asking."""
    connection = connections[using]
    if connection.vendor == "sqlite" and not _path(connection).exists():
        return True
    return not connection.introspection.table_names()


def dump(using: str, target: Path) -> dict[str, int]:
    """Write the database to `target`, which does not exist yet; returns how many rows each table has in it.

    Raises DumpError when it cannot be done: no room, no `pg_dump`, or one older than the server.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        return _dump_sqlite(connection, target)
    return _dump_postgresql(connection, target, using)


def load(using: str, source: Path) -> None:
    """Make `source` the database, in place of whatever there is. Raises DumpError when it cannot be done."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        _load_sqlite(connection, source)
    else:
        _load_postgresql(connection, source)


def _count(names: Iterable[str], ask: Callable[[str], Any]) -> dict[str, int]:
    return {name: ask(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - names of models


def _path(connection: BaseDatabaseWrapper) -> Path:
    return Path(connection.settings_dict["NAME"])


def _dump_sqlite(connection: BaseDatabaseWrapper, target: Path) -> dict[str, int]:
    try:
        with closing(sqlite3.connect(f"{_path(connection).resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.execute("VACUUM INTO ?", [str(target)])
        with closing(sqlite3.connect(target)) as copy:
            _check_sqlite(copy)
            return _count(tables(connection), copy.execute)
    except sqlite3.Error as problem:
        raise DumpError(f"The database could not be copied: {problem}.") from problem


def _check_sqlite(copy: sqlite3.Connection) -> None:
    found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"] or copy.execute("PRAGMA foreign_key_check").fetchone():
        raise DumpError("The database is damaged: PRAGMA integrity_check and foreign_key_check say where.")


def _load_sqlite(connection: BaseDatabaseWrapper, source: Path) -> None:
    """Put the file in its place in one step, so that no moment has half of it."""
    target = _path(connection)
    beside = target.with_name(f"{target.name}.coming")
    try:
        shutil.copyfile(source, beside)
        with closing(sqlite3.connect(beside)) as copy:
            _check_sqlite(copy)
        connection.close()
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        beside.replace(target)
    except (OSError, sqlite3.Error) as problem:
        raise DumpError(f"The database could not be put in its place: {problem}.") from problem
    finally:
        beside.unlink(missing_ok=True)


def _dump_postgresql(connection: BaseDatabaseWrapper, target: Path, using: str) -> dict[str, int]:
    """The snapshot is handed to `pg_dump`, and held until it is through."""
    with transaction.atomic(using=using), connection.cursor() as cursor:
        # The first statement of its own transaction; inside another one, that one's snapshot has to do.
        if len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        rows = _count(tables(connection), lambda sql: cursor.execute(sql) or cursor)
        wanted = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
        _call("pg_dump", connection, wanted)
    return rows


def _load_postgresql(connection: BaseDatabaseWrapper, source: Path) -> None:
    """Into an empty schema, in one transaction of `pg_restore`."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    wanted = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    # The schema has just been made: the copy's own wish to make it is left out.
    listing = _call("pg_restore", connection, ["--list", str(source)], alone=True)
    contents = source.with_suffix(".list")
    contents.write_text("".join(line for line in listing.splitlines(True) if " SCHEMA - public" not in line))
    _call("pg_restore", connection, [*wanted, f"--use-list={contents}", str(source)])


def _call(program: str, connection: BaseDatabaseWrapper, wanted: list[str], *, alone: bool = False) -> str:
    """Call one of PostgreSQL's programs on this database, or `alone`, without it; returns what it printed."""
    arguments, extra = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *options, name = arguments[1:]
    target = [] if alone else [*options, f"--dbname={name}", "--no-password"]
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's, the values are the operator's settings
        [_found(program), *target, *wanted],
        env={**os.environ, **(extra or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DumpError(f"{program} could not do it: {done.stderr.strip() or done.returncode}")
    return done.stdout


def _found(program: str) -> str:
    """Where PostgreSQL's program is: on the path, or where Debian keeps the newest."""
    here = shutil.which(program)
    kept = sorted(DEBIAN.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    if not here and not kept:
        raise DumpError(f"{program} is not on this machine: install PostgreSQL's programs (Debian: postgresql-client).")
    return str(kept[-1]) if kept else str(here)
