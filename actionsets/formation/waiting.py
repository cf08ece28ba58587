"""How many must wait, whatever the sets are about: the first aim by itself, in a model without focuses.

Anybody may be in a set of any focus, so where the same people can come and the same facilitators can lead, one focus stands
for all: every plan of the one model is a plan of the other with as many waiting.
"""

from __future__ import annotations

from collections.abc import Sequence

from actionsets.formation.kinds import kinds
from actionsets.formation.lexico import climb
from actionsets.formation.model import Cell, able, build
from actionsets.formation.problem import Problem
from actionsets.formation.watching import Clock


def least_waiting(problem: Problem, clock: Clock, *, doubt: bool, below: int | None = None) -> int | None:
    """Return a number that no arrangement can go below, those held back aside; None if it was not found out in time.

    With `doubt`, the second solver is asked before it is believed that somebody must wait. With `below`, None as well if
    the number is not below that. Sets in hand are no concern here.
    """
    if not problem.units or not problem.venues:
        return None
    stage = build(problem, _one_focus_each(problem), problem.venues)
    stage.aims = {aim: expression if aim == "waiting" else {} for aim, expression in stage.aims.items()}
    stage.fewer_sets = {}
    if below is not None:
        stage.model.row(stage.aims["waiting"], high=below - 1)
    return climb(problem, stage, clock, doubt=doubt).bounds.get("waiting")


def _one_focus_each(problem: Problem) -> Sequence[Cell]:
    """Return the kinds of set there can be, one for all focuses that the same facilitators can lead at a venue."""
    found: dict[tuple[int, tuple[int, ...]], Cell] = {}
    for cell in kinds(problem, problem.venues):
        found.setdefault((cell.venue, able(problem, problem.venues, cell)), cell)
    return tuple(found.values())
