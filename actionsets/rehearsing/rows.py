"""Reads and writes rows as they lie in the database, many at a time: for the rehearsal of a large installation alone."""

from collections.abc import Iterable
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = tuple[Any, ...]
# What SQLite keeps in hand while it is filled; afterwards the connection is closed, and another one keeps what is usual.
FILLING = "PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA temp_store=MEMORY;"


def columns(model: type[models.Model]) -> list[Any]:
    """The fields of `model` that have a column of its own table, in their order."""
    return [one for one in model._meta.local_concrete_fields if not one.generated]


def read(model: type[models.Model], keys: Iterable[Any]) -> list[Row]:
    """The rows of these `keys`, in the order of the table; nothing is opened, and nothing made into what it means."""
    wanted = set(keys)
    names = ", ".join(connection.ops.quote_name(one.column) for one in columns(model))
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, _key(model).column))
    place = columns(model).index(_key(model))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} ORDER BY {key}")  # noqa: S608 - names of our own tables
        found = list(cursor.fetchall())
    as_stored = {_key(model).get_db_prep_value(one, connection) for one in wanted}
    return [row for row in found if row[place] in as_stored]


def _key(model: type[models.Model]) -> Any:
    return model._meta.pk


def prepare() -> None:
    """Let the database be filled quickly: what a crash would cost now is only the rehearsal."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.executescript(FILLING)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO off")
            cursor.execute("SET statement_timeout TO 0")


def insert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Write these `rows`; what refers to what is checked at the end of the transaction."""
    names = ", ".join(connection.ops.quote_name(one.column) for one in columns(model))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["?"] * len(columns(model)))
            cursor.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - as above


def count_on(filled: Iterable[type[models.Model]]) -> None:
    """Let the next numbers of these tables follow the last ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(filled)):
            cursor.execute(statement)


def settle() -> None:
    """Let the planner know how much there is, and go back to what the connection usually keeps."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


def size() -> str:
    """What the database weighs, in words."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return f"{cursor.fetchone()[0] / 1e9:.2f} GB"
