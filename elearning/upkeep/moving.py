"""Moves everything from one database into another, of the other kind too, and proves that both hold the same.

Columns are copied as they stand in the table: what is sealed stays sealed, and no key is needed. Everything happens in one
transaction of the new database, while the old one takes no writes: either all is there, or nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.expressions import Col

from elearning.upkeep.dumping import SEARCH

ROWS = 2000  # copied at once
MOST_TOLD = 20  # values that cannot be moved
LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")  # what requests keep to
Row = tuple[Any, ...]
Column = Field[Any, Any]
OF_ITS_OWN_KIND = (
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.DecimalField,
    models.UUIDField,
)


class MoveError(Exception):
    """It cannot be moved, and nothing was; the message is for the operator."""


@dataclass(frozen=True)
class Moved:
    """One table: how many rows it has, and one sum of all of them, the same on both sides."""

    table: str
    rows: int
    sum: str


def move(source: str, target: str, tell: Callable[[str], object] = lambda table: None) -> list[Moved]:
    """Copy every table from the database `source` into `target`, which has the same tables and may hold what migrations
    put there; `tell` is called with the name of each table when it is copied.

    Returns the tables. Raises MoveError if something cannot stand in the new database, or does not stand there the same.
    """
    kinds = tables()
    with _still(connections[source]), transaction.atomic(using=target):
        there = connections[target]
        unhurried(there)
        _refuse_strangers(there)
        _empty(there, kinds)
        moved = []
        for kind in kinds:
            _copy(kind, source, target)
            moved.append(_proved(kind, source, target))
            tell(kind._meta.db_table)
        there.check_constraints()
        with there.cursor() as cursor:
            for sql in there.ops.sequence_reset_sql(no_style(), kinds):
                cursor.execute(sql)
    return moved


def refuse_zeros(source: str) -> None:
    """Raises MoveError that names what PostgreSQL would not keep, before any time is spent on the new database."""
    if found := list(_zeros(source)):
        raise MoveError(
            f"PostgreSQL keeps no zero character, and {len(found)} values have one: {'; '.join(found[:MOST_TOLD])}. Take it out,"
            " and move again."
        )


def sums(using: str) -> dict[str, tuple[int, str]]:
    """Every table of a database: how many rows it has, and one sum of all of them. The same words make the same sum on
    every kind of database."""
    return {kind._meta.db_table: _summed(_rows(kind, using)) for kind in tables()}


def tables() -> list[type[Model]]:
    """Every model with a table of its own; those of the search aside, whose index is made anew."""
    kinds = apps.get_models(include_auto_created=True)
    own = {kind._meta.db_table: kind for kind in kinds if kind._meta.managed and not kind._meta.proxy}
    return [own[name] for name in sorted(own) if not name.startswith(SEARCH)]


@contextmanager
def _still(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Nobody writes meanwhile: SQLite's transactions are immediate (settings), PostgreSQL keeps one snapshot."""
    with transaction.atomic(using=connection.alias):
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        unhurried(connection)
        yield


def unhurried(connection: BaseDatabaseWrapper) -> None:
    """For the rest of this transaction PostgreSQL ends no statement for taking long and no connection for waiting: millions of
    rows are copied in one statement, and while one side is read the other waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in LIMITS:
                cursor.execute(f"SET LOCAL {name} = 0")


def _refuse_strangers(connection: BaseDatabaseWrapper) -> None:
    """Somebody's people are not swept aside for others."""
    people = apps.get_model("accounts", "User")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{people}" LIMIT 1')  # noqa: S608 - the name of a model
        if cursor.fetchone():
            raise MoveError("There are people in the new database already. Give an empty one.")


def _empty(connection: BaseDatabaseWrapper, kinds: Sequence[type[Model]]) -> None:
    """Take away what migrations put there: the old database brings its own."""
    names = [connection.ops.quote_name(kind._meta.db_table) for kind in kinds]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
            return
        for name in names:  # references are asked for at the end of the transaction
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - the name of a model


def _columns(kind: type[Model]) -> list[Column]:
    """The columns of this very table: those of a parent stand in the parent's."""
    return [field for field in kind._meta.local_concrete_fields if not getattr(field, "generated", False)]


