"""What a facilitator offers to a cohort: how many sets they can lead, on which subjects, and on which half days."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Availability, CohortRole, Subject


class FacilitatorOffer(models.Model):
    """How many sets a facilitator of a cohort can lead; without subjects or half days any of them will do."""

    MOST = 12

    role = models.OneToOneField(CohortRole, on_delete=models.CASCADE, related_name="set_offer")
    most_sets = models.PositiveSmallIntegerField(_("sets they can lead"))
    subjects = models.ManyToManyField(Subject, related_name="+", blank=True)
    slots = models.JSONField(_("half days"), default=list, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="actionsets_offer_up_to_twelve", condition=Q(most_sets__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.most_sets}"

    def half_days(self) -> list[Availability]:
        """The half days that were named, in the order of the week; empty means any."""
        return [slot for slot in Availability if slot.value in self.slots]
