"""Stops a block of code that takes too long, where the machine can: in the main thread of a process (pure)."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

SHORTEST = 0.001


class OverdueError(BaseException):
    """The time that a block was given is over. No `except Exception` catches it by mistake."""


def _ring(number: int, frame: FrameType | None) -> None:
    raise OverdueError


@contextmanager
def stopped_after(limit: timedelta) -> Iterator[Callable[[], object]]:
    """Raise OverdueError inside the block once it has taken longer than `limit`; the block may start the time anew by
    calling what it is given.

    Signals reach the main thread only: in any other thread, such as those of a web server, nothing is stopped. Blocks may
    stand in one another; the outer one's time goes on meanwhile.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    began, former = time.monotonic(), signal.signal(signal.SIGALRM, _ring)
    left, _ = signal.setitimer(signal.ITIMER_REAL, limit.total_seconds())
    try:
        yield lambda: signal.setitimer(signal.ITIMER_REAL, limit.total_seconds())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - began), SHORTEST))
