"""What follows from the values exercise when two enrolments become one."""

from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment
from elearning.values.models import ValuesBoard


@follow
def board(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on the cards, unless there are some already."""
    handed_on(ValuesBoard.objects.filter(enrolment=goes), enrolment=stays)
