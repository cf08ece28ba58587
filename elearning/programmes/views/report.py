"""The report of a cohort for those who commissioned, run or facilitate it: as a page, as a PDF and as a CSV file."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from elearning.accounts.http import AuthenticatedRequest
from elearning.printing import paper
from elearning.programmes.models import Cohort
from elearning.programmes.reports import cohort_report, wording
from elearning.programmes.reports.cohort_report import Report
from elearning.programmes.views.reach import reported_to

UNAVAILABLE = 503
ON_A_PAGE = 20


def reports(request: AuthenticatedRequest) -> HttpResponse:
    """The cohorts whose report the person may read; empty for anybody else."""
    cohorts = Cohort.objects.reported_to(request.user).select_related("programme")
    page = Paginator(cohorts, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/reports.html", {"page": page})


def report(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Everything that was frozen of one cohort, and what is still to come."""
    cohort = reported_to(request.user, cohort_id)
    return render(request, "programmes/report.html", context_of(cohort))


def report_pdf(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """The same report on paper."""
    context = context_of(reported_to(request.user, cohort_id))
    html = paper.dressed(render_to_string("programmes/report_pdf.html", context))
    try:
        pdf = paper.kept(html, folder="reports")
    except paper.NotPrintedError:
        return render(request, "programmes/report_not_printed.html", context, status=UNAVAILABLE)
    return as_file(pdf, "application/pdf", context["cohort"], "pdf")


def report_csv(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """The same tables as a file for spreadsheets."""
    cohort = reported_to(request.user, cohort_id)
    return as_file(cohort_report.csv_of(made(cohort)), "text/csv; charset=utf-8", cohort, "csv")


def made(cohort: Cohort) -> Report:
    """The report as it stands."""
    return cohort_report.report_of(cohort, least=settings.SMALLEST_GROUP)


def context_of(cohort: Cohort) -> dict[str, Cohort | Report | list[str]]:
    """What page and paper are made from."""
    return {"cohort": cohort, "report": made(cohort), "limits": wording.limits()}


def as_file(content: bytes | str, kind: str, cohort: object, ending: str) -> HttpResponse:
    """A file to keep, named after the cohort."""
    response = HttpResponse(content, content_type=kind)
    name = f"{slugify(str(cohort)) or 'cohort'}-report.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
