"""When a set meets, who came, and what it has agreed with itself. What is said there is never stored (DOMAIN 1.6)."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionsets.models.sets import LearningSet, SetMembership
from elearning.accounts.models import User
from elearning.programmes.models import Enrolment
from elearning.readership import BIDS, Reader
from packs.models import LearningPackPage


class SetMeeting(models.Model):
    """One meeting of a set. In calendars it goes by `uid`; `sequence` rises with each change that they have to hear of.

    `time_zone` is empty where it is the cohort's; `agenda` is the code of one of the page's agendas, or empty for the
    usual one.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Did not happen")

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        "planned": frozenset({"held", "cancelled"}),
        "held": frozenset({"cancelled"}),
        "cancelled": frozenset({"planned", "held"}),
    }

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("place"), max_length=300, blank=True)
    link = models.URLField(_("link to join online"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    agenda = models.CharField(_("agenda"), max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["learning_set", "number"], name="actionsets_one_meeting_a_number"),
            models.CheckConstraint(
                name="actionsets_meeting_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(_("Meeting %(number)s") % {"number": self.number})

    @property
    def is_over(self) -> bool:
        """Whether the time of the meeting has passed."""
        return self.ends_at <= timezone.now()

    @property
    def length(self) -> timedelta:
        """How long the meeting lasts."""
        return self.ends_at - self.starts_at

    @property
    def zone(self) -> ZoneInfo:
        """The time zone on whose clock the meeting is."""
        return ZoneInfo(self.time_zone) if self.time_zone else ZoneInfo(self.learning_set.cohort.time_zone)

    @property
    def is_to_come(self) -> bool:
        """Whether it is planned and not over, so that it can be answered for."""
        return self.state == self.State.PLANNED and not self.is_over

    @property
    def is_going_on(self) -> bool:
        """Whether its time has begun and is not over, and nobody has noted yet what became of it."""
        return self.is_to_come and self.starts_at <= timezone.now()

    @property
    def told_state(self) -> str:
        """What has become of it, in a word: a meeting that was called off before its time did not fail to happen yet."""
        if self.is_going_on:
            return str(_("Going on now"))
        if self.state == self.State.CANCELLED and not self.is_over:
            return str(_("Cancelled"))
        return self.get_state_display()

    def begins(self) -> datetime:
        """When it starts, on its own clock."""
        return self.starts_at.astimezone(self.zone)

    def finishes(self) -> datetime:
        """When it ends, on its own clock."""
        return self.ends_at.astimezone(self.zone)

    def may_become(self, state: str) -> bool:
        """Whether this meeting can go to `state` now."""
        return state in self.MOVES[self.state]


class MeetingAttendance(models.Model):
    """Whether a member was at a meeting."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Present")
        APOLOGY = "apology", _("Sent an apology")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, related_name="attendance")
    membership = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="attendance")
    status = models.CharField(max_length=12, choices=Status)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="actionsets_one_attendance_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.membership_id}: {self.status}"


class AirtimeBidQuerySet(models.QuerySet["AirtimeBid"]):
    """Questions about many bids."""

    def shown(self) -> Self:
        """Those that the set may read: shown by their owner, who is still a member, for a meeting that is still to come.

        Once the meeting is held or its time has passed, bids are their owner's alone again (DOMAIN 1.6).
        """
        members = Q(membership__ended_at__isnull=True, membership__enrolment__state__in=Enrolment.TAKING_PART)
        to_come = Q(meeting__state=SetMeeting.State.PLANNED, meeting__ends_at__gt=timezone.now())
        shown = BIDS.reached({Reader.MEMBERS: Q(shown_at__isnull=False)}, shown=True)
        return self.filter(members, to_come, shown)

    def for_meeting(self, meeting: SetMeeting) -> Self:
        """What the set of `meeting` reads there, in the order in which it was shown."""
        rows = self.shown().filter(meeting=meeting).select_related("membership__enrolment__user")
        return rows.order_by("shown_at", "pk")


class AirtimeBid(models.Model):
    """A member's request for time at one meeting: a short title and how long they want (DOMAIN 1.5).

    The set reads it from `shown_at` on. What its owner prepared stays in the pack (`pack`), where nobody else reads it.
    """

    LONGEST_TITLE: ClassVar[int] = 120
    SHORTEST, LONGEST = 5, 90

    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, related_name="bids")
    membership = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="bids")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    minutes = models.PositiveSmallIntegerField()
    pack = models.ForeignKey(LearningPackPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["AirtimeBid"]] = AirtimeBidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="actionsets_one_bid_a_meeting"),
            models.CheckConstraint(
                name="actionsets_bid_wants_5_to_90_minutes", condition=Q(minutes__gte=5, minutes__lte=90)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.membership_id}"

    @property
    def is_shown(self) -> bool:
        """Whether its owner has shown it to the set."""
        return self.shown_at is not None


class SetAgreement(models.Model):
    """How a set has agreed to work: a version, never changed once made (DOMAIN 1.4)."""

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    rules = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["learning_set", "version"], name="actionsets_one_agreement_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set_id} · {self.version}"


class Acknowledgement(models.Model):
    """That a member has read one version of their set's agreement and goes along with it."""

    agreement = models.ForeignKey(SetAgreement, on_delete=models.CASCADE, related_name="acknowledgements")
    membership = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="acknowledgements")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "membership"], name="actionsets_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.membership_id}"
