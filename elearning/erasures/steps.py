"""The steps by which somebody is erased, as rooms register them: each can be done again and changes nothing then.

A room says in its `forgetting.py` what it does beyond deleting the rows that its `personal.py` declares as the person's. It
pulls: nothing here knows any room.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from elearning.accounts.models import User

Forgetter = Callable[[User], object]
Obstacle = Callable[[User], Iterable[Any]]

# When, in order: people leave what is running while they are still there; rooms forget what no key leads to; then rows go.
LEAVING, FORGETTING, ROWS, TRACES = 10, 20, 50, 70


@dataclass(frozen=True)
class Step:
    """One step: its name, which stays, when it comes, and what it does to whom."""

    name: str
    rank: int
    function: Forgetter


STEPS: dict[str, Step] = {}
OBSTACLES: list[Obstacle] = []


def forgets(name: str, *, rank: int = FORGETTING) -> Callable[[Forgetter], Forgetter]:
    """From now on, the function is called with everybody who is erased. Again with the same person it must do no harm."""

    def registered(function: Forgetter) -> Forgetter:
        STEPS[name] = Step(name, rank, function)
        return function

    return registered


def hand_over_first(function: Obstacle) -> Obstacle:
    """From now on, the function says of a person what they must hand over before they can ask to be erased, in sentences."""
    OBSTACLES.append(function)
    return function


def to_hand_over(person: User) -> list[str]:
    """What `person` must hand over first; empty if nothing."""
    return [str(sentence) for obstacle in OBSTACLES for sentence in obstacle(person)]


def in_order() -> list[Step]:
    """All steps, as they follow one another."""
    return sorted(STEPS.values(), key=lambda step: (step.rank, step.name))
