"""Keeps several processes running side by side: starts them, starts again what died, and stops all of them (pure).

Each child is a fork of the process that keeps it: what that one has loaded, the children have too, at once and in the same
memory. A child has a session of its own, so that a key pressed at the terminal stops it once, by way of its keeper; and it
ends when its keeper is killed (on Linux).
"""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

log = logging.getLogger(__name__)
FORK = multiprocessing.get_context("fork")
# Seconds before a child that died is started again, doubled each time it died young, and what counts as grown up.
FIRST_PAUSE, LONGEST_PAUSE, GROWN_UP = 1.0, 30.0, 60.0
STOP_WITHIN = 8.0
HEAD_START = 3.0
ROUND = 0.5
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl


@dataclass
class Child:
    """One of the processes, and when it may be started again."""

    name: str
    run: Callable[[], object]
    process: ForkProcess | None = None
    began: float = 0.0
    pause: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        """Fork it now."""
        self.began = time.monotonic()
        self.process = FORK.Process(target=_live, args=(self.run, os.getpid()), name=self.name)
        self.process.start()
        log.info("%s runs as process %s.", self.name, self.process.pid)

    def bury(self) -> None:
        """It has ended: say so if it ought not to have, and settle when it is started again."""
        died = self.process.exitcode if self.process else 0
        young = time.monotonic() - self.began < GROWN_UP
        self.process = None
        self.pause = min(max(FIRST_PAUSE, self.pause * 2), LONGEST_PAUSE) if died and young else 0.0
        self.due = time.monotonic() + self.pause
        if died:
            log.error("%s ended with %s; it is started again in %s s.", self.name, died, round(self.pause))


class Keeper:
    """Keeps `children`, functions by name, running until this process is told to end.

    The first one, for which people wait, gets a head start on the others.
    """

    def __init__(self, children: Mapping[str, Callable[[], object]]) -> None:
        later = time.monotonic() + HEAD_START
        self.children = [Child(name, run, due=later if at else 0.0) for at, (name, run) in enumerate(children.items())]
        self.stopping = 0

    def run(self) -> None:
        """Return when SIGTERM or SIGINT came and all children have ended; a second signal ends them at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)
        while not self.stopping:
            self._start_due()
            self._rest()
            self._bury_dead()
        self._stop()

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.stopping += 1

    def _start_due(self) -> None:
        for child in self.children:
            if child.process is None and child.due <= time.monotonic() and not self.stopping:
                child.start()

    def _rest(self) -> None:
        """Until a child ends or half a second has passed; a signal does not shorten it, hence so short."""
        living = [child.process.sentinel for child in self.children if child.process]
        if living:
            wait(living, ROUND)
        else:
            time.sleep(ROUND)

    def _bury_dead(self) -> None:
        for child in self.children:
            if child.process and not child.process.is_alive():
                child.bury()

    def _stop(self) -> None:
        """Ask all to end; after a while, or a second signal, make them."""
        living = [child.process for child in self.children if child.process]
        for process in living:
            process.terminate()
        last = time.monotonic() + STOP_WITHIN
        while any(process.is_alive() for process in living) and time.monotonic() < last and self.stopping < 2:
            wait([process.sentinel for process in living if process.is_alive()], ROUND)
        for process in living:
            if process.is_alive():
                log.warning("%s did not end and is stopped.", process.name)
                _kill_group(process.pid)
            process.join()


def _kill_group(pid: int | None) -> None:
    """End the child and what it has started."""
    if pid:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _live(run: Callable[[], object], keeper: int) -> None:
    """The whole life of a child."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() == keeper:
        run()
