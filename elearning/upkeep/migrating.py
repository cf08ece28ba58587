"""One migration at a time, and none that keeps people waiting: for an upgrade while the release before goes on serving.

Several machines may call `manage.py migrate` at once: one does it, the others wait and find it done. A change that cannot
have its table within two seconds gives up and comes again, so that nobody queues behind it for longer (TRUST 2, O8).
"""

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

KEY = 0x416C6F6E67  # "Along": the number of PostgreSQL's lock
LOCK_TIMEOUT = "2s"
# What requests keep to would end a migration that takes long, or that thinks for long between two statements.
WHILE_MIGRATING = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", "lock_timeout": LOCK_TIMEOUT}
TRIES = 5
PAUSE = 3.0  # seconds between two tries
LOOK = 0.5  # seconds between two looks whether another has done
NO_LOCK = "55P03"  # PostgreSQL's code for a lock that could not be had in time


class BusyError(Exception):
    """A table was in use each time; the message says what to do. What had been migrated before stays done."""


@contextmanager
def alone(using: str, tell: Callable[[str], object]) -> Iterator[None]:
    """Be the only one who migrates this database; waits for whoever does, and says so by `tell`."""
    connection = connections[using]
    with _in_postgresql(connection, tell) if connection.vendor == "postgresql" else _beside_file(connection, tell):
        yield


def patiently(migrate: Callable[[], object], tell: Callable[[str], object]) -> None:
    """Call `migrate` until no table is in use by somebody else. Raises BusyError after the last of a few tries."""
    for left in reversed(range(TRIES)):
        try:
            migrate()
        except OperationalError as problem:
            if getattr(problem.__cause__, "sqlstate", None) != NO_LOCK:
                raise
            if not left:
                raise BusyError(
                    "A table was in use for longer than two seconds, each time. Nothing is half done: call it again when there"
                    " is less to do, and look for long transactions in pg_stat_activity."
                ) from problem
            tell("A table is in use; it is tried again in a moment.")
            time.sleep(PAUSE)
        else:
            return


@contextmanager
def _in_postgresql(connection: BaseDatabaseWrapper, tell: Callable[[str], object]) -> Iterator[None]:
    """The lock is the session's, so that it ends with the process whatever happens."""
    with connection.cursor() as cursor:
        _wait(lambda: _asked(cursor, "SELECT pg_try_advisory_lock(%s)"), tell)
        before = {name: _shown(cursor, name) for name in WHILE_MIGRATING}
        _set(cursor, WHILE_MIGRATING)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            _asked(cursor, "SELECT pg_advisory_unlock(%s)")
            _set(cursor, before)


def _shown(cursor: Any, name: str) -> str:
    cursor.execute("SELECT current_setting(%s)", [name])
    return str(cursor.fetchone()[0])


def _set(cursor: Any, limits: Mapping[str, str]) -> None:
    for name, value in limits.items():
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])


def _asked(cursor: Any, question: str) -> bool:
    cursor.execute(question, [KEY])
    return bool(cursor.fetchone()[0])


@contextmanager
def _beside_file(connection: BaseDatabaseWrapper, tell: Callable[[str], object]) -> Iterator[None]:
    """SQLite has no lock that outlives a transaction: a file beside the database is locked instead."""
    name = str(connection.settings_dict["NAME"])
    if name.startswith("file:") or ":memory:" in name:
        yield
        return
    with Path(f"{name}.migrating").open("w") as file:
        _wait(lambda: _locked(file.fileno()), tell)
        yield


def _locked(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(have: Callable[[], bool], tell: Callable[[str], object]) -> None:
    if have():
        return
    tell("Another process migrates this database; this one waits for it.")
    while not have():
        time.sleep(LOOK)
