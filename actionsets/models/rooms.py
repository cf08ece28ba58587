"""A meeting while it is held: where in its agenda it stands; who presented when; and how the set found that it worked.

Nothing of what is said is kept. `MeetingRoom` is a clock; `AirtimeSlot` is a name and a number; and of the process review
a set keeps counts and words without names (DOMAIN 1.5, 1.6).
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionsets.models.meetings import SetMeeting
from actionsets.models.sets import SetMembership
from actionsets.timing import Stop
from elearning.pacing import Pace, began


class MeetingRoom(models.Model):
    """The clock of one meeting, the same on every screen: which stop it is at, and when that one's time is up.

    The agenda is kept as it stood at the beginning (`plan`), so that a change of the page moves nobody on. `revision` rises
    with each press, `notes` with each name noted for a turn: screens ask whether either has moved. `course` holds, by stop,
    when it was first begun and the seconds that were left of it when it was left. Who pressed is not kept.
    """

    LATEST: ClassVar[timedelta] = timedelta(hours=12)

    meeting = models.OneToOneField(SetMeeting, on_delete=models.CASCADE, related_name="room")
    plan = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    notes = models.PositiveIntegerField(default=0)
    course = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="actionsets_an_ended_room_stands_still",
                condition=Q(ended_at__isnull=True) | Q(paused_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.position}"

    @property
    def stops(self) -> list[Stop]:
        """The stops of the meeting, in order."""
        return [Stop.from_data(row) for row in self.plan]

    @property
    def stop(self) -> Stop:
        """The stop it is at."""
        return self.stops[self.position]

    @property
    def pace(self) -> Pace:
        """Its clock."""
        return Pace(
            lengths=tuple(stop.time for stop in self.stops),
            over_at=self.meeting.ends_at + self.LATEST,
            ends_at=self.ends_at,
            position=self.position,
            course=self.course,
            paused_at=self.paused_at,
            ended_at=self.ended_at,
        )

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after this stop."""
        return self.position + 1 >= len(self.plan)

    @property
    def is_over(self) -> bool:
        """Whether the meeting was ended, or nobody ended it and it is long past."""
        return self.pace.was_over(timezone.now())

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still in a meeting that goes on."""
        return self.paused_at is not None and not self.is_over

    def left(self, now: datetime) -> timedelta:
        """What is left of the stop at `now`."""
        return self.pace.left(now)

    def began(self, position: int) -> datetime | None:
        """When the stop at `position` was first begun; None if it was not."""
        return began(self.course, position)


class AirtimeSlot(models.Model):
    """That a member presented in one turn of a meeting: the ledger. It says who and when, never what about.

    It is read by the set and its own facilitator, and by nobody else (DOMAIN 7.2).
    """

    MOST: ClassVar[int] = 8

    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, related_name="slots")
    turn = models.PositiveSmallIntegerField()
    presenter = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="slots")

    class Meta:
        ordering = ["meeting__number", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "turn"], name="actionsets_one_presenter_a_turn"),
            models.CheckConstraint(name="actionsets_turn_1_to_8", condition=Q(turn__gte=1, turn__lte=8)),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.turn}: {self.presenter_id}"


class ReviewSlip(models.Model):
    """What one member answered to a meeting's process review, until the set reads it. It points to nobody.

    `key` is made from the site's secret key, the meeting and the member's place, so that the member can change what they
    answered. Without that secret nothing leads from a slip to a person, and there is no moment of writing beside it; somebody
    who has both the database and the secret could try each member's key until the review is read. Then all slips are counted
    and deleted (`reviewing.read`). A copy of the database that was made before holds them as they were, and a web server's
    log may say who sent something to the address, and when.
    """

    LEAST, MOST = 1, 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, related_name="slips")
    key = models.CharField(max_length=64)
    asked = models.PositiveSmallIntegerField(null=True, blank=True)
    listened = models.PositiveSmallIntegerField(null=True, blank=True)
    shared = models.PositiveSmallIntegerField(null=True, blank=True)
    word = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="actionsets_one_slip_a_member"),
            *(
                models.CheckConstraint(
                    name=f"actionsets_slip_{name}_1_to_5",
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1, f"{name}__lte": 5}),
                )
                for name in ("asked", "listened", "shared")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class ProcessReview(models.Model):
    """How a set found that it worked at one meeting, once it has read it: how often each answer was given, and the words.

    Answers to different questions are not told together, and words stand in the order of the alphabet, so that no row is
    anybody's. It is read by the set and its own facilitator, and by nobody else (DOMAIN 1.6, 7.2).
    """

    QUESTIONS: ClassVar[dict[str, Any]] = {
        "asked": _("We asked more than we told"),
        "listened": _("We listened without interrupting"),
        "shared": _("Time was shared fairly"),
    }
    ANSWERS: ClassVar[tuple[Any, ...]] = (_("Not at all"), _("A little"), _("In part"), _("Mostly"), _("Entirely"))
    FEWEST: ClassVar[int] = 3

    meeting = models.OneToOneField(SetMeeting, on_delete=models.CASCADE, related_name="review")
    answered = models.PositiveSmallIntegerField()
    counts = models.JSONField()
    words = models.JSONField(default=list)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["meeting__number"]
        constraints = [
            models.CheckConstraint(name="actionsets_review_of_three_or_more", condition=Q(answered__gte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.answered}"
