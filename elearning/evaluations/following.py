"""What follows from what people say of the programme when two enrolments become one."""

from elearning.evaluations.models import Asking, EvaluationKey, EvaluationSheet, PracticeStory
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def said(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on the answers under the key that stays, the links to answer at, and the story."""
    old = EvaluationKey.objects.filter(enrolment=goes).first()
    if old and not handed_on(EvaluationKey.objects.filter(pk=old.pk), enrolment=stays):
        mine = EvaluationKey.objects.get(enrolment=stays)
        handed_on(EvaluationSheet.objects.filter(key=old.key), key=mine.key)
    handed_on(Asking.objects.filter(enrolment=goes), enrolment=stays)
    handed_on(PracticeStory.objects.filter(enrolment=goes), enrolment=stays)
