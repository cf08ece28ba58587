"""A person in a cohort, from the invitation on."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import Organisation, User
from elearning.programmes.models.cohorts import Availability, Cohort
from elearning.programmes.models.steps import ProgrammePage
from elearning.readership import NAME, Reader


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Questions about many enrolments."""

    def taking_part(self) -> Self:
        """Those who have joined and not left."""
        return self.filter(state__in=Enrolment.TAKING_PART)

    def by_name(self) -> Self:
        """In the order of the names under which those who run the cohort know people: `called_last`, `called_first`."""
        has_come = Q(joined_at__isnull=False) | Q(state__in=Enrolment.TAKING_PART)
        return self.annotate(
            called_last=Case(When(has_come, then=F("user__last_name")), default=F("invited_last_name")),
            called_first=Case(When(has_come, then=F("user__first_name")), default=F("invited_first_name")),
        ).order_by("called_last", "called_first", "user__email")

    def current(self, user: User, programme: ProgrammePage) -> "Enrolment | None":
        """The latest enrolment of `user` in `programme` that has been joined and not left, or None."""
        mine = self.filter(user=user, cohort__programme=programme).taking_part()
        found = mine.select_related("cohort", "organisation").order_by("-cohort__workshop_starts_at", "-pk").first()
        if found:
            found.user = user
        return found

    def visible_to(self, user: User) -> Self:
        """Those whose name, organisation and status `user` may see: of cohorts they run, or of the organisation they
        look after there (DOMAIN 7.2)."""
        leads = Cohort.objects.filter(roles__user=user, roles__kind="facilitator")
        looks_after = Q(
            cohort__roles__user=user,
            cohort__roles__kind="coordinator",
            cohort__roles__organisation=F("organisation"),
        )
        rows = {
            Reader.FACILITATORS: Q(cohort__in=leads),
            Reader.MANAGERS: Q(cohort__in=Cohort.objects.managed_by(user)),
            Reader.COORDINATORS: looks_after,
        }
        return self.filter(NAME.reached(rows)).distinct()


class Enrolment(models.Model):
    """One person in one cohort. Later rows hang on this, not on the user.

    Until they have come, nobody who runs the cohort learns more of them than the invitation said: neither that they have an
    account elsewhere nor what they are called there (TRUST I05). When they come, the names of the invitation are emptied.

    `same_as`: they are asked whether they are somebody else of the cohort as well; once `merged_at`, they are (`merging`).
    """

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        JOINED = "joined", _("Joined")
        ACTIVE = "active", _("Taking part")
        COMPLETED = "completed", _("Completed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DEFERRED = "deferred", _("Moved to a later cohort")
        REMOVED = "removed", _("Removed")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "invited": frozenset({"joined", "declined", "removed", "deferred"}),
        "joined": frozenset({"active", "withdrawn", "removed", "deferred"}),
        "active": frozenset({"completed", "withdrawn", "removed", "deferred"}),
        "completed": frozenset(),
        "declined": frozenset({"invited"}),
        "withdrawn": frozenset(),
        "deferred": frozenset(),
        "removed": frozenset(),
    }
    TAKING_PART: ClassVar[tuple[str, ...]] = ("joined", "active", "completed")

    class Level(models.TextChoices):
        PRACTITIONER = "practitioner", _("I do the work directly")
        LEAD = "lead", _("I lead a team or a project")
        MANAGER = "manager", _("I manage a service")
        SENIOR = "senior", _("I direct an organisation or a large part of it")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.INVITED)
    invited_first_name = models.CharField(max_length=150, blank=True, editable=False)
    invited_last_name = models.CharField(max_length=150, blank=True, editable=False)
    role_title = models.CharField(_("what you do there"), max_length=160, blank=True)
    level = models.CharField(_("level of responsibility"), max_length=12, choices=Level, blank=True)
    line_manager_email = models.EmailField(_("your line manager’s e-mail address"), blank=True)
    availability = models.JSONField(_("half days that usually suit you"), default=list, blank=True)
    access_needs = models.TextField(_("what you need to take part well"), max_length=1000, blank=True)
    privacy_version = models.CharField(max_length=12, blank=True, editable=False)
    privacy_acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    profile_completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_meeting_at = models.DateTimeField(null=True, blank=True, editable=False)
    was_asked_why = models.BooleanField(default=False, editable=False)
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Enrolment"]] = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="programmes_enrolment_once_a_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.cohort}"

    @property
    def is_taking_part(self) -> bool:
        """Whether the person has joined and not left."""
        return self.state in self.TAKING_PART

    @property
    def called(self) -> str:
        """What those who run the cohort know them by: as they were invited, until they have come; their own name from then on."""
        if self.joined_at or self.is_taking_part:
            return self.user.name
        return f"{self.invited_first_name} {self.invited_last_name}".strip() or self.user.email

    def has_read_notice(self, programme: ProgrammePage) -> bool:
        """Whether the person has acknowledged the notice about who sees what as it stands now (DOMAIN 2.2, hard gate a)."""
        return self.privacy_acknowledged_at is not None and self.privacy_version == programme.privacy_version

    @property
    def has_profile(self) -> bool:
        """Whether the person has completed their profile."""
        return self.profile_completed_at is not None

    @property
    def has_met(self) -> bool:
        """Whether the first meeting of the person's set has begun: from then on they stay in it (DOMAIN 2.6)."""
        return self.first_meeting_at is not None and self.first_meeting_at <= timezone.now()

    def available_slots(self) -> list[Availability]:
        """The half days the person named, in the order of the week; empty means any."""
        return [slot for slot in Availability if slot.value in self.availability]


class Invitation(models.Model):
    """A personal way in: a link whose token is kept only as a hash, used once, before it expires."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                name="programmes_invitation_one_open_an_enrolment",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.sent_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
