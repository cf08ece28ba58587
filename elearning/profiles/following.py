"""What follows from results and priorities when two enrolments become one: the later ones count, the earlier are kept."""

from django.db.models import QuerySet
from django.utils import timezone

from elearning.profiles.models import PriorityList, Result, ResultShare, StatedImportance
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def results_and_priorities(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on results, lists, what somebody said matters to them, and to whom they show their results."""
    both = [stays, goes]
    for wave in set(Result.objects.filter(enrolment=goes).values_list("wave", flat=True)):
        found = Result.objects.filter(enrolment__in=both, wave=wave, superseded_at=None)
        _later_counts(found.order_by("-made_at", "-pk"))
    _later_counts(PriorityList.objects.filter(enrolment__in=both, superseded_at=None).order_by("-confirmed_at", "-pk"))
    for rows in (Result.objects, PriorityList.objects, StatedImportance.objects, ResultShare.objects):
        handed_on(rows.filter(enrolment=goes), enrolment=stays)


def _later_counts(rows: "QuerySet[Result] | QuerySet[PriorityList]") -> None:
    for row in rows[1:]:
        row.superseded_at = timezone.now()
        row.save(update_fields=["superseded_at"])
