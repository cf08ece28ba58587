"""That a publication was withdrawn, with the notice that stands in its place; kept out of the page's revisions."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from packs.models.packs import LearningPackPage


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    """Questions about many withdrawals."""

    def in_force(self) -> Self:
        """Those that have not been taken back."""
        return self.filter(lifted_at__isnull=True)


class Withdrawal(models.Model):
    """A notice in the place of a pack, from when to when, and who put it there and took it away."""

    pack = models.ForeignKey(LearningPackPage, on_delete=models.CASCADE, related_name="withdrawals")
    notice = models.TextField(_("notice"), max_length=900)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-withdrawn_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack"], condition=Q(lifted_at__isnull=True), name="packs_one_withdrawal_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} · {self.withdrawn_at:%Y-%m-%d}"


class PackReviewReminder(models.Model):
    """That a publisher's editors were told of a review of a pack or guide that is due, so that they are told once."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    about = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "about"], name="packs_review_told_once")]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.about}"
