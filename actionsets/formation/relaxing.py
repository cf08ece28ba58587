"""Which single rules stand in the way when people have to wait: each is left out in turn and the waiting counted again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from actionsets.formation.kinds import kinds
from actionsets.formation.lexico import climb
from actionsets.formation.model import build
from actionsets.formation.problem import prepare
from actionsets.formation.rules import FACILITATOR, LANGUAGE, LINE, MODE, SLOTS, TOGETHER
from actionsets.formation.types import Facilitator, Note, Person, Settings
from actionsets.formation.watching import Clock

APART_RULES = f"{LINE} and keep apart"
LONGEST = 3.0
"""Seconds for one question; a question that takes longer stays unanswered."""

Case = tuple[Iterable[Person], Settings, Sequence[Facilitator]]
Without = Callable[[Sequence[Person], Settings, Sequence[Facilitator]], Case]


def relaxations(
    people: Sequence[Person], settings: Settings, leaders: Sequence[Facilitator], waiting: int, clock: Clock
) -> tuple[Note, ...]:
    """Return the rules without which fewer would wait, and how many then would."""
    notes = []
    for rule, without in _WITHOUT.items():
        fewest = fewest_waiting(*without(people, settings, leaders), clock)
        if fewest is not None and fewest < waiting:
            notes.append(Note("relaxation", {"rule": rule, "waiting": fewest}))
    cap = settings.max_per_organisation + 1
    fewest = fewest_waiting(people, replace(settings, max_per_organisation=cap), leaders, clock)
    if fewest is not None and fewest < waiting:
        notes.append(Note("relaxation cap", {"cap": cap, "waiting": fewest}))
    return tuple(notes)


def fewest_waiting(
    people: Iterable[Person], settings: Settings, leaders: Sequence[Facilitator], clock: Clock
) -> int | None:
    """Return a number that no arrangement can go below; None if it could not be found out in time."""
    if clock.left() <= 0:
        return None
    problem = prepare(people, settings, leaders)
    if not problem.units or problem.impossible:
        return None
    stage = build(problem, kinds(problem, problem.venues), problem.venues)
    stage.aims = {aim: expression if aim == "waiting" else {} for aim, expression in stage.aims.items()}
    stage.fewer_sets = {}
    state = climb(problem, stage, clock.within(LONGEST), doubt=False)
    return state.bounds["waiting"] + len(problem.held) if "waiting" in state.bounds else None


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
