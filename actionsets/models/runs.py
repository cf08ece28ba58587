"""That the sets of a large cohort are being formed in the background, and why nothing was kept where nothing was."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.jobs.models import Job
from elearning.programmes.models import Cohort


class FormationRun(models.Model):
    """One forming of a cohort's sets by a job; its settings are the job's, its progress too. Gone when the job is forgotten.

    `refused` says why nothing was kept, with `notes` where set formation had something to say about it.
    """

    LEASE = timedelta(minutes=5)
    PATIENCE = timedelta(minutes=1)
    SHOWN = timedelta(days=1)

    class Refused(models.TextChoices):
        NOBODY = "nobody", _("No set can be formed.")
        CHANGED = "changed", _("The draft was changed meanwhile, so it was left as it is.")
        GROUND = "ground", _("Somebody’s choices, times or place changed meanwhile, so nothing was kept.")
        ALREADY = "already", _("There is another proposal in hand by now, so nothing was kept.")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="formation_runs")
    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="formation_run")
    people = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=12, choices=Refused, blank=True)
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.people}"

    @property
    def is_going(self) -> bool:
        """Whether it waits or is in hand, and nobody has cancelled it."""
        return not self.job.is_finished and self.job.cancel_asked_at is None

    @property
    def has_begun(self) -> bool:
        """Whether a worker has it in hand."""
        return self.job.state == Job.State.RUNNING

    def heard_at(self) -> datetime:
        """When a worker was last heard of, or the job was handed out."""
        return self.job.lease_until - self.LEASE if self.has_begun else self.job.due_at

    def is_silent(self, now: datetime | None = None) -> bool:
        """Whether nothing was heard of it for a minute."""
        return self.is_going and (now or timezone.now()) - self.heard_at() > self.PATIENCE

    def came_to_nothing(self) -> bool:
        """Whether it ended within the last day and nothing was kept, though nobody cancelled it."""
        ended = self.job.finished_at
        failed = bool(self.refused) or self.job.state == Job.State.FAILED
        return failed and ended is not None and timezone.now() - ended < self.SHOWN
