"""What stays of the half day: the page for those who were absent, and everything on paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering.models import WorkshopPage
from elearning.printing import paper as printing
from elearning.programmes import progress
from elearning.programmes.models import Enrolment
from elearning.workshops import boarding, codes, conducting, ondesk, onscreen, permissions
from elearning.workshops.onscreen import Place
from elearning.workshops.picturing import code_picture
from elearning.workshops.views.desk import for_leader

UNAVAILABLE = 503
SHEETS = "workshops"


@require_safe
def after(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
    """What happened, and what one can do now: for those who were absent, and for those who were there to read again."""
    now = timezone.now()
    cohort, room = enrolment.cohort, conducting.room_of(enrolment.cohort)
    parts = room.parts if room and room.has_begun else conducting.parts_of(step)
    is_past = conducting.is_past(cohort, now)
    rows = progress.states(enrolment, now=now)
    context = {
        "step": step,
        "cohort": cohort,
        "room": room,
        "is_past": is_past,
        "was_here": permissions.is_here(enrolment, step),
        "can_catch_up": now >= cohort.workshop_ends_at,
        "lines": onscreen.lines(cohort, parts, room) if is_past else [],
        "entries": boarding.board(cohort, step) if is_past else [],
        "todo": [row for row in rows if row.gate.is_open and not row.is_done and row.step.pk != step.pk],
        **(onscreen.kept_figures(cohort, step) if is_past else {}),
    }
    return render(request, "workshops/after.html", context)


@require_safe
@for_leader
def paper(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """The half day on paper: agenda, who is there to tick, a line-up and a checklist to tally, and the board."""
    return render(request, "workshops/paper.html", _on_paper(place))


@require_safe
@for_leader
def paper_pdf(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """The same as a PDF; made when it is asked for and kept nowhere, since it holds names."""
    html = printing.dressed(render(request, "workshops/paper_pdf.html", _on_paper(place)).content.decode())
    headers = {"Content-Disposition": 'attachment; filename="workshop.pdf"', "Cache-Control": "private, no-store"}
    try:
        return HttpResponse(printing.render(html), content_type="application/pdf", headers=headers)
    except printing.NotPrintedError:
        return render(request, "workshops/paper.html", _on_paper(place), status=UNAVAILABLE)


@require_safe
@for_leader
def handouts_pdf(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """All handouts and the checklist in one PDF, for those without a phone; it holds no name and is kept."""
    html = printing.dressed(render(request, "workshops/handouts_pdf.html", {"step": place.step}).content.decode())
    headers = {"Content-Disposition": 'attachment; filename="handouts.pdf"'}
    try:
        return HttpResponse(printing.kept(html, folder=SHEETS), content_type="application/pdf", headers=headers)
    except printing.NotPrintedError:
        return render(request, "workshops/paper.html", _on_paper(place), status=UNAVAILABLE)


def _on_paper(place: Place) -> dict[str, Any]:
    cohort, step = place.cohort, place.step
    address = codes.address_of(cohort)
    return {
        "place": place,
        "cohort": cohort,
        "step": step,
        "doors": place.doors(),
        "lines": onscreen.lines(cohort, conducting.parts_of(step), None),
        "people": ondesk.attendance(cohort, step),
        "entries": boarding.board(cohort, step),
        "levels": onscreen.levels(),
        "code": code_picture(address),
        "address": address,
    }
