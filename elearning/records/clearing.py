"""What the clock deletes, room by room, and how much that would be: one list for `manage.py tidy` (DOMAIN 7.5).

A room says in its `chores.py` what it counts and what it deletes; both can be called again and change nothing then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from elearning.jobs.ticking import chore


@dataclass(frozen=True)
class Clearing:
    """What one room counts, and what it deletes."""

    name: str
    due: Callable[[datetime], Sequence[tuple[str, int]]]
    tidy: Callable[[datetime], int]


CLEARINGS: dict[str, Clearing] = {}


def clears(
    name: str,
    due: Callable[[datetime], Sequence[tuple[str, int]]],
    tidy: Callable[[datetime], int],
    *,
    every: timedelta = timedelta(days=1),
) -> None:
    """From now on, `tidy` is called `every` so often, as the chore `name`; `due` says what it would delete."""
    CLEARINGS[name] = Clearing(name, due, tidy)
    chore(name, tidy, every=every)
