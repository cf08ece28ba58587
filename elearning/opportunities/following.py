"""What follows from what people offer and look for when two enrolments become one."""

from elearning.opportunities.models import Opportunity, OpportunityMessage, OpportunityReport
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def offered(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on what they offer, what they have written about it, and what they have reported."""
    handed_on(Opportunity.objects.filter(enrolment=goes), enrolment=stays)
    handed_on(OpportunityMessage.objects.filter(asker=goes.user), asker=stays.user)
    handed_on(OpportunityReport.objects.filter(reported_by=goes.user), reported_by=stays.user)
