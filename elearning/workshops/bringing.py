"""Laying one's checklist beside the others': a choice of its own, which can be taken back until it was counted."""

from django.conf import settings
from django.db import transaction

from elearning.partnering import spread
from elearning.partnering.models import HealthCheck, WorkshopPage
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops import conducting
from elearning.workshops.models import RoomSheet
from elearning.workshops.permissions import is_here
from elearning.workshops.refusals import NotHere


def sheet_of(enrolment: Enrolment) -> RoomSheet | None:
    """The checklist that somebody has laid down, if they have."""
    return RoomSheet.objects.filter(enrolment=enrolment).first()


def checks_of(enrolment: Enrolment) -> list[HealthCheck]:
    """What a person can lay down: their own checklists in which something is answered."""
    mine = HealthCheck.objects.of(enrolment.user).filter(answers__said__gt="").distinct()
    return list(mine)


@transaction.atomic
def lay_down(enrolment: Enrolment, step: WorkshopPage, check: HealthCheck, *, is_open: bool) -> RoomSheet:
    """Lay `check` beside the others', or another in its place. Raises NotHere for somebody who is not at the workshop, or
    whose checklist it is not."""
    if check.owner_id != enrolment.user_id or not is_here(enrolment, step):
        raise NotHere
    given = {"check_of": check, "is_open": is_open}
    sheet, _is_new = RoomSheet.objects.update_or_create(enrolment=enrolment, defaults=given)
    conducting.stir(enrolment.cohort, everybody=False)
    return sheet


@transaction.atomic
def take_back(enrolment: Enrolment) -> None:
    """Lay nothing down any more; twice changes nothing."""
    RoomSheet.objects.filter(enrolment=enrolment).delete()
    conducting.stir(enrolment.cohort, everybody=False)


def laid(cohort: Cohort) -> int:
    """How many have laid down a checklist."""
    return RoomSheet.objects.filter(enrolment__cohort=cohort).count()


def sheets_of(cohort: Cohort) -> tuple[list[spread.Sheet], bool]:
    """The sheets that were laid down, without names, and whether all may be shown however few. Two queries."""
    rows = RoomSheet.objects.filter(enrolment__cohort=cohort).prefetch_related("check_of__answers")
    found = [(row.check_of.said(), row.is_open) for row in rows]
    sheets: list[spread.Sheet] = [said for said, _is_open in found if said]
    return sheets, bool(sheets) and all(is_open for said, is_open in found if said)


def told(step: WorkshopPage, sheets: list[spread.Sheet], *, is_open: bool) -> dict[str, object]:
    """What a room may see of `sheets`: the spread of each statement that enough people answered, and how to read it
    (DOMAIN 3.3). Codes and numbers, to be kept as they are."""
    fewest = 2 if is_open else settings.SMALLEST_GROUP
    codes = [block.value["code"] for block in step.checklist]
    enough = [code for code in codes if sum(code in sheet for sheet in sheets) >= fewest]
    reading = spread.read(enough, sheets)
    return {
        "counts": {one.code: dict(one.counts) for one in reading.spreads},
        "start_here": [one.code for one in reading.start_here],
        "find_out": [one.code for one in reading.find_out],
        "talk_about": [one.code for one in reading.worth_talking_about],
    }
