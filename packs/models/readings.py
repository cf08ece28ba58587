"""What people do with a pack: that they have opened it, and the notes they keep. All of it is theirs alone (DOMAIN 7.2)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Enrolment
from elearning.sealed import SealedTextField
from packs.models.packs import LearningPackPage, PackVersion
from packs.sections import LONGEST_NOTE, Place, outline


class PackReading(models.Model):
    """That somebody has taken up a pack, in which version, and whether they feel prepared: seen by nobody else."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="pack_readings")
    pack = models.ForeignKey(LearningPackPage, on_delete=models.PROTECT, related_name="readings")
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="readings")
    opened_at = models.DateTimeField()
    prepared_at = models.DateTimeField(null=True, blank=True)
    finished = models.JSONField(_("parts that are done"), default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "pack"], name="packs_reading_once_a_pack"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.pack_id}"

    @property
    def notes_now(self) -> models.QuerySet["PackNote"]:
        """The notes of the version that is being read."""
        return self.notes.filter(version=self.version_id)

    @property
    def goes_on_at(self) -> Place | None:
        """The first part that is not done, in the version that is read; None when all are."""
        return next((place for place in outline(self.version.schema["body"]) if place.slug not in self.finished), None)

    def has_finished(self, slug: str) -> bool:
        """Whether the part with this place in the address is done."""
        return slug in self.finished


class PackNote(models.Model):
    """One private note: what the reader wrote or chose, kept by the version it was written in and the key of the question."""

    reading = models.ForeignKey(PackReading, on_delete=models.CASCADE, related_name="notes")
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="notes")
    key = models.CharField(max_length=64)
    text = SealedTextField(max_length=LONGEST_NOTE, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "version", "key"], name="packs_note_once_a_question"),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} · {self.key}"
