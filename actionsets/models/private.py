"""Actions and reflections: their owner's, and nobody else's (DOMAIN 1.6, 7.2).

Few modules may import this one (see the contracts in `pyproject.toml`), and nothing of the set's side points here. The
words lie sealed in their tables.
"""

import uuid
from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from actionsets.models.meetings import SetMeeting
from actionsets.models.sets import LearningSet, SetMembership
from elearning.accounts.models import User
from elearning.partnering.models import MapEntry
from elearning.programmes.models import Enrolment, Subject
from elearning.readership import ACTIONS, REFLECTIONS, Reader
from elearning.sealed import SealedTextField
from packs.models import LearningPackPage

Row = TypeVar("Row", bound=models.Model)
ACTION_LENGTH = 600
REFLECTION_LENGTH = 8000


class OwnedQuerySet(models.QuerySet[Row]):
    """Questions about what belongs to one person."""

    def of(self, owner: User) -> Self:
        """What `owner` wrote; the one way to reach these rows."""
        return self.filter(REFLECTIONS.reached({Reader.OWNER: models.Q(owner=owner)}))


class ActionQuerySet(OwnedQuerySet["ActionCommitment"]):
    """Questions about actions."""

    def shared_in(self, learning_set: LearningSet) -> Self:
        """What members of a set let it read now: what they shared and did not take back, while they hold that place."""
        here = models.Q(shared_in__learning_set=learning_set, shared_in__ended_at__isnull=True)
        shared = ACTIONS.reached({Reader.MEMBERS: here}, shown=True)
        return self.filter(shared, shared_in__enrolment__state__in=Enrolment.TAKING_PART)

    def due(self, on: date) -> Self:
        """What is still to do on the day it was meant to be done, or after."""
        return self.filter(state__in=ActionCommitment.STILL_OPEN, due_on__lte=on)


class ActionCommitment(models.Model):
    """What somebody will do, by when, and what became of it.

    `shared_in` is the place in a set from which its owner lets that set read it. What it is linked to (a chosen subject, a
    pack, a partner on the map) is for its owner alone.
    """

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
    subject = models.ForeignKey(Subject, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pack = models.ForeignKey(LearningPackPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(MapEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    shared_in = models.ForeignKey(SetMembership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["ActionCommitment"]] = ActionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in self.STILL_OPEN

    @property
    def is_shared(self) -> bool:
        """Whether its owner has shared it and not taken it back. Read `shared_in` with it."""
        return self.shared_in is not None and self.shared_in.ended_at is None


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


class RemovedNote(models.Model):
    """That what stood under this key was removed: a first saving whose answer was lost does not bring it back when a browser
    sends it again. Neither whose it was nor what."""

    key = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.key)
