"""One run of a programme: its dates, who runs it, and how far each person has come."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import Organisation, User
from elearning.programmes import clock
from elearning.programmes.models.steps import ProgrammePage, StepPage


class Availability(models.TextChoices):
    """The half days in which a set could meet."""

    MON_AM = "MON-AM", _("Monday morning")
    MON_PM = "MON-PM", _("Monday afternoon")
    TUE_AM = "TUE-AM", _("Tuesday morning")
    TUE_PM = "TUE-PM", _("Tuesday afternoon")
    WED_AM = "WED-AM", _("Wednesday morning")
    WED_PM = "WED-PM", _("Wednesday afternoon")
    THU_AM = "THU-AM", _("Thursday morning")
    THU_PM = "THU-PM", _("Thursday afternoon")
    FRI_AM = "FRI-AM", _("Friday morning")
    FRI_PM = "FRI-PM", _("Friday afternoon")


class Wave(models.TextChoices):
    """When in a cohort's life the same questions are answered (DOMAIN 2.7)."""

    PRE = "pre", _("Before the sets")
    POST = "post", _("After the sets")
    FOLLOW_UP = "follow_up", _("Three months later")


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Questions about many cohorts."""

    def run_by(self, user: User) -> Self:
        """The cohorts that `user` manages or facilitates: those whose board they may open (DOMAIN 7.2)."""
        facilitates = CohortRole.objects.filter(user=user, kind=CohortRole.Kind.FACILITATOR).values("cohort")
        return self.filter(Q(pk__in=facilitates) | Q(programme__in=_managed(user)))

    def managed_by(self, user: User) -> Self:
        """The cohorts whose programme `user` manages."""
        return self.filter(programme__in=_managed(user))

    def with_counts(self) -> Self:
        """Each with `invited_count` and `taking_part_count`."""
        taking_part = Q(enrolments__state__in=("joined", "active", "completed"))
        return self.annotate(
            invited_count=models.Count("enrolments", filter=Q(enrolments__state="invited"), distinct=True),
            taking_part_count=models.Count("enrolments", filter=taking_part, distinct=True),
        )

    def reported_to(self, user: User) -> Self:
        """The cohorts whose report `user` may read: those they commissioned, facilitate or manage (DOMAIN 7.2)."""
        kinds = [CohortRole.Kind.COMMISSIONER, CohortRole.Kind.FACILITATOR]
        reads = CohortRole.objects.filter(user=user, kind__in=kinds).values("cohort")
        return self.filter(Q(pk__in=reads) | Q(programme__in=_managed(user)))

    def commissioned_by(self, user: User) -> Self:
        """The cohorts that `user` commissioned."""
        return self.filter(roles__user=user, roles__kind=CohortRole.Kind.COMMISSIONER).distinct()

    def looked_after_by(self, user: User) -> Self:
        """The cohorts to which `user` sends people as the coordinator of an organisation."""
        return self.filter(roles__user=user, roles__kind=CohortRole.Kind.COORDINATOR).distinct()


def _managed(user: User) -> "models.QuerySet[ProgrammeManager, Any]":
    """The programmes that `user` manages, to be asked inside another question: a join would make each cohort several rows."""
    return ProgrammeManager.objects.filter(user=user).values("programme")


class Cohort(models.Model):
    """A group of people who go through a programme together, with its dates (DOMAIN 2.1)."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        VIRTUAL = "virtual", _("Online")

    TIME_ZONES: ClassVar[list[tuple[str, object]]] = [
        ("Europe/London", _("London")),
        ("Europe/Dublin", _("Dublin")),
        ("Europe/Paris", _("Paris, Berlin, Madrid, Rome")),
        ("Europe/Helsinki", _("Helsinki, Athens, Kyiv")),
        ("UTC", _("UTC")),
    ]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(ProgrammePage, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RUNNING)
    workshop_starts_at = models.DateTimeField(_("workshop starts"))
    workshop_ends_at = models.DateTimeField(_("workshop ends"))
    workshop_place = models.CharField(_("place"), max_length=300, blank=True)
    workshop_link = models.URLField(_("link to join online"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/London")
    mode = models.CharField(_("how sets meet"), max_length=12, choices=Mode, default=Mode.IN_PERSON)
    language = models.CharField(_("working language"), max_length=10, default="en")
    priorities_due_on = models.DateField(_("priorities chosen by"))
    grouping_on = models.DateField(_("sets proposed on"))
    last_meeting_on = models.DateField(_("last set meeting"))
    smallest_set = models.PositiveSmallIntegerField(_("smallest set"), default=5, validators=[MinValueValidator(4)])
    largest_set = models.PositiveSmallIntegerField(_("largest set"), default=7)
    most_per_organisation = models.PositiveSmallIntegerField(
        _("most people of one organisation in a set"), default=2, validators=[MinValueValidator(1)]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Cohort"]] = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-workshop_starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="programmes_cohort_workshop_ends_after_it_starts",
                condition=Q(workshop_ends_at__gt=F("workshop_starts_at")),
            ),
            models.CheckConstraint(
                name="programmes_cohort_set_sizes",
                condition=Q(smallest_set__gte=4, largest_set__lte=8, smallest_set__lte=F("largest_set")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Whether people can still do things in this cohort."""
        return self.state == self.State.RUNNING

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the cohort meets; London's if the name is not known."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("Europe/London")

    @property
    def workshop_on(self) -> date:
        """The day of the workshop where it takes place."""
        return self.workshop_starts_at.astimezone(self.zone).date()

    @property
    def is_before_grouping(self) -> bool:
        """Whether sets are still to be proposed: until that day answers and priorities change freely (DOMAIN 2.6)."""
        return self.today < self.grouping_on

    @property
    def prework_due_on(self) -> date:
        """The soft deadline of the pre-work: two days before the workshop (DOMAIN 2.1)."""
        return self.workshop_on - timedelta(days=2)

    @property
    def today(self) -> date:
        """The date where the cohort meets."""
        return self.day_of(timezone.now())

    def day_of(self, moment: datetime) -> date:
        """The date that it is at `moment` where the cohort meets: its days begin and end there (DOMAIN 2.1)."""
        return moment.astimezone(self.zone).date()

    def window(self, wave: str) -> tuple[date, date]:
        """The first and the last day on which the answers of `wave` count: the first ones until sets are formed."""
        windows = {
            Wave.PRE: (self.workshop_on, self.grouping_on - timedelta(days=1)),
            Wave.POST: clock.post_window(self.last_meeting_on),
            Wave.FOLLOW_UP: clock.follow_up_window(self.last_meeting_on),
        }
        return windows[Wave(wave)]


class ProgrammeManager(models.Model):
    """A person who sets up the cohorts of a programme, confirms sets and handles exceptions (DOMAIN 1.3)."""

    programme = models.ForeignKey(ProgrammePage, on_delete=models.CASCADE, related_name="managers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="programmes_managed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "user"], name="programmes_manager_once_a_programme"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.programme}"


class CohortRole(models.Model):
    """What somebody who is not taking part may do in one cohort: facilitate it, look after one organisation's people, or
    read its reports as the one who commissioned it."""

    class Kind(models.TextChoices):
        FACILITATOR = "facilitator", _("Facilitator")
        COORDINATOR = "coordinator", _("Organisation coordinator")
        COMMISSIONER = "commissioner", _("Commissioner")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="cohort_roles")
    kind = models.CharField(max_length=12, choices=Kind)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"], name="programmes_facilitator_once_a_cohort", condition=Q(kind="facilitator")
            ),
            models.UniqueConstraint(
                fields=["cohort", "user"],
                name="programmes_commissioner_once_a_cohort",
                condition=Q(kind="commissioner"),
            ),
            models.UniqueConstraint(
                fields=["cohort", "user", "organisation"],
                name="programmes_coordinator_once_an_organisation",
                condition=Q(kind="coordinator"),
            ),
            models.CheckConstraint(
                name="programmes_role_coordinator_has_organisation",
                condition=Q(kind__in=["facilitator", "commissioner"], organisation__isnull=True)
                | Q(kind="coordinator", organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()} · {self.cohort}"


class StepProgress(models.Model):
    """That a person has started or finished a step, and how much of it: status only, never content."""

    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.CASCADE, related_name="progress")
    step = models.ForeignKey(StepPage, on_delete=models.CASCADE, related_name="progress")
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    answered = models.PositiveSmallIntegerField(null=True, blank=True)
    of = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="programmes_progress_once_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.step_id} · {'done' if self.done_at else 'started'}"
