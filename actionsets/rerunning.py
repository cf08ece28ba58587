"""Puts what could take a draft's place beside it: its sets formed anew in each way, and drafts kept aside. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionsets import proposing, wording
from actionsets.formation import Figures, Outcome, ProposedSet, cohort_reasons
from actionsets.moving import Board
from actionsets.shelving import Shelved

TITLES = {
    proposing.LEAST: gettext_lazy("With the fewest changes"),
    proposing.AFRESH: gettext_lazy("Afresh"),
}
EXPLAINED = {
    proposing.LEAST: gettext_lazy(
        "Nobody is moved unless more people would wait otherwise, or a rule would be broken."
    ),
    proposing.AFRESH: gettext_lazy("The best sets there are now. Only people in fixed places stay where they are."),
}


@dataclass(frozen=True)
class Change:
    """Where somebody is in the draft, and where they would be."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Option:
    """One way of forming the sets anew, in the words of the page."""

    way: str
    title: str
    explained: str
    outcome: Outcome
    sentences: list[str]
    warnings: list[str]
    changes: list[Change]


@dataclass(frozen=True)
class Compared:
    """The draft and each way, with the figures of all of them: a row an aim."""

    options: list[Option]
    rows: list[dict[str, Any]]


def compared(board: Board, asked: Mapping[str, Any]) -> Compared:
    """Both ways of forming the sets of `board` anew, as `asked`."""
    ground = proposing.ground(board.proposal.cohort, asked, board.proposal)
    options = [_option(board, way, ground.formed(way)) for way in proposing.WAYS]
    return Compared(options, rows([board.figures, *(one.outcome.figures for one in options)]))


@dataclass(frozen=True)
class Column:
    """One draft beside others: the one in hand (no letter), or one kept aside."""

    letter: str
    kept_at: datetime | None
    sets: int
    broken: int
    elsewhere: int | None


@dataclass(frozen=True)
class Shelf:
    """The draft in hand, if there is one, and those kept aside: a column each, and a row an aim."""

    columns: list[Column]
    rows: list[dict[str, Any]]


def beside(now: Board | None, kept: Sequence[Shelved]) -> Shelf:
    """The drafts kept aside beside the one in hand; `elsewhere` counts those who would have another place than now."""
    before = _places(now.arranged) if now else None
    columns = [_column(one, before) for one in kept]
    figures = [one.figures for one in kept]
    if now:
        in_use = sum(bool(one.members) for one in now.arranged)
        columns.insert(0, Column("", None, in_use, len(now.breaches), 0))
        figures.insert(0, now.figures)
    return Shelf(columns, rows(figures))


def _column(one: Shelved, before: Mapping[str, str] | None) -> Column:
    after = _places(one.sets)
    elsewhere = None if before is None else sum(before.get(key) != after.get(key) for key in {**before, **after})
    return Column(one.alternative.letter, one.alternative.kept_at, len(one.sets), one.broken, elsewhere)


def rows(figures: Sequence[Figures]) -> list[dict[str, Any]]:
    """A row an aim, the most important first: its name, its value in each of `figures`, and whether that is the better."""
    made = []
    for name, label, more_is_better in wording.AIMS:
        values = [getattr(one, name) for one in figures]
        best = max(values) if more_is_better else min(values)
        differ = len(set(values)) > 1
        made.append({"label": label, "values": [(value, differ and value == best) for value in values]})
    return made


def _option(board: Board, way: str, outcome: Outcome) -> Option:
    called, people = board.gathered.called, board.gathered.people
    return Option(
        way=way,
        title=str(TITLES[way]),
        explained=str(EXPLAINED[way]),
        outcome=outcome,
        sentences=wording.say_all(cohort_reasons(outcome, people), called) if outcome.sets else [],
        warnings=wording.say_all(outcome.warnings, called),
        changes=_changes(board, outcome),
    )


def _changes(board: Board, outcome: Outcome) -> list[Change]:
    before, after = _places(board.arranged), _places(outcome.sets)
    known = {one.label for one in board.arranged}
    moved = [key for key in {**before, **after} if before.get(key, "") != after.get(key, "")]
    changes = [
        Change(board.gathered.called(key), _said(before.get(key, ""), known), _said(after.get(key, ""), known))
        for key in moved
    ]
    return sorted(changes, key=lambda change: change.name)


def _places(sets: Sequence[ProposedSet]) -> dict[str, str]:
    return {key: one.label for one in sets for key in one.ids}


def _said(label: str, known: set[str]) -> str:
    if not label:
        return _("waiting")
    return _("set %(number)s") % {"number": label} if label in known else _("a new set")
