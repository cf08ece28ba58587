"""One's own record, to take away: as data, as a page to read, as a PDF. Never another's.

It is handed out to somebody who has just shown that it is them, and not to whoever finds a screen left open (TRUST I08).
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from elearning.accounts import proving
from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing import noting
from elearning.auditing.kinds import Right, Thing
from elearning.printing.paper import NotPrintedError
from elearning.records import composing, copying, noticing


def only_them(view: Callable[[AuthenticatedRequest], HttpResponse]) -> Callable[[AuthenticatedRequest], HttpResponse]:
    """Lets through who has just shown that it is them; others are asked first, and come back to the page of their record."""

    @wraps(view)
    def guarded(request: AuthenticatedRequest) -> HttpResponse:
        if proving.is_proved(request):
            return view(request)
        return redirect(f"{reverse('account_prove')}?{urlencode({'next': reverse('records:mine')})}")

    return guarded


@require_safe
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """What there is to take away, and how."""
    job = copying.in_hand(request.user)
    context = {
        "is_kept": copying.kept(request.user) is not None,
        "is_being_made": job is not None and not job.is_finished,
        "has_failed": copying.has_failed(request.user),
        "is_proved": proving.is_proved(request),
    }
    return render(request, "records/mine.html", context)


@require_safe
def kept(request: AuthenticatedRequest) -> HttpResponse:
    """What is kept of people here, why and for how long: the same for everybody, and nothing of anybody."""
    return render(request, "records/kept.html", {"rooms": noticing.by_room()})


@require_safe
@only_them
def as_data(request: AuthenticatedRequest) -> HttpResponse:
    """The record as JSON."""
    content = composing.as_json(composing.compose(request.user))
    return _handed_out(request, content, "data", "my-record.json", "application/json")


@require_safe
@only_them
def as_page(request: AuthenticatedRequest) -> HttpResponse:
    """The record as one page that stands alone."""
    content = composing.as_html(composing.compose(request.user))
    return _handed_out(request, content, "page", "my-record.html", "text/html; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@only_them
def as_pdf(request: AuthenticatedRequest) -> HttpResponse:
    """Makes the PDF when it is asked for; a long one is made in the background, and fetched here when it is there.

    With none made, the page of the record says how to have one.
    """
    if request.method != "POST":
        content = copying.kept(request.user)
        if content is None:
            return redirect("records:mine")
        return _handed_out(request, content, "pdf", "my-record.pdf", "application/pdf")
    try:
        content = copying.pdf_now(request.user)
        return _handed_out(request, content, "pdf", "my-record.pdf", "application/pdf")
    except copying.BeingMadeError:
        messages.success(
            request, _("Your record is long, so its PDF is being made. It will be here in a minute or two.")
        )
    except NotPrintedError:
        messages.error(
            request,
            _(
                "The PDF could not be made. Take your record as a page, which is complete, and print it with your browser."
            ),
        )
    return redirect("records:mine")


def _handed_out(request: AuthenticatedRequest, content: str | bytes, what: str, name: str, kind: str) -> HttpResponse:
    """The file; its owner finds in the log that it was taken, since it might have been somebody else at their screen."""
    noting.took_out(Thing.RECORD, request.user, by=request.user, right=Right.OWN, what=what)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
