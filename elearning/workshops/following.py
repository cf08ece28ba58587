"""What follows from the workshop's own screens when two enrolments become one."""

from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment
from elearning.workshops.models import RoomSheet, Standing


@follow
def stood(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on where they stood and the checklist they laid beside the others', unless there is one already."""
    handed_on(Standing.objects.filter(enrolment=goes), enrolment=stays)
    handed_on(RoomSheet.objects.filter(enrolment=goes), enrolment=stays)
