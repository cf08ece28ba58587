"""What the log says, and what it never says: no address with a secret in it, no value that an error quotes (TRUST P06, I03).

A line names the door and not the address; an error is told by its kind and the lines of code it went through. `LOG_FORMAT`
chooses words for people or JSON for programs.
"""

import logging
import traceback
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

Trouble = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
NOWHERE = "(no such address)"
REQUEST: ContextVar[str] = ContextVar("request", default="")


def request_name() -> str:
    """The name of the request in hand, as the log and `X-Request-ID` tell it; empty outside requests."""
    return REQUEST.get()


class DoorsOnly(logging.Filter):
    """Puts the name of the door in place of the address, wherever Django tells of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is told."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            record.args = tuple(door(request) if argument == path else argument for argument in record.args)
        return True


def door(request: Any) -> str:
    """The name of the door that a request knocked at."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else NOWHERE


def discreet(trouble: Trouble) -> str:
    """An error and those it came from: which kinds, and where in the code; never their messages, which may quote people."""
    told, error = [], trouble[1]
    while error is not None:
        told.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n… after:\n".join(told)


class Plain(logging.Formatter):
    """For people who read the log."""

    def formatException(self, ei: Trouble) -> str:  # noqa: N802 - logging's own name
        """See `discreet`."""
        return discreet(ei)


class Json(JsonFormatter):
    """For programs that read the log: one object a line. A request itself is not told: its address may hold a secret."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, reserved_attrs=[*RESERVED_ATTRS, "request"], **options)

    def formatException(self, ei: Trouble) -> str:  # noqa: N802 - logging's own name
        """See `discreet`."""
        return discreet(ei)


FORMATS = {
    "plain": {"()": Plain, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    "json": {"()": Json, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
}


def configuration(level: str, chosen: str) -> dict[str, Any]:
    """What `logging.config` is told: everything of `level` and above, in the `chosen` one of FORMATS, to the error output."""
    # The level stands at the handler too: workers set levels of their own.
    console = {"class": "logging.StreamHandler", "level": level, "formatter": chosen, "filters": ["doors"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"doors": {"()": DoorsOnly}},
        "formatters": FORMATS,
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
    }
