"""What is asked often is planned once by PostgreSQL, and asked again where a table has changed meanwhile (an upgrade)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import NotSupportedError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps no plans"),
]
OFTEN = 8


@pytest.fixture
def other(db: None) -> Iterator[Any]:
    """A connection of its own, with a table that everybody sees."""
    second = connection.copy()  # type: ignore[attr-defined]
    with second.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plans_changed")
        cursor.execute("CREATE TABLE plans_changed (id integer PRIMARY KEY, word varchar(10))")
        cursor.execute("INSERT INTO plans_changed VALUES (1, 'kept')")
    yield second
    with second.cursor() as cursor:
        cursor.execute("DROP TABLE plans_changed")
    second.close()


def word(using: BaseDatabaseWrapper, often: int = 1) -> str:
    """What stands in the table, asked `often`."""
    with using.cursor() as cursor:
        for _time in range(often):
            cursor.execute("SELECT word FROM plans_changed WHERE id = %s", [1])
            row = cursor.fetchone()
    return str(row[0])


def prepared(using: BaseDatabaseWrapper) -> int:
    """How many statements about the table are planned for this connection."""
    with using.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["SELECT word FROM plans%"]
        )
        return int(cursor.fetchone()[0])


def upgrade() -> None:
    """Another process gives the column a new type."""
    second = connection.copy()  # type: ignore[attr-defined]
    with second.cursor() as cursor:
        cursor.execute("ALTER TABLE plans_changed ALTER word TYPE varchar(20)")
    second.close()


def test_what_is_asked_often_is_planned_once(other: Any) -> None:
    word(other)
    assert prepared(other) == 0

    word(other, OFTEN)
    assert prepared(other) == 1


def test_changed_column_is_read_at_once(other: Any) -> None:
    word(other, OFTEN)
    upgrade()

    assert word(other) == "kept"


def test_changed_column_fails_one_transaction_and_not_the_next(other: Any) -> None:
    word(other, OFTEN)
    upgrade()

    other.set_autocommit(False)
    with pytest.raises(NotSupportedError, match="cached plan"):
        word(other)
    other.rollback()

    assert word(other) == "kept"
    other.rollback()
    other.set_autocommit(True)


def test_what_is_never_possible_is_refused(other: Any) -> None:
    with pytest.raises(NotSupportedError), other.cursor() as cursor:
        cursor.execute("SELECT word FROM plans_changed UNION SELECT 'other' FOR UPDATE")
