"""How well a questionnaire measures: for those who manage its programme, and for nobody else (DOMAIN 4.4)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments import analysing, reports
from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from elearning.assessments.permissions import owned_by


def instruments(request: AuthenticatedRequest) -> HttpResponse:
    """The questionnaires of the programmes that somebody manages."""
    if not request.user.programmes_managed.exists():
        raise Http404
    return render(request, "assessments/instruments.html", {"pages": owned_by(request.user)})


def technical(request: AuthenticatedRequest, page_id: int, number: int | None = None) -> HttpResponse:
    """What a version of a questionnaire is, how it is scored, and how well it measures; the newest if none is named."""
    page = get_object_or_404(owned_by(request.user), pk=page_id)
    versions = list(page.versions.order_by("-number"))
    version = chosen(versions, number)
    figures = analysing.figures_by_version(versions)
    context = {
        "page": page,
        "programme": page.programme,
        "named": number is not None,
        "sheet": reports.sheet(version, figures.get(version.pk)) if version else None,
        "versions": [reports.sheet(one, figures.get(one.pk)) for one in versions],
        "examples": reports.examples(),
    }
    return render(request, "assessments/technical.html", context)


def export_technical(request: AuthenticatedRequest, page_id: int, number: int) -> HttpResponse:
    """The cells of the technical page as a CSV file."""
    page: SelfAssessmentPage = get_object_or_404(owned_by(request.user), pk=page_id)
    version = get_object_or_404(page.versions, number=number)
    figures = analysing.figures_by_version([version]).get(version.pk)
    lines = reports.figures_csv(reports.sheet(version, figures))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"{slugify(page.programme.title)}-questionnaire-{number}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def chosen(versions: list[InstrumentVersion], number: int | None) -> InstrumentVersion | None:
    """The version of this number, the newest without one; None before anything is published. Raises Http404 for others."""
    if number is None:
        return versions[0] if versions else None
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise Http404
    return found
