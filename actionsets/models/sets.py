"""Proposals of sets, the sets themselves, who is in them, and who must not be together.

The life of a proposal is draft, sent, confirmed; a draft can be discarded. A person has one place at a time: the
database refuses a second one, whoever asks (TRUST T11).
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.programmes.models import Availability, Cohort, Enrolment, Subject
from elearning.sealed import SealedTextField


class SeparationRule(models.Model):
    """That two people must not share a set. Who declared it, and about whom, is read by the programme manager alone.

    A participant names somebody in their own words (`named`): whether that matched a person of the cohort is not shown
    to them. `user` is a facilitator who must not lead the set of `first`. The words lie sealed; `named_mark` is
    their fingerprint under a key, by which the same words of the same person are known again.
    """

    class Kind(models.TextChoices):
        LINE_MANAGEMENT = "line_management", _("Line management")
        DECLARED = "declared", _("Declared by a participant")
        FACILITATOR = "facilitator", _("Facilitator and participant")
        MANAGER = "manager", _("Set by the programme manager")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="separation_rules")
    kind = models.CharField(max_length=16, choices=Kind)
    first = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    named = SealedTextField(max_length=160, blank=True)
    named_mark = models.CharField(max_length=64, blank=True, editable=False)
    declared_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "first", "named_mark"],
                name="actionsets_a_name_declared_once",
                condition=~Q(named_mark=""),
            ),
            models.CheckConstraint(
                name="actionsets_nobody_apart_from_themselves",
                condition=Q(second__isnull=True) | ~Q(first=F("second")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.pk}"


class SetProposal(models.Model):
    """One arrangement of a cohort into sets: what was asked for, what came out, and how far it has gone."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        CONFIRMED = "confirmed", _("Confirmed")
        DISCARDED = "discarded", _("Discarded")

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        "draft": frozenset({"sent", "discarded"}),
        "sent": frozenset({"confirmed"}),
        "confirmed": frozenset(),
        "discarded": frozenset(),
    }
    OPEN: ClassVar[tuple[str, ...]] = ("draft", "sent")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="set_proposals")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    settings = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    consent_ends_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], name="actionsets_one_open_proposal", condition=Q(state__in=["draft", "sent"])
            ),
            models.CheckConstraint(
                name="actionsets_sent_has_a_window",
                condition=Q(state__in=["draft", "discarded"]) | Q(sent_at__isnull=False, consent_ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.get_state_display()}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody but those who run the cohort has seen it."""
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether people can still be moved in it."""
        return self.state in self.OPEN

    def standing(self) -> "LearningSetQuerySet":
        """Its sets, but for those that were dissolved."""
        return self.sets.exclude(state=LearningSet.State.DISSOLVED)

    def may_become(self, state: str) -> bool:
        """Whether this proposal can go to `state` now."""
        return state in self.MOVES[self.state]


class LearningSetQuerySet(models.QuerySet["LearningSet"]):
    """Questions about many sets."""

    def with_counts(self) -> Self:
        """With `member_count` and `meeting_count`."""
        live = Q(memberships__ended_at__isnull=True, memberships__enrolment__state__in=Enrolment.TAKING_PART)
        return self.annotate(
            member_count=models.Count("memberships", filter=live, distinct=True),
            meeting_count=models.Count("meetings", distinct=True),
        )


class LearningSet(models.Model):
    """An action learning set: its focus, its usual time, its facilitator and where it meets.

    `ended_at` is when it ended; `is_cleared` that what it kept for its own work has been deleted since (`retaining`).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")
        DISSOLVED = "dissolved", _("Dissolved")

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        "proposed": frozenset({"confirmed", "dissolved"}),
        "confirmed": frozenset({"running", "closed"}),
        "running": frozenset({"closed"}),
        "closed": frozenset(),
        "dissolved": frozenset(),
    }
    WITH_WORKSPACE: ClassVar[tuple[str, ...]] = ("confirmed", "running", "closed")

    proposal = models.ForeignKey(SetProposal, on_delete=models.PROTECT, related_name="sets")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="learning_sets")
    number = models.PositiveSmallIntegerField()
    focus = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    slot = models.CharField(max_length=8, choices=Availability, blank=True)
    facilitator = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="sets_led")
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    place = models.CharField(_("place"), max_length=300, blank=True)
    link = models.URLField(_("link to join online"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_cleared = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["LearningSet"]] = LearningSetQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="actionsets_one_set_a_number"),
        ]

    def __str__(self) -> str:
        return str(_("Set %(number)s") % {"number": self.number})

    @property
    def has_workspace(self) -> bool:
        """Whether the set is confirmed, so that its members find their agreement, dates and meetings."""
        return self.state in self.WITH_WORKSPACE

    def may_become(self, state: str) -> bool:
        """Whether this set can go to `state` now."""
        return state in self.MOVES[self.state]


class SetMembershipQuerySet(models.QuerySet["SetMembership"]):
    """Questions about many places."""

    def live(self) -> Self:
        """The places people hold now: not given up, and held by somebody who still takes part."""
        return self.filter(ended_at__isnull=True, enrolment__state__in=Enrolment.TAKING_PART)

    def shown_to_member(self) -> Self:
        """The places their holders may know of: those of proposals that were sent, and of confirmed sets."""
        return self.live().exclude(learning_set__proposal__state__in=["draft", "discarded"])

    def held_by(self, enrolment: Enrolment) -> "SetMembership | None":
        """The place that `enrolment` may know of, with its set; None without one."""
        rows = self.shown_to_member().filter(enrolment=enrolment)
        place = rows.select_related(
            "learning_set__proposal", "learning_set__focus", "learning_set__facilitator", "learning_set__cohort"
        ).first()
        if place:
            place.enrolment = enrolment
        return place

    def in_order(self) -> Self:
        """With the people, first those whom the focus fits best, then by name."""
        people = self.select_related("enrolment__user", "enrolment__organisation")
        return people.order_by("-fit", "enrolment__user__last_name", "enrolment__user__first_name", "pk")


class SetMembership(models.Model):
    """A person's place in a set, from the proposal on. In a draft, `is_fixed` holds it when sets are proposed again."""

    class Consent(models.TextChoices):
        AWAITING = "awaiting", _("Not answered yet")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="memberships")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="set_memberships")
    fit = models.PositiveSmallIntegerField(default=0)
    is_fixed = models.BooleanField(default=False)
    consent = models.CharField(max_length=12, choices=Consent, default=Consent.AWAITING)
    respond_by = models.DateField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["SetMembership"]] = SetMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], name="actionsets_one_place_a_person", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="actionsets_fit_0_to_3", condition=Q(fit__lte=3)),
            models.CheckConstraint(
                name="actionsets_declined_is_answered_and_over",
                condition=~Q(consent="declined") | Q(responded_at__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="actionsets_awaiting_has_no_answer",
                condition=~Q(consent="awaiting") | Q(responded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.learning_set_id}"

    @property
    def has_answered(self) -> bool:
        """Whether the person has said yes or no."""
        return self.consent != self.Consent.AWAITING

    def is_settled(self, today: date) -> bool:
        """Whether the person has answered, or had the time to: silence at the end of the window is a yes (DOMAIN 1.7.2)."""
        return self.has_answered or (self.respond_by is not None and self.respond_by < today)


class PlaceMove(models.Model):
    """That somebody was moved in a proposal by hand, from where to where, and which rules it broke knowingly.

    `undone` says that it does not stand any more; taking back is an entry of its own, which never stands.
    """

    class Kind(models.TextChoices):
        MOVE = "move", _("Moved")
        UNDO = "undo", _("Taken back")
        REDO = "redo", _("Made again")

    proposal = models.ForeignKey(SetProposal, on_delete=models.CASCADE, related_name="moves")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.MOVE)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    from_number = models.PositiveSmallIntegerField(null=True, blank=True)
    to_number = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    broke = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "revision"], name="actionsets_one_move_a_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.from_number} → {self.to_number}"
