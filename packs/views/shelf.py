"""The shelf of a programme: the packs of the subjects somebody chose, and the rest of the library."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from elearning.printing import paper
from elearning.programmes.models import Enrolment
from packs import bundling, reading
from packs.models import PackShelfPage
from packs.rendering import BeingMadeError
from packs.views.copies import being_made, not_made


def shelf(request: HttpRequest, step: PackShelfPage, enrolment: Enrolment) -> HttpResponse:
    """Pinned packs first, in the order of the priorities."""
    pins = reading.pinned(enrolment)
    context = {
        "step": step,
        "page": step,
        "enrolment": enrolment,
        "pins": pins,
        "others": reading.others(step.programme, pins),
        "readings": reading.readings_of(enrolment),
    }
    return render(request, "packs/shelf.html", context)


@require_GET
def files(request: HttpRequest, step: PackShelfPage, enrolment: Enrolment) -> HttpResponse:
    """The pinned packs as one ZIP, or a page that says how things stand; without pins, the shelf."""
    try:
        places = bundling.places_of(enrolment)
    except BeingMadeError:
        return being_made(request, step)
    except paper.NotPrintedError:
        return not_made(request, step)
    if not places:
        return redirect(step.url)
    headers = {
        "Content-Disposition": f'attachment; filename="{step.slug}.zip"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    # Wagtail takes only whole answers from a page: a few packs of some 150 KB each.
    return HttpResponse(bundling.packed(places), content_type="application/zip", headers=headers)
