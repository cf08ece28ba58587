"""What follows from agreements when two enrolments become one: the person speaks for the same partner at one address."""

from elearning.agreements.models import Comment, Party, ShareLink
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def parties(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on the parts they have in agreements, their comments, and the links they made."""
    handed_on(Party.objects.filter(user=goes.user), user=stays.user)
    handed_on(Comment.objects.filter(user=goes.user), user=stays.user)
    handed_on(ShareLink.objects.filter(made_by=goes.user), made_by=stays.user)
