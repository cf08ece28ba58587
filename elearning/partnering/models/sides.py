"""Two people of two organisations who answer the checklist on the same partnership, and compare when both agree."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.partnering.models.checks import ChecklistVersion, HealthCheck
from elearning.readership import HEALTH_CHECK, Reader


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    """Questions about many comparisons."""

    def visible_to(self, user: User) -> Self:
        """Those of which `user` is one side and has not said no; nobody else knows of them."""
        sides = Q(sides__in=Side.objects.filter(user=user, declined_at=None))
        return self.filter(HEALTH_CHECK.reached({Reader.OTHER_SIDE: sides}, shown=True))


class Comparison(models.Model):
    """One partnership that two sides look at. `compared_at`: both have agreed, and both have seen both since then."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(ChecklistVersion, on_delete=models.PROTECT, related_name="comparisons")
    partnership = models.CharField(_("the partnership"), max_length=120)
    opened_at = models.DateTimeField(auto_now_add=True)
    compared_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["Comparison"]] = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.public_id}"


class Side(models.Model):
    """One of the two. `check_of` is what they answer, theirs alone until both have agreed."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="sides")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sides")
    is_first = models.BooleanField(default=False)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    check_of = models.OneToOneField(HealthCheck, on_delete=models.SET_NULL, null=True, blank=True, related_name="side")
    asked_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    shows_reasons = models.BooleanField(_("show what makes me say so as well"), default=False)

    class Meta:
        ordering = ["-is_first", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "user"], name="partnering_a_person_is_one_side"),
            models.UniqueConstraint(fields=["comparison", "is_first"], name="partnering_a_comparison_has_two_sides"),
            models.CheckConstraint(
                name="partnering_who_agrees_has_accepted",
                condition=Q(agreed_at=None) | Q(accepted_at__isnull=False, declined_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id} · {self.is_first}"

    @property
    def has_answered(self) -> bool:
        """Whether this side has said anything; for the side itself."""
        return bool(self.check_of and self.check_of.said())


class Point(models.Model):
    """A statement that either side wants to talk about in their agreement; both see it."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="points")
    code = models.CharField(max_length=8)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "code"], name="partnering_a_point_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id} · {self.code}"
