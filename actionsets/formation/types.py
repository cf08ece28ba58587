"""The words of set formation: what goes in, what comes out, and nothing that thinks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to be placed. Empty availability, languages or modes mean "any"; empty organisation means "none known".

    `never_in` are labels of sets in hand, such as one that was declined; it counts with `Settings.least_change` only.
    """

    id: str
    name: str = ""
    organisation: str = ""
    priorities: tuple[str, ...] = ()
    line_manager: str = ""
    keep_apart: frozenset[str] = frozenset()
    keep_together: frozenset[str] = frozenset()
    availability: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    previous_sets: frozenset[str] = frozenset()
    locked_set: str = ""
    never_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Someone who can lead sets. Empty subjects, slots, languages or modes mean "any"; `capacity` is a number of sets."""

    id: str
    name: str = ""
    subjects: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    capacity: int = 1
    not_with: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say, as a code and its values; `reasons.sentence` turns it into words."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A person's place in a set. Fit is 3, 2 or 1 for a first, second or third priority, and 0 otherwise."""

    id: str
    fit: int


@dataclass(frozen=True, slots=True)
class ProposedSet:
    """One set: who, what about, and when. `slots` holds as many common slots as were asked for."""

    label: str
    focus: str
    members: tuple[Member, ...]
    slots: tuple[str, ...] = ()
    language: str = ""
    mode: str = ""
    facilitator: str = ""
    organisations: int = 0
    same_organisation_pairs: int = 0
    common_slots: int = 0
    reasons: tuple[Note, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The members' ids, in the set's order."""
        return tuple(member.id for member in self.members)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone without a place, and why."""

    id: str
    reason: Note


@dataclass(frozen=True, slots=True)
class Settings:
    """How to form sets (FORMATION 1).

    `stretch` is the range of sizes used only when fewer people would wait than with `smallest`-`largest`; None forbids it.
    `subjects` gives the catalogue order, which settles ties. `in_hand` is the proposal to stay close to; with
    `least_change` the number of people moved counts before every aim but "fewest waiting". `time_limit` is in seconds.
    """

    smallest: int = 5
    largest: int = 7
    ideal: int = 6
    stretch: tuple[int, int] | None = (4, 8)
    max_per_organisation: int = 2
    common_slots: int = 1
    subjects: tuple[str, ...] = ()
    hold_back_undecided: bool = False
    in_hand: tuple[ProposedSet, ...] = ()
    least_change: bool = False
    seed: int = 0
    time_limit: float = 60.0


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where an arrangement breaks a hard rule."""

    rule: str
    set_label: str = ""
    people: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One hard rule, and what breaks it (nothing, if it is kept)."""

    rule: str
    breaches: tuple[Breach, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether nothing breaks the rule."""
        return not self.breaches


@dataclass(frozen=True, slots=True)
class Figures:
    """The value of every aim, in the order of FORMATION 1, and the worst set's mean fit, which is only reported.

    `stranded` leaves out people without priorities. `size_deviation` sums each set's distance from the ideal size.
    """

    waiting: int
    stranded: int
    total_fit: int
    at_fit_1: int
    same_organisation_pairs: int
    size_deviation: int
    repeated_pairs: int
    moved: int
    worst_set_mean_fit: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What no arrangement can better, each aim given those before it at their best; None where nothing is known."""

    waiting: int | None = None
    stranded: int | None = None
    total_fit: int | None = None
    at_fit_1: int | None = None
    same_organisation_pairs: int | None = None
    size_deviation: int | None = None
    repeated_pairs: int | None = None
    moved: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sets, who waits, and how good it is.

    `feasible` is False when the locked places cannot all be kept: then `sets` is empty and `warnings` say why.
    `settings` are those really used (sizes stretched, cap raised); every such change stands in `warnings`.
    `relaxations` name the single rules without which fewer people would wait. `seconds` is elapsed time.
    `stopped` says what cut the run short: "time" (its limit), "asked" (whoever watched it), or "" if nothing did.
    """

    sets: tuple[ProposedSet, ...]
    waiting: tuple[Waiting, ...]
    figures: Figures
    bounds: Bounds
    proved: bool
    rules: tuple[RuleCheck, ...]
    settings: Settings
    feasible: bool = True
    warnings: tuple[Note, ...] = ()
    relaxations: tuple[Note, ...] = ()
    seconds: float = 0.0
    stopped: str = ""

    @property
    def rules_kept(self) -> bool:
        """Whether every hard rule is kept."""
        return all(check.kept for check in self.rules)


class FormationError(ValueError):
    """The input contradicts itself, in a way that no arrangement could mend; the message can be read by a facilitator."""
