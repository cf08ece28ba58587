"""What becomes of sets when somebody is erased: they leave by the sets' own verbs, and the others are told no more than ever."""

from django.utils.translation import gettext as _

from actionsets import leaving
from actionsets.models import LearningSet, SetMembership
from elearning.accounts.models import User
from elearning.erasures.steps import LEAVING, forgets, hand_over_first
from elearning.programmes.models import Enrolment

AT_WORK = ["confirmed", "running"]


@forgets("actionsets.leave", rank=LEAVING)
def leave(person: User) -> None:
    """They leave their programmes, and the sets with them: “X has left the set”, and nothing else is told (DOMAIN 2.6)."""
    mine = Enrolment.objects.taking_part().filter(user=person).select_related("cohort__programme", "user")
    for enrolment in mine.exclude(state=Enrolment.State.COMPLETED):
        leaving.leave_programme(enrolment, Enrolment.State.WITHDRAWN, by=person)
    held = SetMembership.objects.live().filter(enrolment__user=person)
    for place in held.filter(learning_set__state__in=AT_WORK).select_related("learning_set__cohort"):
        leaving.leave_set(place, by=person)


@hand_over_first
def leads_a_set(person: User) -> list[str]:
    """The sets at work that they lead."""
    led = LearningSet.objects.filter(facilitator=person, state__in=AT_WORK).select_related("cohort")
    return [
        _("You lead set %(number)s of “%(cohort)s”: somebody else has to lead it first.")
        % {"number": one.number, "cohort": one.cohort.name}
        for one in led
    ]
