"""What scoring made of somebody's answers, and the priorities they chose."""

from fractions import Fraction
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Enrolment, Subject


class PriorityListQuerySet(models.QuerySet["PriorityList"]):
    """Questions about many lists of priorities."""

    def current(self) -> Self:
        """The confirmed lists that count: one an enrolment."""
        return self.filter(superseded_at__isnull=True)


class PriorityList(models.Model):
    """One to three subjects that a person chose and put in order; earlier lists are kept for the person only."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="priority_lists")
    confirmed_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PriorityList"]] = PriorityListQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], name="profiles_one_current_list", condition=Q(superseded_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.confirmed_at:%Y-%m-%d}"


class PriorityChoice(models.Model):
    """One chosen subject with its rank, and where the choice came from (DOMAIN 1.12)."""

    class Source(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested by my answers")
        NEAR = "near", _("About as strong a case")
        OWN = "own", _("My own choice")
        UNSCORED = "unscored", _("Chosen without the questionnaire")

    priority_list = models.ForeignKey(PriorityList, on_delete=models.CASCADE, related_name="choices")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=Source)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["priority_list", "rank"], name="profiles_one_subject_a_rank"),
            models.UniqueConstraint(fields=["priority_list", "subject"], name="profiles_a_subject_once"),
            models.CheckConstraint(name="profiles_rank_1_to_3", condition=Q(rank__gte=1, rank__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.subject_id}"


class Result(models.Model):
    """What scoring made of one submitted set of answers, with everything needed to compute it again (R12)."""

    class Wave(models.TextChoices):
        PRE = "pre", _("Before the sets")
        POST = "post", _("After the sets")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="results")
    wave = models.CharField(max_length=8, choices=Wave, default=Wave.PRE)
    instrument_version = models.PositiveIntegerField()
    scoring_version = models.CharField(max_length=12)
    parameters = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

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


class ScaleResult(models.Model):
    """The score of one subject, kept exactly: the sum of the valid answers and how many there were (R4)."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="scales")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    total = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    no_chance = models.PositiveSmallIntegerField(default=0)
    is_scored = models.BooleanField()
    importance = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["subject__sort_order", "pk"]
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
    def score(self) -> Fraction | None:
        """The mean of the valid answers, exact; None when too few were given (R3)."""
        return Fraction(self.total, self.answered) if self.is_scored else None


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
