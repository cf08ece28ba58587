"""The publishers' report on the use of their packs, in Wagtail's admin: frozen figures by month, and the same as a file."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.snapshots import threshold
from packs import reports
from packs.models import PublisherPage
from packs.permissions import edits_for


def usage(request: AuthenticatedRequest) -> HttpResponse:
    """One month of one of the publishers that the person edits for: the latest of the first, unless others are named."""
    publishers = list(edits_for(request.user))
    if not publishers:
        raise Http404
    publisher = publisher_named(request, publishers[0])
    months = reports.months_of(publisher)
    month = asked(request, months)
    context = {
        "publishers": publishers,
        "publisher": publisher,
        "months": months,
        "month": month,
        "lines": reports.lines_of(publisher, month) if month else [],
        "least": threshold({}),
    }
    return render(request, "packs/desk/usage.html", context)


def usage_csv(request: AuthenticatedRequest, prefix: str) -> HttpResponse:
    """Every month of one publisher."""
    publisher = get_object_or_404(edits_for(request.user), prefix=prefix)
    headers = {"Content-Disposition": f'attachment; filename="{prefix}-use.csv"', "Cache-Control": "private, no-store"}
    return HttpResponse(reports.csv_of(publisher), content_type="text/csv; charset=utf-8", headers=headers)


def publisher_named(request: AuthenticatedRequest, first: PublisherPage) -> PublisherPage:
    """The publisher that the address names, if the person edits for it; `first` if it names none. Raises Http404."""
    prefix = request.GET.get("publisher")
    return get_object_or_404(edits_for(request.user), prefix=prefix) if prefix else first


def asked(request: AuthenticatedRequest, months: list[date]) -> date | None:
    """The month that the address names if there are figures of it, else the latest."""
    try:
        named = parse_date(f"{request.GET.get('month', '')}-01")
    except ValueError:
        named = None
    return named if named in months else next(iter(months), None)
