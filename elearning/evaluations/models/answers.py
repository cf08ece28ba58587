"""What people answer about a programme. Only `EvaluationKey` links answers to a person (DOMAIN 7.2)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Cohort, Enrolment, FrozenVersion, StepPage
from elearning.readership import EVALUATION, Reader

LONGEST_WORDS = 600


@dataclass(frozen=True)
class Question:
    """One question of a frozen version; `key` is the id of its block. `options` are pairs of a key and its words."""

    key: str
    kind: str
    group: str
    text: str
    help: str
    options: tuple[tuple[str, str], ...] = ()
    several: bool = False

    @property
    def is_words(self) -> bool:
        """Whether it is answered in the person's own words."""
        return self.kind == "words"

    def places(self, chosen: Iterable[str]) -> tuple[int, ...]:
        """The places of the chosen answers among the options, counted from 0."""
        wanted = set(chosen)
        return tuple(place for place, (key, _label) in enumerate(self.options) if key in wanted)


class EvaluationVersion(FrozenVersion):
    """The questions and the scale of a page as they were published."""

    page = models.ForeignKey(StepPage, on_delete=models.PROTECT, related_name="evaluation_versions")

    class Meta(FrozenVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="evaluations_version_once_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.number}"

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions in their order."""
        scale = tuple((row["id"], row["value"]) for row in self.schema["scale"])
        return tuple(_question(row, scale) for row in self.schema["questions"])

    @property
    def groups(self) -> list[tuple[str, list[Question]]]:
        """The questions under the headings of their groups."""
        return [(group, list(rows)) for group, rows in groupby(self.questions, key=lambda one: one.group)]


def _question(row: Mapping[str, Any], scale: tuple[tuple[str, str], ...]) -> Question:
    value = row["value"]
    options = tuple((one["id"], one["value"]) for one in value.get("options", []))
    return Question(
        key=row["id"],
        kind=row["type"],
        group=value["group"],
        text=value["text"],
        help=value.get("help") or "",
        options=scale if row["type"] == "rating" else options,
        several=bool(value.get("several")),
    )


class EvaluationKey(models.Model):
    """The one link between a person in a cohort and the pseudonym their answers about the programme hang on."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="evaluation_key")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class EvaluationSheetQuerySet(models.QuerySet["EvaluationSheet"]):
    """Questions about many sheets."""

    def of(self, enrolment: Enrolment) -> Self:
        """Those of one person."""
        own = models.Q(key__in=EvaluationKey.objects.filter(enrolment=enrolment).values("key"))
        return self.filter(EVALUATION.reached({Reader.OWNER: own}))

    def sent(self) -> Self:
        """Those that count: their owner has sent them."""
        return self.filter(sent_at__isnull=False)


class EvaluationSheet(models.Model):
    """One person's answers on one page. `revision` counts its changes; it counts in figures once it is sent."""

    key = models.UUIDField()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(StepPage, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(EvaluationVersion, on_delete=models.PROTECT, related_name="sheets")
    revision = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["EvaluationSheet"]] = EvaluationSheetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "page"], name="evaluations_one_sheet_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.pk}"


class EvaluationAnswer(models.Model):
    """The answer to one question: the keys of what was chosen, or words, which stay with their writer. `revision` is the
    sheet's revision at which it last changed."""

    sheet = models.ForeignKey(EvaluationSheet, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=36)
    chosen = models.JSONField(default=list, blank=True)
    text = models.TextField(_("in your own words"), max_length=LONGEST_WORDS, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question"], name="evaluations_one_answer_a_question"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} · {self.question}"
