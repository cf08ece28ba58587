"""What this room adds to a person’s home: how many offers and requests there are to read."""

from typing import Any

from django import template

from elearning.opportunities.models import Opportunity
from elearning.programmes.models import Enrolment

register = template.Library()


@register.inclusion_tag("opportunities/_panel.html")
def opportunities_panel(enrolment: Enrolment) -> dict[str, Any]:
    """How many offers and requests stand in the list of the programme of `enrolment`; one query."""
    programme = enrolment.cohort.programme_id
    return {"number": Opportunity.objects.listed().filter(enrolment__cohort__programme=programme).count()}
