"""Leaves no connection to the database behind that broke, or that was stopped while it spoke."""

from django.db import close_old_connections, connection

from elearning.jobs.limits import OverdueError


def mend_connection(error: BaseException) -> None:
    """After `error`: what is used next is a connection that works. Inside a transaction its owner has to see to that."""
    if connection.in_atomic_block:
        return
    if isinstance(error, OverdueError):
        connection.close()
    close_old_connections()
