"""A database of its own for tests that need several processes or real commits, and kinds of jobs that are forgotten again."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from elearning.jobs import ticking, watching, working
from tests.laying import GROUND

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture(autouse=True)
def _own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test binds is gone after it, and no chore but its own is done."""
    monkeypatch.setattr(working, "BOUND", {})
    monkeypatch.setattr(ticking, "CHORES", {})
    monkeypatch.setattr(watching, "SIGNS", {})


@pytest.fixture
def queue(settings: Settings) -> None:
    """As with workers: what is asked for waits in the database."""
    settings.WORKERS, settings.TASKS = 1, QUEUE


def _copy_file(former: str, tmp_path: Path) -> Iterator[str]:
    copy = str(tmp_path / "apart.sqlite3")
    with sqlite3.connect(former) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    yield copy


def _copy_database(former: str) -> Iterator[str]:
    copy = f"{former}_apart"
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{former}"')
    yield copy
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[str]:
    """A copy of the empty test database in which everything is committed for others to see; its address."""
    former = connection.settings_dict["NAME"]
    if not Path(former).name.startswith("test"):
        pytest.fail("No test database was made: pytest-django makes one where a test of the run is marked `django_db`.")
    with django_db_blocker.unblock():
        GROUND.clear()
        connections.close_all()
        copies = _copy_file(former, tmp_path) if connection.vendor == "sqlite" else _copy_database(former)
        connection.settings_dict["NAME"] = next(copies)
        yield address()
        connections.close_all()
        connection.settings_dict["NAME"] = former
        next(copies, None)


def address() -> str:
    """The current database as `DATABASE_URL` says it."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    return f"postgres://{known['USER']}{password}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
