"""Whether a connection to PostgreSQL still stands, seen without asking the server a question."""

import select
from functools import partial
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def watch(sender: Any, connection: BaseDatabaseWrapper, **_more: Any) -> None:
    """A new connection to PostgreSQL is looked at instead of asked; a receiver of `connection_created`."""
    if connection.vendor == "postgresql":
        connection.is_usable = partial(stands, connection)  # type: ignore[method-assign]


def stands(connection: BaseDatabaseWrapper) -> bool:
    """Whether nothing has come in on a connection that waits for nothing.

    A server that ends says so and hangs up, and one that is killed is hung up on by the kernel: there is something to read either
    way. Django asks “SELECT 1” before every request instead, which is one more journey than the request needs. A machine that
    has vanished without a word shows in neither, but in the next question. Whatever else a server may say by itself (a changed
    setting, a notice) costs a new connection and nothing more.
    """
    line = connection.connection
    if line is None or line.closed:
        return False
    look = select.poll()
    look.register(line.fileno(), select.POLLIN)
    return not look.poll(0)
