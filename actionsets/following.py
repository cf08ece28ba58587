"""What follows from sets when two enrolments become one: one place, the same rules, and what was written for oneself."""

from django.db.models import Q

from actionsets import convening, diarising, leaving, reflecting
from actionsets.models import CompositionReview, LearningSet, PlaceMove, SeparationRule, SetMembership
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def places(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on the place in a set. Somebody who held two keeps the one of the enrolment that stays, and leaves the other set;
    if both were in one set, nobody is told anything."""
    convening.lock(stays.cohort)
    held = _live(stays)
    other = _live(goes)
    if held and other:
        leaving.end(other, is_told=held.learning_set_id != other.learning_set_id)
    handed_on(SetMembership.objects.filter(enrolment=goes), enrolment=stays)
    if other and not held and other.learning_set.state in (LearningSet.State.CONFIRMED, LearningSet.State.RUNNING):
        other.enrolment = stays
        convening.tell_confirmed(stays.cohort, [other])


def _live(enrolment: Enrolment) -> SetMembership | None:
    rows = SetMembership.objects.live().filter(enrolment=enrolment)
    return rows.select_related("learning_set__proposal", "learning_set__cohort__programme", "enrolment__user").first()


@follow
def rules(stays: Enrolment, goes: Enrolment) -> None:
    """Whoever was kept apart from one of the two is kept apart from the one there is; the two from each other no more."""
    both = [stays.pk, goes.pk]
    _line(stays, goes)
    SeparationRule.objects.filter(first__in=both, second__in=both).delete()
    handed_on(SeparationRule.objects.filter(declared_by=goes.user, cohort=goes.cohort_id), declared_by=stays.user)
    handed_on(SeparationRule.objects.filter(first=goes), first=stays)
    handed_on(SeparationRule.objects.filter(second=goes), second=stays)
    handed_on(PlaceMove.objects.filter(enrolment=goes), enrolment=stays)
    # What was let stand of one of them is looked at anew: the composition is another one now.
    CompositionReview.objects.filter(Q(first=goes) | Q(second=goes)).delete()


def _line(stays: Enrolment, goes: Enrolment) -> None:
    """The line manager whom only the enrolment that goes named is kept apart from the person all the same."""
    here = Enrolment.objects.filter(cohort=stays.cohort_id, user__email__iexact=goes.line_manager_email)
    for manager in here.exclude(pk__in=[stays.pk, goes.pk]):
        if stays.line_manager_email.lower() != goes.line_manager_email.lower():
            SeparationRule.objects.create(
                cohort=stays.cohort, kind=SeparationRule.Kind.LINE_MANAGEMENT, first=stays, second=manager
            )


@follow
def own(stays: Enrolment, goes: Enrolment) -> None:
    """Actions and reflections; the address of a calendar that leads nowhere now is given up."""
    reflecting.hand_on(goes.user, stays.user)
    diarising.give_up(goes.user)
