"""Letters on their way, what people have been reminded of, and what they do not want to be written to about.

A letter's content lies here only until it is sent or given up; then nothing is left of it but its kind, the time and how
it ended.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.sealed import SealedTextField


class LetterQuerySet(models.QuerySet["Letter"]):
    """Questions about many letters."""

    def unsent(self) -> Self:
        """Those on their way."""
        return self.filter(state__in=Letter.ON_THEIR_WAY)

    def due(self, now: datetime) -> Self:
        """Those that can be sent at `now`, the most urgent first."""
        waiting = self.filter(state=Letter.State.WAITING, due_at__lte=now, expires_at__gt=now)
        return waiting.order_by("rank", "due_at", "pk")

    def lapsed(self, now: datetime) -> Self:
        """Those that somebody had in hand and ought to have sent by `now`."""
        return self.filter(state=Letter.State.SENDING, lease_until__lt=now)


class Letter(models.Model):
    """One mail to one person. Written by `posting`, in the transaction of what it tells of; sent by `carrying`.

    `handed_at` is set just before the text goes to the mail server: from then until it answers, nobody can tell whether
    the mail went. `doubts` counts how often that was never told. `once` is a name that no other letter may have.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")
        UNSURE = "unsure", _("May have been sent; not tried again")
        DROPPED = "dropped", _("Not needed any more")

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        # To “unsure” when a copy is put back: the letter may have gone out since the copy was made.
        "waiting": frozenset({"sending", "failed", "unsure", "dropped"}),
        "sending": frozenset({"waiting", "sent", "failed", "unsure", "dropped"}),
        "sent": frozenset(),
        "failed": frozenset(),
        "unsure": frozenset(),
        "dropped": frozenset(),
    }
    ON_THEIR_WAY: ClassVar[tuple[str, ...]] = ("waiting", "sending")
    FIRST, SOON, LATER = 0, 1, 2

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    content = SealedTextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    once = models.CharField(max_length=100, unique=True, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(default=LATER)
    attempts = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=80, blank=True, help_text="The name of a kind of error, never its message.")

    objects: ClassVar[models.Manager["Letter"]] = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="post_an_ended_letter_is_empty",
                condition=Q(state__in=["waiting", "sending"], ended_at=None)
                | Q(
                    state__in=["sent", "failed", "unsure", "dropped"],
                    content="",
                    receiver=None,
                    ended_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["rank", "due_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="post_letters_on_their_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Reminder(models.Model):
    """That somebody has been reminded of one occasion: once, whoever tries (the database refuses a second row).

    `name` is the reminder's, `occasion` a code word such as `meeting-12-2`. Goes again with the letter that was not needed.
    """

    name = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=80)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="reminders")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "user", "occasion"], name="post_reminded_once_of_an_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class StoppedKind(models.Model):
    """That somebody does not want one kind of mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="post_a_kind_is_stopped_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StopLink(models.Model):
    """The end of the address at which one person turns off these kinds of mail: random, so that it outlives every key.

    `kinds` are their keys in order, with commas between them. Who knows a token can do nothing but turn mail off and on.
    """

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kinds = models.CharField(max_length=400)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "kinds"], name="post_one_link_for_the_same_kinds")]

    def __str__(self) -> str:
        return f"{self.kinds} {self.pk}"
