"""What is counted of the use of packs: for one month by reader, so that everybody counts once; then only as figures.

Visits and downloads of a month are deleted when its figures are frozen. The two taps are their reader's own, like notes.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from packs.models.packs import LearningPackPage, PackVersion
from packs.models.readings import PackReading


class PackVisit(models.Model):
    """That a reader worked on a pack in one month, in which version last, and whether they finished a card then."""

    reading = models.ForeignKey(PackReading, on_delete=models.CASCADE, related_name="visits")
    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    has_card = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "month"], name="packs_visit_once_a_month")]

    def __str__(self) -> str:
        return f"{self.reading_id} · {self.month:%Y-%m}"


class PackDownloads(models.Model):
    """How often a copy of one kind was fetched in one month: by whom is not known, nor from where."""

    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "month", "kind"], name="packs_downloads_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.kind} · {self.month:%Y-%m}"


class PackTap(models.Model):
    """A reader's two answers about a pack. They may be changed; each reader is counted once, when enough have answered."""

    class Useful(models.TextChoices):
        """Whether it helped."""

        YES = "yes", _("Yes")
        PARTLY = "partly", _("In part")
        NO = "no", _("No")

    class Length(models.TextChoices):
        """Whether it had the right length."""

        SHORT = "short", _("Too short")
        RIGHT = "right", _("About right")
        LONG = "long", _("Too long")

    reading = models.OneToOneField(PackReading, on_delete=models.CASCADE, related_name="tap")
    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="+")
    useful = models.CharField(max_length=10, choices=Useful, blank=True)
    length = models.CharField(max_length=10, choices=Length, blank=True)
    answered_at = models.DateTimeField()
    counted_in = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.reading_id)


class PackMonth(models.Model):
    """The figures of one pack in one month, as they may be told (`packs.usage`); frozen once and never changed."""

    pack = models.ForeignKey(LearningPackPage, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    threshold = models.PositiveSmallIntegerField()
    cells = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-month", "pack"]
        constraints = [models.UniqueConstraint(fields=["pack", "month"], name="packs_month_frozen_once")]

    def __str__(self) -> str:
        return f"{self.pack_id} · {self.month:%Y-%m}"
