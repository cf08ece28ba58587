"""Messages that those who run a cohort wrote to all of it, or to one of its sets."""

import uuid
from typing import ClassVar, Self

from django.db import models

from actionsets.models.sets import LearningSet
from elearning.accounts.models import User
from elearning.programmes.models import Cohort
from elearning.sealed import SealedTextField


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about many messages."""

    def of(self, cohort: Cohort) -> Self:
        """Those of one cohort and of its sets, the newest first, with who wrote them."""
        return self.filter(cohort=cohort).select_related("learning_set", "sent_by").order_by("-sent_at", "-pk")


class Message(models.Model):
    """What was written, to whom and how many; each of them got a mail of their own. `key` lets one form send once."""

    LONGEST_SUBJECT: ClassVar[int] = 100
    LONGEST: ClassVar[int] = 4000

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="messages")
    learning_set = models.ForeignKey(
        LearningSet, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = SealedTextField()
    receivers = models.PositiveIntegerField()
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.pk}"
