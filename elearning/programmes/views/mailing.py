"""Whether mail goes out: for those who manage a programme and for the owner of the installation."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from elearning.accounts.http import AuthenticatedRequest
from elearning.post import reports
from elearning.programmes.permissions import looks_after_mail


@require_safe
def mail_state(request: AuthenticatedRequest) -> HttpResponse:
    """What waits, what was sent and what could not be, by kind; nobody's address and nothing of what is written."""
    if not looks_after_mail(request.user):
        raise Http404
    return render(request, "programmes/mail_state.html", {"state": reports.state()})
