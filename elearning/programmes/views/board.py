"""A cohort at a glance: its board, who came to the workshop, and an organisation's own people."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import ngettext

from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.programmes import arranging, noting
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.forms.cohorts import AttendanceForm
from elearning.programmes.permissions import manages
from elearning.programmes.reports import board as boards
from elearning.programmes.reports import tables
from elearning.programmes.views.reach import looked_after_by, run_by


def board(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Who is at which step, by status only; sorted and filtered by GET."""
    cohort = run_by(request.user, cohort_id)
    sort, organisation = request.GET.get("sort", "name"), request.GET.get("organisation", "")
    context = {
        "cohort": cohort,
        "board": boards.board(cohort, sort=sort, organisation=organisation, number=request.GET.get("page")),
        "calls": boards.calls(cohort),
        "sort": sort,
        "organisation": organisation,
        "query": f"{urlencode({'sort': sort, 'organisation': organisation})}&",
        "can_manage": manages(request.user, cohort),
    }
    return render(request, "programmes/board.html", context)


def export_board(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """The board as a CSV file."""
    cohort = run_by(request.user, cohort_id)
    noting.took_out(Thing.LIST, boards.people_of(cohort), by=request.user, cohort=cohort)
    response = HttpResponse(tables.board_csv(cohort), content_type="text/csv; charset=utf-8")
    name = f"{slugify(cohort.name) or 'cohort'}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def attendance(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Tick who was at the workshop; the whole list is sent each time."""
    cohort = run_by(request.user, cohort_id)
    step = arranging.workshop_of(cohort)
    people = cohort.enrolments.taking_part().by_name().select_related("user", "organisation")
    people = people.order_by(*boards.ORDERS["organisation"], "pk")
    came = people.filter(progress__step=step, progress__done_at__isnull=False) if step else people.none()
    form = AttendanceForm(request.POST if request.method == "POST" else None, people=people, initial={"present": came})
    if request.method == "POST" and form.is_valid():
        try:
            number = arranging.mark_attendance(cohort, form.cleaned_data["present"], by=request.user)
        except NotPossibleError as problem:
            form.add_error(None, str(problem))
        else:
            words = ngettext("Noted: %(number)d person came.", "Noted: %(number)d people came.", number)
            messages.success(request, words % {"number": number})
            return redirect("programmes:board", cohort.public_id)
    context = {"cohort": cohort, "form": form, "step": step}
    return render(request, "programmes/attendance.html", context, status=422 if form.errors else 200)


def our_people(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """An organisation's own people: joined or not, at the workshop or not, and nothing else (DOMAIN 7.2)."""
    cohort, organisations = looked_after_by(request.user, cohort_id)
    groups = tables.own_people(cohort, organisations)
    people = boards.people_of(cohort).filter(organisation__in=organisations)
    noting.looked(Thing.OWN_LIST, people, by=request.user, cohort=cohort)
    return render(request, "programmes/our_people.html", {"cohort": cohort, "groups": groups})
