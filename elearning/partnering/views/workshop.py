"""The workshop: when and where, what to bring, the sheets, and the catch-up for those who missed it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts import clocks
from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import attending, diary
from elearning.partnering.models import WorkshopPage
from elearning.post.hours import zone_called
from elearning.programmes import progress
from elearning.programmes.models import Enrolment, StepPage


def workshop(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
    """Everything about the workshop on one page."""
    now = timezone.now()
    rows = progress.states(enrolment, now=now)
    before = [row for row in rows if row.step.stage == StepPage.Stage.BEFORE and row.gate.is_open and not row.is_done]
    context = {
        "step": step,
        "cohort": enrolment.cohort,
        "when": when(enrolment),
        "timetable": timetable(step, enrolment),
        "still_open": before,
        "is_over": attending.can_catch_up(enrolment, now=now),
        "is_done": any(row.is_done for row in rows if row.step.pk == step.pk),
    }
    return render(request, "partnering/workshop.html", context)


def when(enrolment: Enrolment) -> dict[str, Any]:
    """The workshop's start and end, its time zone, and the person's where the clock shows something else there."""
    cohort = enrolment.cohort
    zone, mine = zone_called(cohort.time_zone), clocks.zone_of(enrolment.user, cohort.time_zone)
    starts_at = cohort.workshop_starts_at
    return {
        "starts_at": starts_at,
        "ends_at": cohort.workshop_ends_at,
        "timezone": zone,
        "zone": clocks.words(zone),
        "is_elsewhere": zone.utcoffset(starts_at.astimezone(zone)) != mine.utcoffset(starts_at.astimezone(mine)),
        "my_timezone": mine,
        "my_zone": clocks.words(mine),
    }


def timetable(step: WorkshopPage, enrolment: Enrolment) -> list[dict[str, Any]]:
    """The parts of the workshop with the clock times at which they begin and end."""
    at = enrolment.cohort.workshop_starts_at
    rows = []
    for block in step.timetable:
        ends_at = at + timedelta(minutes=block.value["minutes"])
        rows.append({"starts_at": at, "ends_at": ends_at, "part": block.value})
        at = ends_at
    return rows


def handout(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment, number: int) -> HttpResponse:
    """One handout, to read or print; they are numbered from 1."""
    if not 1 <= number <= len(step.handouts):
        raise Http404
    value = step.handouts[number - 1].value
    return render(request, "partnering/handout.html", {"step": step, "handout": value, "number": number})


def checklist(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
    """The checklist as a sheet with a column for every answer, for paper; nothing is entered here."""
    return render(request, "partnering/checklist.html", {"step": step})


def calendar(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
    """The workshop as a file for the person's own calendar."""
    cohort = enrolment.cohort
    event = diary.Event(
        uid=f"workshop-{cohort.public_id}@{request.get_host().partition(':')[0]}",
        title=step.title,
        starts_at=cohort.workshop_starts_at,
        ends_at=cohort.workshop_ends_at,
        place=cohort.workshop_place or cohort.workshop_link,
        text=cohort.workshop_link,
        address=settings.BASE_URL + step.url,
    )
    written = diary.write(event, written_at=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="workshop.ics"'}
    return HttpResponse(written, content_type="text/calendar; charset=utf-8", headers=headers)


def caught_up(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
    """The person says that they have done the catch-up."""
    if request.method == "POST":
        try:
            attending.caught_up(enrolment, step, now=timezone.now())
        except attending.WorkshopNotOverError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You have caught up on the workshop."))
    return redirect(step.door("start"))
