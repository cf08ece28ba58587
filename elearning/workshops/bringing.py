"""Laying one's checklist beside the others': a choice of its own, which can be taken back until it was counted."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from elearning.partnering import spread
from elearning.partnering.models import HealthCheck, WorkshopPage
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops import conducting
from elearning.workshops.models import PaperSheet, RoomSheet
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


@dataclass(frozen=True)
class Laid:
    """The sheets that lie beside each other, without names: those from phones, and those that were typed in from paper.

    `all_open`: whether everybody behind them agrees to be shown, however few. `mark` tells whether anything has changed in
    those from phones.
    """

    phones: list[spread.Sheet]
    paper: list[spread.Sheet]
    all_open: bool
    mark: str

    @property
    def sheets(self) -> list[spread.Sheet]:
        """All of them."""
        return [*self.phones, *self.paper]

    def is_enough(self, fewest: int, code: str = "") -> bool:
        """Whether as many as `fewest` answer, and as many whose answers the facilitator has not typed: from a few of those
        the rest could be taken away. With `code`, whether so many answer that statement."""
        phones, paper = (sum(not code or code in sheet for sheet in some) for some in (self.phones, self.paper))
        return phones + paper >= fewest and (not phones or phones >= fewest)


def sheets_of(cohort: Cohort) -> Laid:
    """The sheets that people of `cohort` have laid down and in which something is answered. Three queries."""
    rows = RoomSheet.objects.filter(enrolment__cohort=cohort).order_by("pk").select_related("check_of")
    found = [(row, row.check_of.said()) for row in rows.prefetch_related("check_of__answers")]
    found = [(row, said) for row, said in found if said]
    typed = [one for one in PaperSheet.objects.filter(cohort=cohort) if one.said]
    agree = [row.is_open for row, _said in found] + [one.is_open for one in typed]
    mark = " ".join(f"{row.check_of_id}.{row.check_of.revision}" for row, _said in found)
    digest = hashlib.sha256(mark.encode()).hexdigest()[:16]
    return Laid([said for _row, said in found], [one.said for one in typed], bool(agree) and all(agree), digest)


def told(step: WorkshopPage, found: Laid, *, is_open: bool) -> dict[str, object]:
    """What a room may see of the sheets: the spread of each statement that enough people answered, and how to read it
    (DOMAIN 3.3). Codes and numbers, to be kept as they are."""
    codes = [block.value["code"] for block in step.checklist]
    if is_open:
        enough = [code for code in codes if sum(code in sheet for sheet in found.sheets) > 1]
    else:
        enough = [code for code in codes if found.is_enough(settings.SMALLEST_GROUP, code)]
    reading = spread.read(enough, found.sheets)
    return {
        "counts": {one.code: dict(one.counts) for one in reading.spreads},
        "start_here": [one.code for one in reading.start_here],
        "find_out": [one.code for one in reading.find_out],
        "talk_about": [one.code for one in reading.worth_talking_about],
        "phones": len(found.phones),
        "mark": found.mark,
    }
