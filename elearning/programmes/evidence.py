"""What rooms know of a cohort's people, by enrolment, for counting only; and the figures made from it. Knows no framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

COMPLETED_FROM = Fraction(3, 5)
Cells = dict[str, Any]


@dataclass(frozen=True)
class People:
    """Who was invited and who joined, when, from which organisation, and who was at the workshop; and how often each reason
    for leaving was given, without by whom."""

    invited: frozenset[int] = frozenset()
    joined: Mapping[int, datetime] = field(default_factory=dict)
    organisations: Mapping[int, str] = field(default_factory=dict)
    workshop: frozenset[int] = frozenset()
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """One subject's score on the ruler from 1 to 5, and the band of words it falls in."""

    value: Fraction
    band: str


@dataclass(frozen=True)
class Practice:
    """Who answered in each wave with which scores by subject, how they looked back, and what they chose to work on."""

    scores: Mapping[str, Mapping[int, Mapping[str, Score]]] = field(default_factory=dict)
    looking_back: Mapping[int, Mapping[str, Fraction]] = field(default_factory=dict)
    chosen: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Meetings:
    """Who has a place in a set, which share of its meetings each of them attended, and how many meetings there were.

    `themes` are the sentences that sets have cleared, each as (set, subject, sentence); `presented` are those who are noted
    as having had time for an issue of their own at least once.
    """

    placed: frozenset[int] = frozenset()
    attended: Mapping[int, Fraction] = field(default_factory=dict)
    sets: int = 0
    planned: int = 0
    held: int = 0
    themes: tuple[tuple[int, str, str], ...] = ()
    presented: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Asked:
    """One question about the programme with the words of its answers; `kind` is "rating", "one" or "several"."""

    key: str
    group: str
    text: str
    kind: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Evaluation:
    """What was asked about the programme at one occasion, and the places of what each person chose, by question."""

    questions: tuple[Asked, ...] = ()
    answers: Mapping[int, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluations:
    """What people said about the programme, by occasion."""

    by_wave: Mapping[str, Evaluation] = field(default_factory=dict)


@dataclass(frozen=True)
class Partnerships:
    """How many partnerships are on each person's map, and how many of them have a current written agreement, and a date
    of review."""

    on_maps: Mapping[int, int] = field(default_factory=dict)
    agreements: Mapping[int, int] = field(default_factory=dict)
    reviews: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """Everything that a report is made from."""

    people: People = field(default_factory=People)
    practice: Practice = field(default_factory=Practice)
    meetings: Meetings = field(default_factory=Meetings)
    subjects: tuple[tuple[str, str], ...] = ()
    evaluations: Evaluations = field(default_factory=Evaluations)
    partnerships: Partnerships = field(default_factory=Partnerships)

    def answered(self, wave: str) -> frozenset[int]:
        """Who submitted answers in `wave`."""
        return frozenset(self.practice.scores.get(wave, {}))

    def completed(self) -> frozenset[int]:
        """Who was at the workshop, chose priorities and attended at least 60 % of the meetings (DOMAIN 2.5)."""
        often = {one for one, share in self.meetings.attended.items() if share >= COMPLETED_FROM}
        return frozenset(self.people.workshop & self.meetings.placed & set(self.practice.chosen) & often)


@dataclass(frozen=True)
class Figures:
    """The cells that are shown, and the true sizes behind them, which are not."""

    cells: Cells
    sizes: dict[str, int]
