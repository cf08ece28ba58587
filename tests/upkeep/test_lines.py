"""A connection to PostgreSQL that the server has ended is noticed before anybody's request is asked over it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from elearning import lines
from tests.survive.processes import until

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server that could end"),
]


@pytest.fixture
def other(db: None) -> Iterator[Any]:
    """A connection of its own that is kept from one request to the next."""
    second = connection.copy()  # type: ignore[attr-defined]
    second.ensure_connection()
    yield second
    second.close()


def pid(using: BaseDatabaseWrapper) -> int:
    """The server's process behind the connection."""
    return int(using.connection.info.backend_pid)


def next_request(using: BaseDatabaseWrapper) -> int:
    """What Django does between two requests, and the first question of the second; the server's process that answered."""
    using.close_if_unusable_or_obsolete()
    with using.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(one: int) -> None:
    """The operator, or a server that restarts, ends this process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [one])


def test_a_connection_is_kept_while_it_stands(other: Any) -> None:
    before = pid(other)

    assert lines.stands(other)
    assert [next_request(other), next_request(other)] == [before, before]


def test_one_that_the_server_has_ended_is_opened_anew(other: Any) -> None:
    before = pid(other)
    end(before)
    until(lambda: not lines.stands(other), "The end of the connection", 10)

    assert next_request(other) != before


def test_nothing_is_asked_to_find_out(other: Any) -> None:
    next_request(other)
    with other.cursor() as cursor:
        cursor.execute("SELECT 'the last question'")
    other.close_if_unusable_or_obsolete()
    other.ensure_connection()
    other.close_if_health_check_failed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid(other)])
        assert cursor.fetchone()[0] == "SELECT 'the last question'"


def test_a_connection_that_is_closed_does_not_stand(other: Any) -> None:
    other.connection.close()

    assert not lines.stands(other)
