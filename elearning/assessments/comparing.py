"""Says what differs between two wordings of a self-assessment, and which answers mean the same in both.

Answers hang on a statement's key. The same words under the same key, or words that were declared to ask the same, keep
the key; another number of points or other answers make every answer mean something else (STACK 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from elearning.assessments.instruments import Instrument

Schema = Mapping[str, Any]


class Kind(StrEnum):
    """What has happened to a statement."""

    NEW = "new"
    REMOVED = "removed"
    REWORDED = "reworded"
    REKEYED = "rekeyed"
    MOVED = "moved"
    RECODED = "recoded"


@dataclass(frozen=True)
class Asked:
    """One statement that is asked, with its subject."""

    key: str
    code: str
    text: str
    reverse: bool
    subject: str


@dataclass(frozen=True)
class Change:
    """One thing that has happened to one statement; `before` or `after` is None where there is none."""

    kind: Kind
    before: Asked | None = None
    after: Asked | None = None

    @property
    def key(self) -> str:
        """The key of the statement."""
        one = self.after or self.before
        return one.key if one else ""

    @property
    def code(self) -> str:
        """The code of the statement, the present one if it has one."""
        one = self.after or self.before
        return one.code if one else ""


@dataclass(frozen=True)
class Words:
    """Words of the whole questionnaire that have changed; `name` is the field's."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Differences:
    """Everything that differs. `points` is the number of points before and after, None if it is the same."""

    changes: tuple[Change, ...] = ()
    words: tuple[Words, ...] = ()
    points: tuple[int, int] | None = None
    labels: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def __bool__(self) -> bool:
        return bool(self.changes or self.words or self.points or self.labels)

    @property
    def breaks_comparison(self) -> bool:
        """Whether no answer given before can be set beside one given after."""
        return self.points is not None or self.labels is not None

    @property
    def reworded(self) -> tuple[Change, ...]:
        """The statements whose words have changed under the same key."""
        return tuple(change for change in self.changes if change.kind == Kind.REWORDED)


def differences(before: Instrument, after: Instrument) -> Differences:
    """What has changed from `before` to `after`, in the order of `after`, what is gone last."""
    old, new = asked(before), asked(after)
    changes = [change for key in new for change in _of_statement(old.get(key), new[key])]
    changes += [Change(Kind.REMOVED, before=old[key]) for key in old if key not in new]
    return Differences(
        changes=tuple(changes),
        words=tuple(
            Words(name, was, now)
            for name in WORDS
            if (was := _words(getattr(before, name))) != (now := _words(getattr(after, name)))
        ),
        points=None if before.points == after.points else (before.points, after.points),
        labels=None if before.responses == after.responses else (before.responses, after.responses),
    )


def comparable(before: Instrument, after: Instrument) -> frozenset[str]:
    """The keys of the statements whose answers mean the same in both; none when the answers themselves have changed.

    A statement that is keyed the other way round is among them: what the person said stays, only its score turns.
    """
    if before.responses != after.responses:
        return frozenset()
    return frozenset(asked(before).keys() & asked(after).keys())


@dataclass(frozen=True)
class Same:
    """What reads the same in two wordings: the keys of statements, the subjects rated and those looked back at."""

    statements: frozenset[str]
    importance: frozenset[str]
    looking_back: frozenset[str]


def same_questions(before: Instrument, after: Instrument) -> Same:
    """The questions that read word for word the same in both, with the same answers to choose from: what somebody said to
    one they have said to the other. Stricter than `comparable`, because it moves answers that nobody gives again."""
    ruler = (before.stem, before.responses, before.no_chance_label) == (
        after.stem,
        after.responses,
        after.no_chance_label,
    )
    scale = before.responses == after.responses
    old, new = asked(before), asked(after)
    subjects = _titles(before) & _titles(after)
    return Same(
        statements=frozenset(
            key
            for key in old.keys() & new.keys()
            if ruler and (old[key].text, old[key].reverse) == (new[key].text, new[key].reverse)
        ),
        importance=frozenset(code for code, *_words in subjects if _importance(before) == _importance(after)),
        looking_back=frozenset(
            code for code, *_words in subjects if scale and before.looking_back == after.looking_back
        ),
    )


def _titles(instrument: Instrument) -> set[tuple[str, str, str]]:
    return {(scale.subject, scale.title, scale.plain) for scale in instrument.scales}


def _importance(instrument: Instrument) -> tuple[object, ...]:
    labels = (instrument.importance_labels, instrument.importance_unknown_label)
    return (instrument.asks_importance, instrument.importance_question, *labels)


def asked(instrument: Instrument) -> dict[str, Asked]:
    """The statements that are asked by their keys, in order."""
    return {
        statement.key: Asked(statement.key, statement.code, statement.text, statement.reverse, scale.subject)
        for scale in instrument.scales
        for statement in scale.statements
    }


WORDS = (
    "stem",
    "no_chance_label",
    "asks_importance",
    "importance_question",
    "importance_labels",
    "importance_unknown_label",
    "looking_back",
    "need_method",
)


def _words(value: Any) -> str:
    return " · ".join(value) if isinstance(value, tuple) else str(value)


def _of_statement(before: Asked | None, after: Asked) -> list[Change]:
    if before is None:
        return [Change(Kind.NEW, after=after)]
    happened = {
        Kind.REWORDED: before.text != after.text,
        Kind.REKEYED: before.reverse != after.reverse,
        Kind.MOVED: before.subject != after.subject,
        Kind.RECODED: before.code != after.code,
    }
    return [Change(kind, before=before, after=after) for kind, has in happened.items() if has]
