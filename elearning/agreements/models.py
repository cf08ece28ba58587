"""Agreements, their sections, versions and signatures, links and comments: read by their parties alone (DOMAIN 3.4)."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.agreements.sections import PLANS
from elearning.partnering.models import Comparison
from elearning.readership import AGREEMENTS, Reader

LONGEST_TEXT, LONGEST_COMMENT = 6000, 1500


class AgreementQuerySet(models.QuerySet["PartnershipAgreement"]):
    """Questions about many agreements."""

    def visible_to(self, user: User) -> Self:
        """Those of which `user` is a party."""
        return self.filter(AGREEMENTS.reached({Reader.PARTIES: Q(parties__in=Party.objects.filter(user=user))}))


class PartnershipAgreement(models.Model):
    """What partners have written so far. What they agreed to stands in its versions and is never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Being agreed")
        AGREED = "agreed", _("Agreed")
        ENDED = "ended", _("Ended")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "draft": frozenset({"proposed", "ended"}),
        "proposed": frozenset({"draft", "agreed", "ended"}),
        "agreed": frozenset({"draft", "ended"}),
        "ended": frozenset(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    is_practice = models.BooleanField(_("to practise, on an invented partnership"), default=False)
    comparison = models.ForeignKey(
        Comparison, on_delete=models.SET_NULL, null=True, blank=True, related_name="agreements"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PartnershipAgreement"]] = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership agreement")
        verbose_name_plural = _("partnership agreements")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="agreements_ended_says_when",
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}"

    def can_become(self, state: str) -> bool:
        """Whether this may become `state`."""
        return state in self.MOVES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether it can be written on."""
        return self.state == self.State.DRAFT


class Party(models.Model):
    """One partner. `user` speaks for it here; whoever has left the platform leaves the names behind."""

    agreement = models.ForeignKey(PartnershipAgreement, on_delete=models.CASCADE, related_name="parties")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="agreement_parties")
    organisation = models.CharField(_("organisation"), max_length=160)
    representative = models.CharField(_("who speaks for it"), max_length=120, blank=True)
    is_owner = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-is_owner", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user"], name="agreements_a_person_is_one_party"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.pk}"


class Section(models.Model):
    """What one section says. `rows`: tasks of the role table, dates or reviews; `revision` counts its changes."""

    agreement = models.ForeignKey(PartnershipAgreement, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, max_length=LONGEST_TEXT)
    rows = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreements_a_section_once"),
            models.CheckConstraint(
                name="agreements_sections_1_to_16", condition=Q(number__gte=1, number__lte=len(PLANS))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.number}"


class AgreementVersion(models.Model):
    """The words that were put to all parties, as they stood. Never changed; agreed once each party has typed its name."""

    agreement = models.ForeignKey(PartnershipAgreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(auto_now_add=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreements_a_version_once_a_number"),
            models.CheckConstraint(
                name="agreements_agreed_is_not_withdrawn", condition=Q(agreed_at=None) | Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.number}"


class Signature(models.Model):
    """A name typed for a party under one version."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="signatures")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "party"], name="agreements_a_party_signs_once")]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.party_id}"


class ReviewDate(models.Model):
    """A day on which the partners of an agreed agreement look at how it goes. `held_on`: they have."""

    class Outcome(models.TextChoices):
        CARRY_ON = "carry_on", _("It goes on as it is")
        CHANGE = "change", _("We change it")
        END = "end", _("We end it")

    agreement = models.ForeignKey(PartnershipAgreement, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField(_("date"))
    convenes = models.CharField(_("who calls the meeting"), max_length=120, blank=True)
    held_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    note = models.TextField(_("what you decided"), max_length=LONGEST_COMMENT, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "on"], name="agreements_a_review_once_a_day")]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.on}"

    def is_due(self, today: date) -> bool:
        """Whether its day has come and it has not been held."""
        return self.held_on is None and self.on <= today


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Questions about many links."""

    def live(self, now: datetime | None = None) -> Self:
        """Those that still open the agreement."""
        return self.filter(revoked_at=None, expires_at__gt=now or timezone.now())


class ShareLink(models.Model):
    """A way in without a sign-in, to read and comment: its address holds the signed `public_id` and nothing else."""

    agreement = models.ForeignKey(PartnershipAgreement, on_delete=models.CASCADE, related_name="links")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    for_whom = models.CharField(_("for whom"), max_length=120, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ShareLink"]] = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.pk}"


class Comment(models.Model):
    """What somebody says to a draft, by the name they typed. `number` is the section; 0 is the whole."""

    agreement = models.ForeignKey(PartnershipAgreement, on_delete=models.CASCADE, related_name="comments")
    link = models.ForeignKey(ShareLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    number = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    written_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.pk}"


def title_of(number: int) -> Any:
    """The title of a section; that of the whole for 0."""
    return next((one.title for one in PLANS if one.number == number), _("The whole"))
