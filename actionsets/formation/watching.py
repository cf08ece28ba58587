"""How long a run may take, and whoever watches it: they are told how it goes, and can end it.

Nobody's watching changes what is found: it only decides when a run that has found something is cut short.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from actionsets.formation.types import Bounds, Figures

ASKING, FOCUS, SLOTS, WHOLE, NAMING, RELAXING = STAGES = ("asking", "focus", "slots", "whole", "naming", "relaxing")
"""Whether anybody must wait; the focus of each set without regard to slots; slots within that; everything at once;
sets named one by one where dealing cost more than was promised; which rules stand in the way of those who wait."""
EVERY = 0.25
"""Seconds between two tellings, as near as the solver lets it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: its stage (one of `STAGES`), seconds, the best arrangement and what bounds it so far."""

    stage: str
    elapsed: float
    best: Figures | None
    bounds: Bounds
    placed: int


Watch = Callable[[Progress], bool | None]
"""Called with the progress now and then; False ends the run."""


class Watching:
    """What the watcher has been told, and whether they have asked for the end."""

    def __init__(self, watch: Watch | None = None) -> None:
        """Start now."""
        self.watch = watch
        self.asked = False
        self.began = self.told = time.monotonic()
        self.stage = ASKING
        self.best: Figures | None = None
        self.bounds = Bounds()
        self.placed = 0

    def tell(self) -> bool:
        """Tell the watcher at once; return whether to go on."""
        if self.watch is not None and not self.asked:
            self.told = time.monotonic()
            progress = Progress(self.stage, self.told - self.began, self.best, self.bounds, self.placed)
            self.asked = self.watch(progress) is False
        return not self.asked

    def beat(self) -> bool:
        """Tell the watcher if it is time to; return whether to go on."""
        if self.watch is not None and time.monotonic() - self.told >= EVERY:
            return self.tell()
        return not self.asked

    def enter(self, stage: str) -> None:
        """Say that another stage begins."""
        if stage != self.stage:
            self.stage = stage
            self.tell()

    def found(self, figures: Figures, placed: int) -> None:
        """Say that there is a better arrangement."""
        if figures != self.best:
            self.best, self.placed = figures, placed
            self.tell()

    def bounded(self, bounds: Bounds) -> None:
        """Keep bounds for the next telling."""
        self.bounds = bounds


class Aside(Watching):
    """The same watcher during a part of the work: they can end it, but hear nothing of what only the part has found."""

    def __init__(self, main: Watching) -> None:
        """Stand aside from `main`."""
        super().__init__(main.watch)
        self.main = main

    def tell(self) -> bool:
        """Tell of the main work."""
        self.told = time.monotonic()
        self.asked = not self.main.tell()
        return not self.asked

    def found(self, figures: Figures, placed: int) -> None:
        """Say nothing."""

    def bounded(self, bounds: Bounds) -> None:
        """Keep nothing."""


class Clock:
    """The time there is, in seconds; none once the watcher has asked for the end."""

    def __init__(self, seconds: float, watching: Watching | None = None) -> None:
        """Start now."""
        self.watching = watching or Watching()
        self.began = time.monotonic()
        self.limit = seconds

    def left(self) -> float:
        """Return the seconds that remain, never less than 0."""
        return max(0.0, self.limit - self.elapsed()) if self.watching.beat() else 0.0

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.began

    def within(self, seconds: float) -> Clock:
        """Return a clock for a part of the time left, with the same watcher."""
        return Clock(min(seconds, self.left()), self.watching)

    def unwatched(self) -> Clock:
        """Return a clock for the time left; the watcher can end it but hears nothing of what it finds."""
        return Clock(self.left(), Aside(self.watching))

    def stopped(self) -> str:
        """Return what has ended the run: "asked" by the watcher, "time" when it was up, "" if it ended by itself."""
        left = self.left()
        return "asked" if self.watching.asked else "" if left > 0 else "time"


def as_bounds(values: Mapping[str, int], held: int) -> Bounds:
    """Return the model's bounds (it minimises; those held back stand outside it) as they are told."""
    known = {one.name for one in fields(Bounds)}
    told = {aim: bound for aim, bound in values.items() if aim in known}
    if "waiting" in told:
        told["waiting"] += held
    if "total_fit" in told:
        told["total_fit"] = -told["total_fit"]
    return Bounds(**told)
