"""A checklist that was filled in on paper and typed in by the facilitator: answers to statements, and nobody's name."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Cohort


class PaperSheet(models.Model):
    """What one sheet says, by code of the statement. Neither the person nor the partnership is kept, nor who typed it.

    `is_open`: the sheet says that it may be shown where fewer than five people answer. It goes with the day.
    """

    MOST: ClassVar[int] = 120

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="workshop_sheets")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    said = models.JSONField[dict[str, str], dict[str, str]](default=dict)
    is_open = models.BooleanField(_("may be shown where fewer than five people answer"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "key"], name="workshops_a_form_makes_one_sheet"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.key}"
