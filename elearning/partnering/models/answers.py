"""Answers to the partnering questions, each given to the questions as they stood; private unless shared (DOMAIN 3.2)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from elearning.partnering.models.pages import QuestionsTaskPage
from elearning.programmes.models import Cohort, Enrolment, FrozenVersion
from elearning.readership import TASK_ANSWERS, Reader

LONGEST_ANSWER = 600


@dataclass(frozen=True)
class Question:
    """One question of a frozen version; `key` is the id of its block and the key of every answer to it."""

    key: str
    number: int
    text: str
    help: str


class QuestionsVersion(FrozenVersion):
    """The questions of a page as they were published."""

    page = models.ForeignKey(QuestionsTaskPage, on_delete=models.PROTECT, related_name="versions")

    class Meta(FrozenVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="partnering_questions_version_once_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.number}"

    def questions(self) -> list[Question]:
        """The questions in order, numbered from 1."""
        rows = self.schema.get("questions", [])
        return [
            Question(key=row["id"], number=number, text=row["value"]["text"], help=row["value"].get("help") or "")
            for number, row in enumerate(rows, start=1)
        ]


class AnswerSheet(models.Model):
    """One person's answers on one page of questions. `revision` counts its changes."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="answer_sheets")
    page = models.ForeignKey(QuestionsTaskPage, on_delete=models.PROTECT, related_name="answer_sheets")
    version = models.ForeignKey(QuestionsVersion, on_delete=models.PROTECT, related_name="answer_sheets")
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "page"], name="partnering_one_sheet_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.page_id}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Questions about many answers."""

    def given(self) -> Self:
        """Those that say something."""
        return self.exclude(text="")

    def shared_in(self, cohort: Cohort) -> Self:
        """What people of `cohort` who take part have handed in and chosen to share with its facilitators."""
        shared = Q(shared=True, sheet__submitted_at__isnull=False)
        theirs = Q(sheet__enrolment__cohort=cohort, sheet__enrolment__state__in=Enrolment.TAKING_PART)
        return self.given().filter(TASK_ANSWERS.reached({Reader.FACILITATORS: shared & theirs}, shown=True))


class Answer(models.Model):
    """An answer in the person's own words. `revision` is the sheet's revision at which it last changed."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=40)
    text = models.TextField(_("your answer"), max_length=LONGEST_ANSWER, blank=True)
    shared = models.BooleanField(_("share this answer with my facilitator"), default=False)
    revision = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["Answer"]] = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "key"], name="partnering_one_answer_a_question"),
            models.CheckConstraint(name="partnering_only_words_are_shared", condition=Q(shared=False) | ~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} · {self.key}"

    @cached_property
    def question(self) -> Question | None:
        """The question this answers, or None if the person's questions no longer include it."""
        return next((one for one in self.sheet.version.questions() if one.key == self.key), None)
