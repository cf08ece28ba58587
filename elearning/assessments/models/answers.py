"""What people answer. Only `RespondentKey` links answers to a person; nothing else here may lead to one."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.assessments.models.instruments import InstrumentVersion
from elearning.programmes.models import Cohort, Enrolment, Wave
from elearning.readership import ITEM_ANSWERS, Reader

HIGHEST_POINT = 7
HIGHEST_IMPORTANCE = 5


class RespondentKey(models.Model):
    """The one link between a person in a cohort and the pseudonym their answers hang on."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="respondent_key")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class ResponseSetQuerySet(models.QuerySet["ResponseSet"]):
    """Questions about many sets of answers."""

    def of(self, enrolment: Enrolment) -> Self:
        """Those of one person, whatever their state."""
        own = models.Q(key__in=RespondentKey.objects.filter(enrolment=enrolment).values("key"))
        return self.filter(ITEM_ANSWERS.reached({Reader.OWNER: own}))

    def open(self) -> Self:
        """Those still being answered."""
        return self.filter(state=ResponseSet.State.OPEN)

    def counting(self) -> Self:
        """The submitted ones that no later one has replaced."""
        return self.filter(state=ResponseSet.State.SUBMITTED, superseded_at__isnull=True)


class ResponseSet(models.Model):
    """One person's answers to one frozen version, at one time.

    `begun_from` is the submitted set whose answers it started with. `declined` is the version that the person was offered
    and did not take: they are not asked about it again. A set that they did leave for newer questions is kept as it was.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUBMITTED = "submitted", _("Submitted")
        LEFT = "left", _("Left for newer questions")

    key = models.UUIDField()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="response_sets")
    wave = models.CharField(max_length=12, choices=Wave, default=Wave.PRE)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    begun_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    declined = models.ForeignKey(InstrumentVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["ResponseSet"]] = ResponseSetQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        # Every page of the questions and every save asks for one person's sets: 15 ms without, among 125,000 (PostgreSQL).
        indexes = [models.Index(fields=["key"], name="assessments_sets_of_a_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "wave"], name="assessments_one_open_set_a_wave", condition=Q(state="open")
            ),
            models.UniqueConstraint(
                fields=["key", "wave"],
                name="assessments_one_counting_set_a_wave",
                condition=Q(state="submitted", superseded_at__isnull=True),
            ),
            models.CheckConstraint(
                name="assessments_submitted_says_when",
                condition=Q(state="open", submitted_at__isnull=True, superseded_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False)
                | Q(state="left", submitted_at__isnull=True, superseded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.wave} · {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether answers can still be given."""
        return self.state == self.State.OPEN


class Response(models.Model):
    """The answer to one statement: a point of the scale, or that there was no chance to do it. Blank has no row."""

    # The constraint below begins with it, and serves where an index of its own would: one less to write at each answer.
    response_set = models.ForeignKey(ResponseSet, on_delete=models.CASCADE, related_name="responses", db_index=False)
    item = models.CharField(max_length=36)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    no_chance = models.BooleanField(default=False)
    written_in = models.CharField(max_length=36, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response_set", "item"], name="assessments_one_response_an_item"),
            models.CheckConstraint(
                name="assessments_value_or_no_chance",
                condition=Q(no_chance=True, value__isnull=True)
                | Q(no_chance=False, value__isnull=False, value__gte=1, value__lte=HIGHEST_POINT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_set_id} · {self.item}"


class ImportanceRating(models.Model):
    """How much one subject matters in the person's role, 1 to 5; no value means that they do not know."""

    response_set = models.ForeignKey(
        ResponseSet,
        on_delete=models.CASCADE,
        related_name="ratings",
        db_index=False,  # as above
    )
    subject_code = models.CharField(max_length=12)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    written_in = models.CharField(max_length=36, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response_set", "subject_code"], name="assessments_one_rating_a_subject"),
            models.CheckConstraint(
                name="assessments_importance_1_to_5",
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=HIGHEST_IMPORTANCE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_set_id} · {self.subject_code}"


class LookingBack(models.Model):
    """How often the person did what one subject is about at the start, as they see it after the sets (DOMAIN 2.7).

    A point of the scale; no value means that they cannot say. Blank has no row.
    """

    response_set = models.ForeignKey(
        ResponseSet,
        on_delete=models.CASCADE,
        related_name="looks_back",
        db_index=False,  # as above
    )
    subject_code = models.CharField(max_length=12)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    written_in = models.CharField(max_length=36, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response_set", "subject_code"], name="assessments_one_look_back_a_subject"
            ),
            models.CheckConstraint(
                name="assessments_look_back_is_a_point",
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=HIGHEST_POINT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_set_id} · {self.subject_code}"
