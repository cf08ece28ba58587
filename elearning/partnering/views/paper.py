"""A person's answers to the partnering questions on a sheet of paper to bring: on screen to print, and as PDF."""

import io
from typing import Any

import pikepdf
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering.models import QuestionsTaskPage
from elearning.partnering.views.questions import asked
from elearning.printing import paper
from elearning.programmes.models import Enrolment

# Letters in points, the largest first: eight long answers need the smallest to stand on one page of A4.
SIZES = ("11", "10", "9")
# Lines to write on below a question that is not answered.
LINES = 2


def told(step: QuestionsTaskPage, enrolment: Enrolment) -> dict[str, Any]:
    """What stands on the sheet: every question that the person is asked, with their answer or lines to write on."""
    known = asked(step, enrolment)
    lines = range(LINES)
    return {"step": step, "enrolment": enrolment, "asked": known, "lines": lines, "day": timezone.localdate()}


def answers_sheet(request: AuthenticatedRequest, step: QuestionsTaskPage, enrolment: Enrolment) -> HttpResponse:
    """The sheet as a page to print."""
    return render(request, "partnering/answers_sheet.html", told(step, enrolment))


def answers_pdf(request: AuthenticatedRequest, step: QuestionsTaskPage, enrolment: Enrolment) -> HttpResponse:
    """The sheet as PDF; where it cannot be made, the page says so."""
    context = told(step, enrolment)
    if not context["asked"].questions:
        return redirect(step.door("start"))
    try:
        content = fitted(context)
    except paper.NotPrintedError:
        messages.error(request, _("This file could not be made just now. Please try again, or print the page."))
        return redirect(step.door("sheet"))
    name = f"{_('partnering-questions')}-{context['day']:%Y-%m-%d}.pdf"
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def fitted(context: dict[str, Any]) -> bytes:
    """The sheet in the largest letters with which it is one page, else in the smallest. Raises NotPrintedError."""
    made = b""
    for size in SIZES:
        html = render_to_string("partnering/answers_pdf.html", {**context, "size": size})
        made = paper.render(paper.dressed(html, style=""))
        with pikepdf.open(io.BytesIO(made)) as sheet:
            if len(sheet.pages) == 1:
                break
    return made
