"""What follows from learning events when two enrolments become one: whoever hosts one does so at the address that stays."""

from elearning.events.models import Coming, Contribution, EventHost, Takeaway
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def came(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on what they said, brought and took away, and the events they host."""
    for rows in (Coming.objects, Contribution.objects, Takeaway.objects):
        handed_on(rows.filter(enrolment=goes), enrolment=stays)
    handed_on(EventHost.objects.filter(user=goes.user), user=stays.user)
