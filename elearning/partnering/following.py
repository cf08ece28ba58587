"""What follows from maps, answers and checklists when two enrolments become one: what both wrote stands side by side."""

from django.db.models import F, Max

from elearning.partnering.models import (
    Answer,
    AnswerSheet,
    BroughtMap,
    HealthCheck,
    KeptMap,
    MapEntry,
    MapLink,
    PartnershipMap,
    Side,
)
from elearning.partnering.models.answers import LONGEST_ANSWER
from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment


@follow
def maps(stays: Enrolment, goes: Enrolment) -> None:
    """One map with the partners of both."""
    old = PartnershipMap.objects.filter(enrolment=goes).first()
    if old is None or handed_on(PartnershipMap.objects.filter(pk=old.pk), enrolment=stays):
        return
    mine = PartnershipMap.objects.get(enrolment=stays)
    last = MapEntry.objects.filter(map=mine).aggregate(last=Max("position"))["last"] or 0
    MapEntry.objects.filter(map=old).update(position=F("position") + last)
    for rows in (MapEntry.objects, MapLink.objects, KeptMap.objects, BroughtMap.objects):
        handed_on(rows.filter(map=old), map=mine)
    mine.finished_at = mine.finished_at or old.finished_at
    mine.save(update_fields=["finished_at"])


@follow
def answers(stays: Enrolment, goes: Enrolment) -> None:
    """One sheet a page; where both answered a question, one answer stands below the other, shared only if both were."""
    handed_on(AnswerSheet.objects.filter(enrolment=goes), enrolment=stays)
    for old in AnswerSheet.objects.filter(enrolment=goes):
        mine = AnswerSheet.objects.select_for_update().get(enrolment=stays, page=old.page_id)
        mine.revision += 1
        mine.submitted_at = mine.submitted_at or old.submitted_at
        mine.save(update_fields=["revision", "submitted_at"])
        handed_on(Answer.objects.filter(sheet=old), sheet=mine, revision=mine.revision)
        for left in Answer.objects.filter(sheet=old).exclude(text=""):
            _below(Answer.objects.get(sheet=mine, key=left.key), left, mine.revision)


def _below(mine: Answer, left: Answer, revision: int) -> None:
    """Put what is left below what stands there, where both have room; then it has gone over."""
    text = "\n\n".join(filter(None, (mine.text, left.text)))
    if len(text) <= LONGEST_ANSWER:
        mine.shared = left.shared and (mine.shared or not mine.text)
        mine.text, mine.revision = text, revision
        mine.save(update_fields=["text", "shared", "revision"])
        left.delete()


@follow
def checklists(stays: Enrolment, goes: Enrolment) -> None:
    """The filled-in checklists, and the sides taken in comparisons."""
    handed_on(HealthCheck.objects.filter(enrolment=goes), enrolment=stays, owner=stays.user)
    handed_on(HealthCheck.objects.filter(enrolment=None, owner=goes.user), owner=stays.user)
    handed_on(Side.objects.filter(user=goes.user), user=stays.user)
