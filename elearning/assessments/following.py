"""What follows from the self-assessments when two enrolments become one: the later submitted answers count (DOMAIN 2.6)."""

from django.utils import timezone

from elearning.assessments.models import RespondentKey, ResponseSet
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def answers(stays: Enrolment, goes: Enrolment) -> None:
    """Hand the answers on under the key that stays; of two submitted in one wave the earlier is kept as superseded."""
    old = RespondentKey.objects.filter(enrolment=goes).first()
    if old is None:
        return
    mine = RespondentKey.objects.filter(enrolment=stays).first()
    if mine is None:
        handed_on(RespondentKey.objects.filter(pk=old.pk), enrolment=stays)
        return
    counting = ResponseSet.objects.counting().filter(key__in=[old.key, mine.key]).order_by("-submitted_at", "-pk")
    waves: set[str] = set()
    for one in counting:
        if one.wave in waves:
            one.superseded_at = timezone.now()
            one.save(update_fields=["superseded_at"])
        waves.add(one.wave)
    handed_on(ResponseSet.objects.filter(key=old.key), key=mine.key)
