"""The values exercise on screen and on paper, for its owner; and what people show to their facilitators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.printing import paper
from elearning.programmes import noting
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from elearning.values import valuing
from elearning.values.forms import ValuesForm
from elearning.values.models import FEWEST_VALUES, MOST_VALUES, ValuesBoard
from elearning.values.valuing import BoardError

UNAVAILABLE = 503


def taking_part(request: AuthenticatedRequest, enrolment_id: UUID) -> Enrolment:
    """The person's own place in a programme. Raises Http404 for anybody else's, and once they have left."""
    mine = Enrolment.objects.filter(user=request.user).taking_part()
    return get_object_or_404(mine.select_related("cohort__programme", "user"), public_id=enrolment_id)


def exercise(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """The whole exercise on one page."""
    enrolment = taking_part(request, enrolment_id)
    if "forget" in request.POST:
        valuing.forget(enrolment)
        messages.success(request, _("What you wrote is deleted."))
        return redirect("values:exercise", enrolment_id)
    board = valuing.board_of(enrolment)
    form = ValuesForm(request.POST if request.method == "POST" else None, instance=board)
    if form.is_valid():
        try:
            valuing.keep(enrolment, form.words(), form.values(), seen=form.seen)
        except BoardError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is kept."))
            return redirect("values:exercise", enrolment_id)
    context = {"enrolment": enrolment, "board": board, "form": form, "fewest": FEWEST_VALUES}
    return render(request, "values/exercise.html", context, status=422 if form.errors else 200)


def sheet(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """The exercise as a PDF: with what one has written, or with `empty`, with lines to write on."""
    enrolment = taking_part(request, enrolment_id)
    is_empty = "empty" in request.GET
    board = ValuesBoard(enrolment=enrolment) if is_empty else valuing.board_of(enrolment)
    values = list(board.values.all()) if board.pk else []
    context = {"enrolment": enrolment, "board": board, "values": values, "lines": range(MOST_VALUES - len(values))}
    try:
        content = paper.render(paper.dressed(render_to_string("values/sheet_pdf.html", context)))
    except paper.NotPrintedError:
        return render(request, "values/not_printed.html", {"enrolment": enrolment}, status=UNAVAILABLE)
    headers = {
        "Content-Disposition": 'attachment; filename="values.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def shown(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """The values that people of a cohort show to its facilitators; for them alone."""
    leads = CohortRole.objects.filter(user=request.user, kind=CohortRole.Kind.FACILITATOR)
    cohort = get_object_or_404(Cohort, public_id=cohort_id, pk__in=leads.values("cohort"))
    boards = ValuesBoard.objects.shown_to_facilitators(cohort).prefetch_related("values")
    noting.looked(Thing.VALUES, [one.enrolment for one in boards], by=request.user, cohort=cohort)
    return render(request, "values/shown.html", {"cohort": cohort, "boards": boards})
