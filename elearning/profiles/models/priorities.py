"""The priorities that people choose, with what only they see: their reasons, what matters to them, and earlier lists."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.programmes.models import Enrolment, Subject

MOST_LETTERS = 500


class PriorityListQuerySet(models.QuerySet["PriorityList"]):
    """Questions about many lists of priorities."""

    def current(self) -> Self:
        """The confirmed lists that count: one an enrolment."""
        return self.filter(superseded_at__isnull=True)


class PriorityList(models.Model):
    """One to three subjects that a person chose and put in order; earlier lists are kept for the person only.

    `would_move`: changed once sets were proposed, by somebody who wants to be asked about a set that fits better.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="priority_lists")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    would_move = models.BooleanField(default=False)

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


class PriorityReason(models.Model):
    """Why a person chose a subject, in their own words, for their own eyes.

    A table of its own, so that whoever reads choices to form sets or to lay out packs never holds it in hand.
    """

    choice = models.OneToOneField(PriorityChoice, on_delete=models.CASCADE, related_name="reason")
    text = models.TextField(max_length=MOST_LETTERS)

    def __str__(self) -> str:
        return f"{self.choice_id}"


class StatedImportance(models.Model):
    """How much a subject will matter to somebody who chooses without the questionnaire (DOMAIN 2.6); theirs alone.

    It is no answer to an instrument: nothing is scored, suggested or counted from it. No value means "I don't know".
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="stated_importance")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["subject__sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "subject"], name="profiles_one_importance_a_subject"),
            models.CheckConstraint(
                name="profiles_importance_1_to_5", condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.subject_id}"
