"""A facilitator's week on one page."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actionsets import weekly
from elearning.accounts.http import AuthenticatedRequest


@require_safe
def week(request: AuthenticatedRequest) -> HttpResponse:
    """What needs the person over all their sets and cohorts; there is none for somebody who runs no cohort."""
    found = weekly.week_of(request.user, timezone.now())
    if not found.cohorts and not found.runs:
        raise Http404
    return render(request, "actionsets/week.html", {"week": found})
