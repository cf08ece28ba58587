"""That a person was asked by a link that needs no sign-in (DOMAIN 2.8: Z+90, five minutes)."""

import uuid

from django.db import models

from elearning.programmes.models import Enrolment, StepPage


class Asking(models.Model):
    """One person's link to one page of questions. The address carries its signed `public_id` and nothing else."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="askings")
    page = models.ForeignKey(StepPage, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "page"], name="evaluations_asked_once_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.page_id}"
