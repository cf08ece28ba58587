"""Drafts of a cohort's sets that are kept aside: to be looked at beside the one in hand, and taken up again."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.programmes.models import Cohort


class SetAlternative(models.Model):
    """One arrangement that was the draft once. It holds nobody's place: `sets` are plain ids, and taking it up asks anew."""

    class Letter(models.TextChoices):
        A = "A", _("A")
        B = "B", _("B")
        C = "C", _("C")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="set_alternatives")
    letter = models.CharField(max_length=1, choices=Letter)
    settings = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    sets: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "letter"], name="actionsets_one_alternative_a_letter"),
            models.CheckConstraint(name="actionsets_three_alternatives", condition=Q(letter__in=["A", "B", "C"])),
        ]

    def __str__(self) -> str:
        return str(_("Alternative %(letter)s") % {"letter": self.letter})
