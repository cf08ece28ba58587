"""Reads the frozen words of a self-assessment: its subjects, its statements and their keys, its labels."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

NO_CHANCE = "no_chance"
UNKNOWN = "unknown"
SECONDS_AN_ANSWER = 12
CANNOT_SAY = "cannot_say"


@dataclass(frozen=True)
class Statement:
    """One statement that is asked; answers hang on `key`, which never changes."""

    key: str
    code: str
    text: str
    reverse: bool


@dataclass(frozen=True)
class Scale:
    """The statements that are asked about one subject."""

    subject: str
    title: str
    plain: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Instrument:
    """A self-assessment as it stood when it was published."""

    stem: str
    responses: tuple[str, ...]
    no_chance_label: str
    importance_question: str
    importance_labels: tuple[str, ...]
    importance_unknown_label: str
    need_method: str
    scales: tuple[Scale, ...]
    answer_kind: str = "frequency"
    asks_importance: bool = True
    looking_back: str = ""

    @property
    def points(self) -> int:
        """How many points the scale has."""
        return len(self.responses)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that is asked, in order."""
        return tuple(statement for scale in self.scales for statement in scale.statements)

    @property
    def rated(self) -> tuple[str, ...]:
        """The codes of the subjects whose importance is asked: all of them, or none."""
        return self.subjects if self.asks_importance else ()

    @property
    def minutes(self) -> int:
        """About how long it takes: 12 seconds an answer, as 45 answers take some nine minutes (DOMAIN 4.1)."""
        return max(1, -(-SECONDS_AN_ANSWER * (len(self.statements) + len(self.rated)) // 60))

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The codes of the subjects, in order."""
        return tuple(scale.subject for scale in self.scales)

    def answer_choices(self) -> list[tuple[str, str]]:
        """What can be answered to a statement: the points, the lowest first, and "no chance"."""
        points = [(str(value), label) for value, label in enumerate(self.responses, start=1)]
        return [*points, (NO_CHANCE, self.no_chance_label)]

    def importance_choices(self) -> list[tuple[str, str]]:
        """What can be answered to the question of importance, and "I don't know"."""
        points = [(str(value), label) for value, label in enumerate(self.importance_labels, start=1)]
        return [*points, (UNKNOWN, self.importance_unknown_label)]

    def looking_back_choices(self) -> list[tuple[str, str]]:
        """What can be answered when looking back: the points of the statements, and "I can't say"."""
        return [*self.answer_choices()[:-1], (CANNOT_SAY, _("I can’t say"))]


def read(schema: dict[str, Any]) -> Instrument:
    """The instrument that a frozen schema describes; statements kept in reserve are left out."""
    return Instrument(
        stem=schema["stem"],
        responses=tuple(block["value"] for block in schema["responses"]),
        no_chance_label=schema["no_chance_label"],
        importance_question=schema["importance_question"],
        importance_labels=tuple(block["value"] for block in schema["importance_labels"]),
        importance_unknown_label=schema["importance_unknown_label"],
        need_method=schema["need_method"],
        looking_back=schema.get("looking_back", ""),
        scales=tuple(scale for block in schema["scales"] if (scale := _scale(block["value"], schema)).statements),
        answer_kind=schema.get("answer_kind", "frequency"),
        asks_importance=schema.get("asks_importance", True),
    )


def _scale(value: dict[str, Any], schema: dict[str, Any]) -> Scale:
    words = schema["subject_words"].get(value["subject"], {"title": value["subject"], "plain": ""})
    asked = (item for item in value["statements"] if item["value"]["active"])
    return Scale(
        subject=value["subject"],
        title=words["title"],
        plain=words["plain"],
        statements=tuple(
            Statement(
                key=item["id"],
                code=item["value"]["code"],
                text=item["value"]["text"],
                reverse=item["value"]["reverse"],
            )
            for item in asked
        ),
    )
