"""The clock of a workshop, names that wait to be let in, where people stand, and the figures that a room has been shown.

Who came is the progress of a step (`programmes`); what somebody answers to the checklist lies with their own check
(`partnering`). Here is only what the half day adds.
"""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.pacing import Pace, began
from elearning.partnering.models import HealthCheck
from elearning.partnering.models.maps import NOT_SURE, Level
from elearning.programmes.models import Cohort, Enrolment
from elearning.sealed import SealedTextField
from elearning.workshops.timing import Part


class WorkshopRoom(models.Model):
    """The clock of one cohort's workshop, the same on every screen.

    The agenda is kept as it stood at the beginning (`plan`), so that a change of the page moves nobody on. `revision` rises
    with each press on the clock, `changes` with whatever else all screens show, `desk` with what only the facilitator sees:
    screens ask whether any has moved. `course` holds, by part, when it was first begun and the seconds that were left of it
    when it was left.
    """

    LATEST: ClassVar[timedelta] = timedelta(hours=12)

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="workshop_room")
    plan = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)
    desk = models.PositiveIntegerField(default=0)
    course = models.JSONField(default=dict)
    began_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workshops_a_begun_room_has_an_end",
                condition=Q(began_at__isnull=True) | Q(ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="workshops_an_ended_room_stands_still",
                condition=Q(ended_at__isnull=True) | Q(paused_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.position}"

    @property
    def has_begun(self) -> bool:
        """Whether somebody has pressed “begin”."""
        return self.began_at is not None

    @property
    def parts(self) -> list[Part]:
        """The parts of the half day, in order; none before it has begun."""
        return [Part.from_data(row) for row in self.plan]

    @property
    def part(self) -> Part:
        """The part it is at."""
        return self.parts[self.position]

    @property
    def pace(self) -> Pace:
        """Its clock, once it has begun."""
        return Pace(
            lengths=tuple(part.time for part in self.parts),
            over_at=self.cohort.workshop_ends_at + self.LATEST,
            ends_at=self.ends_at or self.cohort.workshop_starts_at,
            position=self.position,
            course=self.course,
            paused_at=self.paused_at,
            ended_at=self.ended_at,
        )

    @property
    def is_over(self) -> bool:
        """Whether it was ended, or nobody ended it and it is long past."""
        return self.pace.was_over(timezone.now())

    @property
    def is_on(self) -> bool:
        """Whether it has begun and goes on."""
        return self.has_begun and not self.is_over

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still in a workshop that goes on."""
        return self.paused_at is not None and not self.is_over

    def left(self, now: datetime) -> timedelta:
        """What is left of the part at `now`."""
        return self.pace.left(now)

    def began(self, position: int) -> datetime | None:
        """When the part at `position` was first begun; None if it was not."""
        return began(self.course, position)


class Arrival(models.Model):
    """A name that somebody typed who came by the code without signing in. It waits until the facilitator knows who it is.

    It says nothing by itself: only the facilitator lets a person in. The name lies sealed, and goes with the day.
    """

    MOST: ClassVar[int] = 120
    LONGEST: ClassVar[int] = 80

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="workshop_arrivals")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = SealedTextField(_("name"))
    came_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["came_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "key"], name="workshops_a_form_makes_one_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.key}"


class Standing(models.Model):
    """Where one person stands on the continuum with one partnership in mind: its owner's, and counted for the room."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="workshop_standing")
    level_now = models.CharField(_("today"), max_length=16, choices=Level)
    level_wanted = models.CharField(
        _("where it would do best"), max_length=16, choices=[*Level.choices, (NOT_SURE, _("Not sure"))], blank=True
    )

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class RoomSheet(models.Model):
    """That somebody lays their checklist beside the others', to be counted. `is_open`: also where fewer than five do so.

    What they answered stays in their own check; nothing of it is copied here (DOMAIN 3.3, 7.2).
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="workshop_sheet")
    check_of = models.ForeignKey(HealthCheck, on_delete=models.CASCADE, related_name="+")
    is_open = models.BooleanField(_("may be shown where fewer than five people answer"), default=False)

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class Showing(models.Model):
    """Figures as they stood when the facilitator showed them to the room. They are not counted on afterwards, so that no two
    pictures, one taken from the other, tell of one person (DOMAIN 4.5, T11). `is_up`: whether screens show it; `is_open`:
    everybody behind it agreed to be shown, however few they are."""

    class Kind(models.TextChoices):
        LINEUP = "lineup", _("The line-up")
        MAPS = "maps", _("The maps that were brought")
        CHECKLIST = "checklist", _("The checklist")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="workshop_showings")
    kind = models.CharField(max_length=12, choices=Kind)
    people = models.PositiveSmallIntegerField()
    counts = models.JSONField()
    is_up = models.BooleanField(default=True)
    is_open = models.BooleanField(default=False)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.kind}"
