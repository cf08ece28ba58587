"""What those who commissioned a cohort want to see change, and what it cost: their own words and numbers (DOMAIN 2.8, 6.3)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.programmes.models import Cohort


class CohortOutcome(models.Model):
    """The commissioner's own sign of success, named at the start and given a value at the end; and the cost."""

    class Currency(models.TextChoices):
        GBP = "GBP", _("pounds (GBP)")
        EUR = "EUR", _("euros (EUR)")
        USD = "USD", _("US dollars (USD)")

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="outcome")
    indicator = models.CharField(
        _("What would you like to see change?"),
        max_length=160,
        blank=True,
        help_text=_("One thing outside the programme that can be counted, such as joint referrals a month."),
    )
    measured = models.CharField(
        _("How is it measured?"),
        max_length=200,
        blank=True,
        help_text=_("Where the number comes from, and who has it."),
    )
    at_start = models.CharField(_("Its value at the start"), max_length=60, blank=True)
    at_end = models.CharField(_("Its value at the end"), max_length=60, blank=True)
    cost = models.DecimalField(
        _("What did the cohort cost?"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("The report divides it by the number of people who completed."),
    )
    currency = models.CharField(_("In which currency?"), max_length=3, choices=Currency, default=Currency.GBP)
    named_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)

    def __str__(self) -> str:
        return f"{self.cohort_id}"
