"""What follows from stories when two enrolments become one: their owner's parts are the one's that stays."""

from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment
from elearning.stories.models import Story, StoryVoice


@follow
def told(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on the stories and the parts in stories of others."""
    handed_on(StoryVoice.objects.filter(enrolment=goes), enrolment=stays)
    handed_on(Story.objects.filter(enrolment=goes), enrolment=stays)
