"""Jobs and chores: what is to be done, who has it in hand until when, and how it ended.

Nothing here says anything about a person: payloads, progress and outcomes hold ids, figures and code words
(`elearning.jobs.plain`), errors are names of kinds of errors.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    """Questions about many jobs."""

    def unfinished(self) -> "JobQuerySet":
        """Those that wait or are in hand."""
        return self.filter(state__in=Job.UNFINISHED)

    def wanted(self) -> "JobQuerySet":
        """Those unfinished that nobody asked to cancel."""
        return self.unfinished().filter(cancel_asked_at=None)

    def lapsed(self, now: datetime) -> "JobQuerySet":
        """Those that ought to have been begun or ended by `now`, and were not."""
        return self.unfinished().filter(lease_until__lt=now)

    def waiting(self, now: datetime) -> "JobQuerySet":
        """Those that could have been begun by `now`."""
        return self.filter(state=Job.State.QUEUED, due_at__lte=now)


class Job(models.Model):
    """One piece of work that a room asked for. Its states change in `working` alone, by the table `MOVES`."""

    class State(models.TextChoices):
        """Where a job stands."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("In hand")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    # A job goes back from running to queued when it is tried again.
    MOVES: dict[str, set[str]] = {
        State.QUEUED: {State.RUNNING, State.CANCELLED},
        State.RUNNING: {State.QUEUED, State.DONE, State.FAILED, State.CANCELLED},
        State.DONE: set(),
        State.FAILED: set(),
        State.CANCELLED: set(),
    }
    UNFINISHED = (State.QUEUED, State.RUNNING)

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100, help_text="What the job makes, with the version of what it is made of.")
    payload = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not to be begun before.")
    lease_until = models.DateTimeField(
        help_text="Queued: until when its call to a worker is trusted to come. Running: until when its worker has it."
    )
    progress = models.JSONField(default=dict, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=80, blank=True, help_text="The name of a kind of error, never its message.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["queued", "running"], cancel_asked_at=None),
                name="one_wanted_job_a_key",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at=None)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="finished_jobs_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["lease_until"], condition=Q(state__in=["queued", "running"]), name="jobs_in_hand")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in self.UNFINISHED


class Chore(models.Model):
    """When a chore was last done, when it is due, and which of several tickers has it in hand."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
