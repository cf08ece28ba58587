"""What scoring made of somebody's answers, with everything needed to make it again."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elearning.assessments.models import InstrumentVersion
from elearning.profiles.scoring import Parameters, Scored
from elearning.programmes.models import Enrolment, Subject, Wave


class ResultQuerySet(models.QuerySet["Result"]):
    """Questions about many results."""

    def current(self, enrolment: Enrolment, wave: str = Wave.PRE) -> "Result | None":
        """The result of `enrolment` that counts, with its version; None before the self-assessment is submitted."""
        mine = self.filter(enrolment=enrolment, wave=wave, superseded_at__isnull=True)
        return mine.select_related("version").first()

    def of_waves(self, enrolment: Enrolment) -> "dict[str, Result]":
        """The results of `enrolment` that count, by wave, the first wave first; each with its version. One query."""
        mine = self.filter(enrolment=enrolment, superseded_at__isnull=True).select_related("version")
        found = {result.wave: result for result in mine}
        return {wave: found[wave] for wave in Wave.values if wave in found}


class Result(models.Model):
    """What scoring made of one submitted set of answers, with everything needed to compute it again (R12)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="results")
    wave = models.CharField(max_length=12, choices=Wave, default=Wave.PRE)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    scoring_version = models.CharField(max_length=12)
    parameters = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Result"]] = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "wave"],
                name="profiles_one_current_result",
                condition=Q(superseded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.wave}"

    @property
    def rules(self) -> Parameters:
        """The parameters it was scored with."""
        given: dict[str, Any] = self.parameters
        return Parameters(**given)


class ScaleResult(models.Model):
    """The score of one subject, kept exactly: the sum of the valid answers and how many there were (R4).

    `number` is the subject's place in the questionnaire, which settles what is equal (R8) also when subjects are moved
    about in the catalogue later.

    `looking_back` is the point of the scale that the person gives the start after the sets; None if they were not asked,
    left it out or cannot say.
    """

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="scales")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    items = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    no_chance = models.PositiveSmallIntegerField(default=0)
    is_scored = models.BooleanField()
    importance = models.PositiveSmallIntegerField(null=True, blank=True)
    looking_back = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["result", "subject"], name="profiles_one_score_a_subject"),
            models.CheckConstraint(
                name="profiles_scored_has_answers",
                condition=Q(is_scored=False) | Q(answered__gt=0, total__gte=F("answered")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} · {self.subject_id}"

    @property
    def scored(self) -> Scored:
        """The score as the rules know it; needs `subject`."""
        return Scored(
            code=self.subject.code,
            number=self.number,
            items=self.items,
            total=self.total,
            answered=self.answered,
            no_chance=self.no_chance,
            importance=self.importance,
            is_scored=self.is_scored,
        )


class PrioritySuggestion(models.Model):
    """A subject that scoring proposes (R9); the person chooses freely."""

    class Kind(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        NEAR = "near", _("About as strong a case")

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="suggestions")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["result", "position"], name="profiles_one_suggestion_a_position"),
            models.UniqueConstraint(fields=["result", "subject"], name="profiles_one_suggestion_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.subject_id}"
