"""A learning event as its hosts plan it: what for, when, where, for how many, and its agenda (DOMAIN 0.1, the Big Local day)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.post.hours import zone_called
from elearning.programmes.models import CohortRole, Enrolment, ProgrammePage
from elearning.readership import EVENTS, Reader, Rows

LONGEST_TEXT = 1500
MOST_PLACES = 1000
LONGEST_PART = 480


class LearningEventQuerySet(models.QuerySet["LearningEvent"]):
    """Questions about many events."""

    def visible_to(self, user: User) -> Self:
        """Those that `user` may open: announced ones of programmes they take part in or facilitate, and those they lead."""
        announced = ~Q(state=LearningEvent.State.DRAFT)
        seen = {reader: announced & rows for reader, rows in _within(user).items()}
        return self.filter(EVENTS.reached(seen, shown=True) | EVENTS.reached(_leading(user))).distinct()

    def led_by(self, user: User) -> Self:
        """Those that `user` manages or hosts. A host who has left the programme hosts no more."""
        return self.filter(EVENTS.reached(_leading(user))).distinct()

    def ahead(self, now: datetime | None = None) -> Self:
        """Those that have not ended."""
        return self.filter(ends_at__gt=now or timezone.now())


def _within(user: User) -> Rows:
    mine = Enrolment.objects.filter(user=user).taking_part().values("cohort__programme")
    led = CohortRole.objects.filter(user=user, kind=CohortRole.Kind.FACILITATOR).values("cohort__programme")
    return {Reader.PROGRAMME: Q(programme__in=mine), Reader.FACILITATORS: Q(programme__in=led)}


def _leading(user: User) -> Rows:
    within = reduce(or_, _within(user).values())
    hosted = Q(pk__in=EventHost.objects.filter(user=user).values("event")) & within
    return {Reader.HOSTS: hosted, Reader.MANAGERS: Q(programme__managers__user=user)}


class LearningEvent(models.Model):
    """One event of a programme. `revision` counts changes of its words; `sequence` those that calendars must hear of.

    A draft is its hosts' alone. In planning, people read it and can bring something; once open, they say whether they come.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PLANNING = "planning", _("In planning")
        OPEN = "open", _("Open to come")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "draft": frozenset({"planning", "open"}),
        "planning": frozenset({"open", "cancelled"}),
        "open": frozenset({"cancelled"}),
        "cancelled": frozenset(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(ProgrammePage, on_delete=models.PROTECT, related_name="events")
    title = models.CharField(_("Title"), max_length=120)
    purpose = models.TextField(_("What it is for"), max_length=LONGEST_TEXT)
    for_whom = models.CharField(_("Who it is for"), max_length=240)
    questions = models.TextField(
        _("Questions to think about beforehand"),
        max_length=LONGEST_TEXT,
        blank=True,
        help_text=_("One a line. People read them on the page and on paper; nobody has to answer."),
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(_("Time zone"), max_length=60, default="Europe/London")
    place = models.CharField(_("Place"), max_length=300, blank=True)
    link = models.URLField(_("Link to join online"), blank=True)
    places = models.PositiveSmallIntegerField(
        _("Number of places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    reason = models.TextField(max_length=LONGEST_TEXT, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    sequence = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)

    objects: ClassVar[LearningEventQuerySet] = LearningEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("learning event")
        verbose_name_plural = _("learning events")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="events_end_after_they_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="events_announced_once_no_draft",
                condition=Q(state="draft", announced_at=None) | (~Q(state="draft") & Q(announced_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which it takes place."""
        return zone_called(self.time_zone)

    @property
    def on(self) -> date:
        """Its day, where it takes place."""
        return self.starts_at.astimezone(self.zone).date()

    @property
    def is_open(self) -> bool:
        """Whether people can say that they come: it is open and has not ended."""
        return self.state == self.State.OPEN and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at <= timezone.now()

    @property
    def is_today(self) -> bool:
        """Whether this is its day, where it takes place."""
        return timezone.now().astimezone(self.zone).date() == self.on

    @property
    def takes_contributions(self) -> bool:
        """Whether people can bring something: from its announcement to its end."""
        return self.state in {self.State.PLANNING, self.State.OPEN} and not self.is_over

    @property
    def status(self) -> str:
        """In words, how far it is."""
        if self.is_over and self.state != self.State.CANCELLED:
            return str(_("Over"))
        return str(self.State(self.state).label)

    def may_become(self, state: str) -> bool:
        """Whether its hosts may move it to `state` from where it is."""
        return state in self.MOVES[self.state]

    def question_lines(self) -> list[str]:
        """The questions to think about, one by one."""
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


class EventHost(models.Model):
    """Somebody of the programme who prepares and runs an event beside the programme manager."""

    event = models.ForeignKey(LearningEvent, on_delete=models.CASCADE, related_name="hosts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="events_host_once_an_event")]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.user_id}"


class AgendaItem(models.Model):
    """One part of the day. Clock times follow from the event's start and the minutes before it, so moving the event moves all."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("Welcome")
        SESSION = "session", _("Session run by practitioners")
        VIEWPOINTS = "viewpoints", _("One case from several sides")
        DISCUSSION = "discussion", _("Discussion in groups")
        EXERCISE = "exercise", _("Exercise")
        BREAK = "break", _("Break or meal")
        CLOSING = "closing", _("Closing round")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(LearningEvent, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.SESSION)
    title = models.CharField(_("Title"), max_length=120)
    minutes = models.PositiveSmallIntegerField(
        _("Minutes"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PART)]
    )
    led_by = models.CharField(_("Who runs it"), max_length=240, blank=True)
    purpose = models.TextField(_("What for"), max_length=600, blank=True)
    question = models.CharField(_("The question it begins with"), max_length=240, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Slot:
    """A part of the agenda with its clock times."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime

    @property
    def is_now(self) -> bool:
        """Whether the clock stands in it."""
        return self.starts_at <= timezone.now() < self.ends_at


def timetable(event: LearningEvent, items: Iterable[AgendaItem]) -> list[Slot]:
    """The parts in their order, each beginning when the one before ends; the first with the event."""
    at, slots = event.starts_at, []
    for item in items:
        ends_at = at + timedelta(minutes=item.minutes)
        slots.append(Slot(item, at, ends_at))
        at = ends_at
    return slots
