"""Whom a person shows their results to, for how long, and when those people looked."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.profiles.models.results import Result
from elearning.programmes.models import CohortRole, Enrolment
from elearning.readership import RESULTS, Reader

LOOK_LASTS = timedelta(minutes=30)


class ResultShareQuerySet(models.QuerySet["ResultShare"]):
    """Questions about many shares."""

    def live(self) -> Self:
        """Those that are neither taken back nor over."""
        return self.filter(revoked_at__isnull=True, ends_on__gte=timezone.localdate())

    def visible_to(self, user: User) -> Self:
        """The live shares that `user` may open: meant for this very person, who still facilitates the owner's cohort or
        takes part in it, by somebody who still takes part themselves and so can take the share back (DOMAIN 7.1.1)."""
        cohort = OuterRef("enrolment__cohort")
        leads = CohortRole.objects.filter(cohort=cohort, user=user, kind=CohortRole.Kind.FACILITATOR)
        shares_the_way = Enrolment.objects.filter(cohort=cohort, user=user).taking_part()
        named = RESULTS.reached({Reader.NAMED: Q(recipient=user)}, shown=True)
        mine = self.live().filter(named, enrolment__state__in=Enrolment.TAKING_PART)
        return mine.filter(Exists(leads) | Exists(shares_the_way))


class ResultShare(models.Model):
    """That a person shows certain results, as they stood on that day, to one named person; revocable at any time.

    `address` is what the owner chose or typed. Where nobody in the cohort has it, `recipient` stays empty and nobody can
    open the share; the owner's page looks the same, so that addresses cannot be tried out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="result_shares")
    results = models.ManyToManyField(Result, related_name="shares")
    address = models.EmailField()
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    with_numbers = models.BooleanField(default=False)
    shared_at = models.DateTimeField()
    ends_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ResultShare"]] = ResultShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared result")
        verbose_name_plural = _("shared results")
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "address"],
                name="profiles_one_share_an_address",
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.shared_at:%Y-%m-%d}"

    @property
    def is_live(self) -> bool:
        """Whether it is neither taken back nor over."""
        return self.revoked_at is None and self.ends_on >= timezone.localdate()


class ResultLook(models.Model):
    """One time that the recipient opened a share; its owner sees it."""

    share = models.ForeignKey(ResultShare, on_delete=models.CASCADE, related_name="looks")
    looked_at = models.DateTimeField()

    class Meta:
        ordering = ["-looked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.share_id} · {self.looked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether the page that was opened then may still be shown without opening it anew."""
        return timezone.now() < self.looked_at + LOOK_LASTS
