"""What the log would say: every line, at DEBUG, as people and as programs read it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from elearning import logs

SQL = "django.db.backends"  # speaks only where DEBUG is on


@contextmanager
def listening() -> Iterator[list[str]]:
    """The lines of both kinds of log that are written inside."""
    said: list[str] = []
    root, before = logging.getLogger(), logging.getLogger().level
    handlers = [logging.Handler(logging.DEBUG) for _kind in range(2)]
    plain = str(logs.FORMATS["plain"]["format"])
    for handler, formatter in zip(handlers, (logs.Plain(plain), logs.Json(plain)), strict=True):
        handler.addFilter(logs.DoorsOnly())
        handler.addFilter(lambda record: not record.name.startswith(SQL))
        handler.setFormatter(formatter)
        handler.emit = lambda record, by=handler: said.append(by.format(record))  # type: ignore[method-assign, misc]
        root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
