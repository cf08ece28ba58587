"""Tells the log what went wrong: which error and where, never its message, which may quote what people wrote (pure)."""

import logging
import traceback

log = logging.getLogger("elearning.jobs")


def code(error: BaseException) -> str:
    """The name of the kind of error, short enough to be kept with a job."""
    return type(error).__qualname__[:80]


def tell(what: str, error: BaseException) -> None:
    """Log that `what` failed, with the lines of code it failed in and without any value."""
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s failed: %s\n%s", what, code(error), places)
