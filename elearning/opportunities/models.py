"""Offers and requests to collaborate, what people write to each other about them, and reports to the moderator."""

import uuid
from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.programmes.models import CohortRole, Enrolment, ProgrammeManager
from elearning.readership import OPPORTUNITIES, REPORTED, Reader

LONGEST_TEXT = 1500
LONGEST_LIFE = timedelta(days=183)


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    """Questions about many opportunities."""

    def listed(self, today: date | None = None) -> Self:
        """Those that are open, whose last day has not passed, and whose owner still takes part."""
        return self.filter(
            state=Opportunity.State.OPEN,
            ends_on__gte=today or timezone.localdate(),
            enrolment__state__in=Enrolment.TAKING_PART,
        )

    def kept_by(self, user: User) -> Self:
        """Those of `user` in programmes in which they still take part; of the others they may only take leave."""
        return self.filter(enrolment__user=user, enrolment__state__in=Enrolment.TAKING_PART)

    def read_by(self, user: User) -> Self:
        """Those that `user` may read while they are listed: of programmes they take part in or run, and where the owner
        chose it, of programmes to which they send people as coordinator of an organisation."""
        mine = Enrolment.objects.filter(user=user).taking_part().values("cohort__programme")
        led = CohortRole.objects.filter(user=user, kind=CohortRole.Kind.FACILITATOR).values("cohort__programme")
        sends = CohortRole.objects.filter(user=user, kind=CohortRole.Kind.COORDINATOR).values("cohort__programme")
        managed = ProgrammeManager.objects.filter(user=user).values("programme")
        rows = {
            Reader.PROGRAMME: Q(enrolment__cohort__programme__in=mine),
            Reader.FACILITATORS: Q(enrolment__cohort__programme__in=led),
            Reader.MANAGERS: Q(enrolment__cohort__programme__in=managed),
            Reader.COORDINATORS: Q(to_partners=True, enrolment__cohort__programme__in=sends),
        }
        return self.filter(OPPORTUNITIES.reached(rows, shown=True))

    def moderated_by(self, user: User) -> Self:
        """Those of programmes that `user` manages."""
        return self.filter(REPORTED.reached({Reader.MANAGERS: Q(enrolment__cohort__programme__managers__user=user)}))


class Opportunity(models.Model):
    """One offer or request. Its owner closes or renews it; the programme manager may take it down with a reason."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("Offer")
        REQUEST = "request", _("Request")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        TAKEN_DOWN = "taken_down", _("Taken down by the programme manager")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="opportunities")
    kind = models.CharField(_("Do you offer something, or look for something?"), max_length=8, choices=Kind)
    title = models.CharField(_("What, in one line"), max_length=120)
    what = models.TextField(_("What it is about"), max_length=LONGEST_TEXT)
    who = models.CharField(_("Who it is for, or whom you look for"), max_length=240)
    when = models.CharField(_("When, and how much time it takes"), max_length=240)
    credit = models.CharField(
        _("How everybody is credited"),
        max_length=240,
        help_text=_(
            "Such as: both names on the leaflet, in the order of the alphabet; a word of thanks to the other’s manager."
        ),
    )
    ends_on = models.DateField(_("Last day in the list"))
    to_partners = models.BooleanField(
        _("Also show it to the coordinators of the partner organisations in the programme"), default=False
    )
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.TextField(max_length=LONGEST_TEXT, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[OpportunityQuerySet] = OpportunityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("opportunity to collaborate")
        verbose_name_plural = _("opportunities to collaborate")
        ordering = ["ends_on", "pk"]
        # Of thousands, the list reads a page in their order: 0.2 ms instead of 8 for the first twenty of 1,800 (PostgreSQL).
        indexes = [
            models.Index(fields=["ends_on", "id"], condition=Q(state="open"), name="opportunities_open_by_last_day")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_listed(self) -> bool:
        """Whether it stands in lists and can be answered today."""
        is_open = self.state == self.State.OPEN and self.ends_on >= timezone.localdate()
        return is_open and self.enrolment.is_taking_part

    @property
    def status(self) -> str:
        """In words, what has become of it."""
        if self.state == self.State.OPEN and not self.enrolment.is_taking_part:
            return str(_("Out of the list, since you left the programme"))
        if self.state == self.State.OPEN and not self.is_listed:
            return str(_("Its last day has passed"))
        return str(self.State(self.state).label)


class OpportunityMessage(models.Model):
    """A word between somebody and the owner of an opportunity: both read it here, and neither sees an e-mail address."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="messages")
    asker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    is_from_owner = models.BooleanField(default=False)
    text = models.TextField(max_length=LONGEST_TEXT)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.opportunity_id} · {self.sent_at:%Y-%m-%d}"


class OpportunityReport(models.Model):
    """That somebody finds an opportunity wrong. Only the programme's managers read it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="reports")
    reported_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    why = models.TextField(_("What is wrong with it?"), max_length=LONGEST_TEXT)
    reported_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "reported_by"],
                name="opportunities_one_open_report_a_person",
                condition=Q(settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} · {self.reported_at:%Y-%m-%d}"
