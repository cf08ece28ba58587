"""A database that is away, a full disk, a fault of ours: what people are told, and that what they wrote comes back to them."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from elearning.accounts import failing
from elearning.accounts.http import MADE_FOR, mark_of
from tests.conftest import Cast, signed_in

WORDS = "Rosalind, whose “last” <b>word</b> it was"


def caused(kind: type[Exception], cause: BaseException) -> Exception:
    problem = kind("the database said so")
    problem.__cause__ = cause
    return problem


def by_sqlite(number: int) -> sqlite3.OperationalError:
    cause = sqlite3.OperationalError("SQLite said so")
    cause.sqlite_errorcode = number
    return cause


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (caused(OperationalError, by_sqlite(sqlite3.SQLITE_FULL)), 507),
        (caused(OperationalError, by_sqlite(sqlite3.SQLITE_BUSY)), 503),
        (caused(OperationalError, by_sqlite(sqlite3.SQLITE_IOERR_WRITE)), 503),
        (caused(OperationalError, by_sqlite(sqlite3.SQLITE_ERROR)), None),
        (caused(OperationalError, psycopg.errors.DiskFull()), 507),
        (caused(OperationalError, psycopg.errors.AdminShutdown()), 503),
        (caused(OperationalError, psycopg.errors.QueryCanceled()), 503),
        (caused(InterfaceError, psycopg.InterfaceError()), 503),
        (caused(ProgrammingError, psycopg.errors.UndefinedTable()), None),
        (DatabaseError(), None),
        (OSError(errno.ENOSPC, "full"), 507),
        (OSError(errno.EACCES, "not yours"), None),
        (ValueError(), None),
        (None, None),
    ],
)
def test_trouble_that_passes_is_told_from_a_fault(problem: BaseException | None, status: int | None) -> None:
    assert failing.trouble(problem) == status


@contextmanager
def away(begins: str = "") -> Iterator[None]:
    """The database does not answer, or only what `begins` so."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(begins):
            raise caused(OperationalError, psycopg.errors.AdminShutdown())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def calm(client: Client) -> Client:
    """A client that is told of errors as a browser is."""
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
def test_database_that_is_away_is_told_in_words(cast: Cast) -> None:
    client = calm(signed_in(cast.ada.user))
    with away():
        answer = client.get("/my/?page=2")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "nothing that you saved earlier is lost" in answer.content.decode()
    assert '<a class="govuk-link" href="/my/?page=2">Try again</a>' in answer.content.decode()


@pytest.mark.django_db
def test_what_was_sent_from_a_form_of_ones_own_comes_back_to_be_sent_again(cast: Cast) -> None:
    client, address = calm(signed_in(cast.ada.user)), reverse("account_details")
    sent = {MADE_FOR: mark_of(cast.ada.user), "first_name": WORDS, "last_name": "Example", "note": "one\ntwo"}
    with away("UPDATE"):
        answer = client.post(address, sent)
    page = answer.content.decode()

    assert answer.status_code == 503
    assert f'<form method="post" action="{address}"' in page
    assert 'name="first_name" value="Rosalind, whose “last” &lt;b&gt;word&lt;/b&gt; it was"' in page
    assert 'name="note" value="one\ntwo">' in page
    assert "<b>word" not in page


@pytest.mark.django_db
def test_what_another_form_sent_is_not_repeated(cast: Cast) -> None:
    with away():
        answer = calm(Client()).post(
            "/sign-in/password/", {"login": "ada@example.org", "password": "s3cret words here"}
        )

    assert answer.status_code == 503
    assert [word for word in ("s3cret", "ada@example.org", "<form") if word in answer.content.decode()] == []
    assert "Use your browser’s Back button" in answer.content.decode()


@pytest.mark.django_db
def test_form_that_saves_itself_is_told_by_a_number_alone(cast: Cast) -> None:
    client = calm(signed_in(cast.ada.user))
    with away("UPDATE"):
        answer = client.post(
            reverse("account_details"),
            {MADE_FOR: mark_of(cast.ada.user), "first_name": WORDS, "last_name": "Example"},
            headers={"X-Autosave": "1"},
        )

    assert (answer.status_code, answer.content) == (503, b"")


@pytest.mark.django_db
def test_fault_of_ours_is_still_a_fault(cast: Cast) -> None:
    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise caused(ProgrammingError, psycopg.errors.UndefinedTable())

    client = calm(signed_in(cast.ada.user))
    with connection.execute_wrapper(refuse):
        answer = client.get("/my/")

    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()
