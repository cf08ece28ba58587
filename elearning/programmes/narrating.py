"""What a report tells beside its figures: approved stories, what the commissioner wanted to see, and what it cost.

A later room hands it in (`bind`), in words that their writers have released. Unlike figures it is not frozen: who withdraws
a story takes it out of the report at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from elearning.programmes.models import Cohort


@dataclass(frozen=True)
class Story:
    """A story as its owner approved it, without a name: its title, and its parts with their headings."""

    title: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Outcome:
    """The commissioner's own sign of success with its value at both ends, and what the cohort cost."""

    indicator: str = ""
    measured: str = ""
    at_start: str = ""
    at_end: str = ""
    named_on: date | None = None
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Narrative:
    """Everything of the kind about one cohort."""

    stories: tuple[Story, ...] = ()
    outcome: Outcome = Outcome()


Source = Callable[[Cohort], Narrative]
SOURCES: list[Source] = []


def bind(source: Source) -> None:
    """From now on, `source` hands in what is told of a cohort."""
    SOURCES[:] = [source]


def narrative_of(cohort: Cohort) -> Narrative:
    """What is told of `cohort` beside its figures; nothing where no room has bound itself."""
    return SOURCES[0](cohort) if SOURCES else Narrative()
