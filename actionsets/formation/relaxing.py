"""Which single rules stand in the way when people have to wait: each is left out in turn and the waiting counted again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from actionsets.formation.problem import prepare
from actionsets.formation.rules import FACILITATOR, LANGUAGE, LINE, MODE, SLOTS, TOGETHER
from actionsets.formation.types import Facilitator, Note, Person, Settings
from actionsets.formation.waiting import least_waiting
from actionsets.formation.watching import Clock

APART_RULES = f"{LINE} and keep apart"
LONGEST = 3.0
"""Seconds for one question; a question that takes longer stays unanswered."""

Case = tuple[Sequence[Person], Settings, Sequence[Facilitator]]
Without = Callable[[Sequence[Person], Settings, Sequence[Facilitator]], Case]


def relaxations(
    people: Sequence[Person], settings: Settings, leaders: Sequence[Facilitator], waiting: int, clock: Clock
) -> tuple[Note, ...]:
    """Return the rules without which fewer would wait, and how many then would; a rule that asks nothing is not tried."""
    notes = []
    case = people, settings, leaders
    for rule, without in _WITHOUT.items():
        other = without(*case)
        fewest = _fewer_waiting(other, waiting, clock) if other != case else None
        if fewest is not None:
            notes.append(Note("relaxation", {"rule": rule, "waiting": fewest}))
    cap = settings.max_per_organisation + 1
    fewest = _fewer_waiting((people, replace(settings, max_per_organisation=cap), leaders), waiting, clock)
    if fewest is not None:
        notes.append(Note("relaxation cap", {"cap": cap, "waiting": fewest}))
    return tuple(notes)


def _fewer_waiting(case: Case, waiting: int, clock: Clock) -> int | None:
    """Return a number below `waiting` that no arrangement can go below; None if there is none, or it took too long."""
    if clock.left() <= 0:
        return None
    problem = prepare(*case)
    held = len(problem.held)
    if problem.impossible or held >= waiting:
        return None
    fewest = least_waiting(problem, clock.within(LONGEST), doubt=False, below=waiting - held)
    return None if fewest is None else fewest + held


def _each(people: Iterable[Person], **changes: frozenset[str] | str) -> tuple[Person, ...]:
    return tuple(replace(person, **changes) for person in people)  # type: ignore[arg-type]


_NOBODY: frozenset[str] = frozenset()
_WITHOUT: dict[str, Without] = {
    APART_RULES: lambda people, settings, leaders: (
        _each(people, keep_apart=_NOBODY, line_manager=""),
        settings,
        leaders,
    ),
    TOGETHER: lambda people, settings, leaders: (_each(people, keep_together=_NOBODY), settings, leaders),
    SLOTS: lambda people, settings, leaders: (
        _each(people, availability=_NOBODY),
        settings,
        tuple(replace(one, slots=_NOBODY) for one in leaders),
    ),
    LANGUAGE: lambda people, settings, leaders: (
        _each(people, languages=_NOBODY),
        settings,
        tuple(replace(one, languages=_NOBODY) for one in leaders),
    ),
    MODE: lambda people, settings, leaders: (
        _each(people, modes=_NOBODY),
        settings,
        tuple(replace(one, modes=_NOBODY) for one in leaders),
    ),
    FACILITATOR: lambda people, settings, _leaders: (people, settings, ()),
}
