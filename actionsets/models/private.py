"""Actions and reflections: their owner's, and nobody else's (DOMAIN 1.6, 7.2).

Few modules may import this one (see the contracts in `pyproject.toml`), and nothing of the set's side points here. The
words lie sealed in their tables.
"""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from actionsets.models.meetings import SetMeeting
from elearning.accounts.models import User
from elearning.sealed import SealedTextField

ACTION_LENGTH = 600
REFLECTION_LENGTH = 8000


class OwnedQuerySet(models.QuerySet[models.Model]):
    """Questions about what belongs to one person."""

    def of(self, owner: User) -> Self:
        """What `owner` wrote; the one way to reach these rows."""
        return self.filter(owner=owner)


class ActionCommitment(models.Model):
    """What somebody will do, by when, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        DONE = "done", _("Done")
        CARRIED = "carried", _("Carried on")
        LET_GO = "let_go", _("Let go")

    STILL_OPEN: ClassVar[tuple[str, ...]] = ("open", "carried")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(SetMeeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = SealedTextField(_("what you will do"), max_length=ACTION_LENGTH)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["ActionCommitment"]] = OwnedQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in self.STILL_OPEN


class Reflection(models.Model):
    """What somebody noted for themselves."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(SetMeeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = SealedTextField(_("your reflection"), max_length=REFLECTION_LENGTH)
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["Reflection"]] = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return str(self.key)