def _quoted(connection: BaseDatabaseWrapper, columns: list[Column]) -> str:
    """Their names as SQL has them."""
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in columns)


def _rows(kind: type[Model], using: str) -> Iterator[Row]:
    """Every row, with each value as Python knows its kind, and not as the model reads it."""
    connection, columns = connections[using], _columns(kind)
    quoted = _quoted(connection, columns)
    table = connection.ops.quote_name(kind._meta.db_table)
    convert = [_converter(connection, kind, field) for field in columns]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {table}")  # noqa: S608 - names of models
        while some := cursor.fetchmany(ROWS):
            for row in some:
                yield tuple(change(value) for change, value in zip(convert, row, strict=True))


def _converter(connection: BaseDatabaseWrapper, kind: type[Model], field: Column) -> Callable[[Any], Any]:
    """What makes a value of this column the Python value that every database has for it."""
    if _root(field).get_internal_type() == "JSONField":
        return read_json
    expression = Col(kind._meta.db_table, field, _root(field))
    steps = connection.ops.get_db_converters(expression)

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, expression, connection)
        return value.tobytes() if isinstance(value, memoryview) else value

    return convert


def _root(field: Column) -> Column:
    """The field whose kind the column has: of a reference, that of the key it refers to."""
    while field.remote_field:
        field = field.target_field  # type: ignore[attr-defined]
    return field


def read_json(value: str | None) -> Any:
    """Both drivers hand JSON over as it is written; what it says is compared, since spaces and order may differ."""
    return None if value is None else _Json(json.loads(value, parse_float=_without_sign))


def _without_sign(figure: str) -> float:
    """Zero has no sign in PostgreSQL: -0.0, which a mean of small losses is rounded to, becomes 0.0 on both sides."""
    return float(figure) + 0.0


@dataclass(frozen=True)
class _Json:
    """A value of a column of JSON: its own null is not the database's."""

    value: Any

    def __repr__(self) -> str:
        return json.dumps(self.value, sort_keys=True)


def _copy(kind: type[Model], source: str, target: str) -> None:
    """Copy one table, in heaps of rows; into PostgreSQL by its own COPY."""
    connection, columns = connections[target], _columns(kind)
    table = connection.ops.quote_name(kind._meta.db_table)
    quoted = _quoted(connection, columns)
    rows = (_written(connection, columns, row) for row in _rows(kind, source))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        while some := list(islice(rows, ROWS)):
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", some)  # noqa: S608 - names of models


def _zeros(source: str) -> Iterator[str]:
    for kind in tables():
        columns = _columns(kind)
        key = columns.index(kind._meta.pk)
        for row in _rows(kind, source):
            for field, value in zip(columns, row, strict=True):
                if _has_zero(value):
                    yield f"{kind._meta.label} {row[key]} in “{field.name}”"


def _written(connection: BaseDatabaseWrapper, columns: list[Column], row: Row) -> Row:
    """The values of one row as this database takes them."""
    return tuple(_adapted(connection, _root(field), value) for field, value in zip(columns, row, strict=True))


def _has_zero(value: Any) -> bool:
    return "\0" in value if isinstance(value, str) else isinstance(value, _Json) and "\\u0000" in repr(value)


def _adapted(connection: BaseDatabaseWrapper, field: Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, _Json):
        return connection.ops.adapt_json_value(value.value, None)
    return field.get_db_prep_value(value, connection, prepared=True) if isinstance(field, OF_ITS_OWN_KIND) else value


def _proved(kind: type[Model], source: str, target: str) -> Moved:
    """Read the table on both sides. Raises MoveError unless every value is the same."""
    (rows, here), (others, there) = (_summed(_rows(kind, using)) for using in (source, target))
    if (rows, here) != (others, there):
        raise MoveError(f"{kind._meta.label} is not the same in the new database ({rows} rows here, {others} there).")
    return Moved(kind._meta.db_table, rows, here)


def _summed(rows: Iterator[Row]) -> tuple[int, str]:
    """How many rows, and one sum of what is in them, in whatever order they come."""
    total, count = 0, 0
    for row in rows:
        words = repr(tuple(_told(value) for value in row)).encode("utf-8", "backslashreplace")
        total = (total + int.from_bytes(hashlib.sha256(words).digest())) % 2**256
        count += 1
    return count, f"{total:064x}"


def _told(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
