"""Prepared statements of PostgreSQL: what is to be done with them when a table changes under a running process."""

from collections.abc import Callable
from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper

OUTDATED = "0A000"  # feature_not_supported; of a prepared statement: “cached plan must not change result type”


def watch(sender: Any, connection: BaseDatabaseWrapper, **_more: Any) -> None:
    """A new connection to PostgreSQL gets over changed tables; a receiver of `connection_created`."""
    if connection.vendor == "postgresql" and renewed not in connection.execute_wrappers:
        connection.execute_wrappers.append(renewed)


def renewed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute as asked. A statement that was prepared before a column got another type (an upgrade, while this process still
    serves) is refused for as long as the connection lasts: all are forgotten, and it is asked again.

    Inside a transaction that is too late, since it has failed; the driver forgets them when it is rolled back.
    """
    try:
        return execute(sql, params, many, context)
    except NotSupportedError as problem:
        if getattr(problem.__cause__, "sqlstate", None) != OUTDATED or not context["connection"].get_autocommit():
            raise
        context["cursor"].execute("DEALLOCATE ALL")
        return execute(sql, params, many, context)
