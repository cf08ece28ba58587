"""The guide to a category on screen and on paper: anybody may read it, facilitators find the trainers' notes in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from elearning.printing import paper
from packs import guiding
from packs.models import CategoryGuidePage
from packs.permissions import runs_groups
from packs.rendering import BeingMadeError
from packs.sections import tongues
from packs.views.copies import being_made, download, not_made


@require_GET
def guide(request: HttpRequest, page: CategoryGuidePage) -> HttpResponse:
    """The guide, with the headers of its packs as they stand now."""
    compiled = page.compiled(for_facilitators=runs_groups(request))
    return render(
        request,
        "packs/guide.html",
        {"guide": compiled, "page": page, "publisher": page.publisher, **tongues(page.language)},
    )


@require_GET
def pdf(request: HttpRequest, page: CategoryGuidePage) -> HttpResponse:
    """The guide to keep and print."""
    return printed(request, page, for_facilitators=False)


@require_GET
def facilitators_pdf(request: HttpRequest, page: CategoryGuidePage) -> HttpResponse:
    """The guide with all trainers' notes, for those who may see them."""
    if not runs_groups(request):
        raise Http404
    return printed(request, page, for_facilitators=True)


def printed(request: HttpRequest, page: CategoryGuidePage, *, for_facilitators: bool) -> HttpResponse:
    """One of the two PDFs as a download, or a page that says how things stand."""
    try:
        content = guiding.pdf_of(page, for_facilitators=for_facilitators)
    except BeingMadeError:
        return being_made(request, page)
    except paper.NotPrintedError:
        return not_made(request, page)
    mark = "-T" if for_facilitators else ""
    return download(content, f"{page.code.replace(':', '-')}{mark}.pdf")
