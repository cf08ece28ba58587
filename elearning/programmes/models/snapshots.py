"""The figures of a cohort as they were frozen: a report reads these rows and nothing else (DOMAIN 4.5, 6.3)."""

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models.cohorts import Cohort, Wave
from elearning.programmes.suppression import LEAST


class CohortSnapshotQuerySet(models.QuerySet["CohortSnapshot"]):
    """Questions about many snapshots."""

    def latest_of(self, cohort: Cohort) -> dict[str, "CohortSnapshot"]:
        """The newest release of each occasion of `cohort`, by occasion, in the order of time; one query."""
        rows = self.filter(cohort=cohort).order_by("number")
        newest = {row.occasion: row for row in rows}
        return {wave.value: newest[wave] for wave in Wave if wave in newest}


class CohortSnapshot(models.Model):
    """What may be known of a cohort at one occasion. Made once and never changed, whatever becomes of the people in it.

    `cells` is what is shown. `sizes` are the true numbers behind it; they decide whether a later release may follow, and
    no page, file or person gets them.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="snapshots")
    occasion = models.CharField(max_length=12, choices=Wave)
    number = models.PositiveSmallIntegerField(default=1)
    frozen_at = models.DateTimeField()
    threshold = models.PositiveSmallIntegerField(default=LEAST, validators=[MinValueValidator(LEAST)])
    cells = models.JSONField(default=dict)
    sizes = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["CohortSnapshot"]] = CohortSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["cohort", "frozen_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "occasion", "number"], name="programmes_one_snapshot_a_number_and_occasion"
            ),
            models.CheckConstraint(
                name="programmes_snapshot_threshold_never_below_five", condition=Q(threshold__gte=LEAST)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.occasion} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new snapshot; raises ValueError for one that stands already."""
        if not self._state.adding:
            raise ValueError("A snapshot is never changed. A later release is a new one.")
        super().save(*args, **kwargs)
