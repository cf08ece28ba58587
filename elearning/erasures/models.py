"""That somebody is to be erased, how far that is, and afterwards a fingerprint by which nobody can tell who it was."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.sealed import SealedTextField

COOLING_OFF = timedelta(days=7)


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Questions about many erasures."""

    def open(self) -> Self:
        """Those that are not done."""
        return self.exclude(state=Erasure.State.DONE)

    def due(self, now: datetime) -> Self:
        """Those that are to be begun or gone on with."""
        return self.open().filter(due_at__lte=now)


class Erasure(models.Model):
    """One person's. `done` are the steps that are behind it; a step is noted together with what it did.

    `address` is known until the last mail is written. What is left then are two fingerprints made with the installation's
    key, by which a copy that is put back can be brought up to date (`ledger`). One that is taken back leaves no row.
    """

    class State(models.TextChoices):
        """Where an erasure stands."""

        ASKED = "asked", _("Asked for")
        RUNNING = "running", _("In hand")
        DONE = "done", _("Done")

    class Asked(models.TextChoices):
        """Who asked for it, and how."""

        HERE = "here", _("on their own page")
        IN_WRITING = "in_writing", _("in writing, carried out by an operator")
        BEFORE = "before", _("before a copy was put back")
        UNUSED = "unused", _("nobody: the account was not used for long")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.ASKED: frozenset({State.RUNNING}),
        State.RUNNING: frozenset({State.DONE}),
        State.DONE: frozenset(),
    }

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="erasure"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked = models.CharField(max_length=10, choices=Asked.choices, default=Asked.HERE)
    reason = models.CharField(max_length=80, blank=True, help_text="A code or the number of a letter, never a name.")
    address = SealedTextField(blank=True)
    letter = models.ForeignKey("post.Letter", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    person_mark = models.CharField(max_length=64, blank=True)
    address_mark = models.CharField(max_length=64, blank=True)
    done = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ErasureQuerySet] = ErasureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="erasures_done_knows_nobody",
                condition=~Q(state="done") | Q(user=None, address="", ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.state}"

    @property
    def can_be_taken_back(self) -> bool:
        """Whether nothing has been done yet."""
        return self.state == self.State.ASKED
