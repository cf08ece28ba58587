"""Watching a large cohort's sets being formed in the background: how far it is, stop, cancel, try again."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import forming, reports
from actionsets.models import FormationRun
from actionsets.refusals import Refusal
from actionsets.views.sets import cohort_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Cohort


@require_safe
def watch(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """How far the forming of sets is; once it has ended, the board."""
    here = cohort_or_404(request, cohort)
    run = forming.going(here)
    if run is None:
        return redirect("actionsets:board", here.public_id)
    context = {"cohort": here, "run": run, "progress": reports.progress(run)}
    return render(request, "actionsets/watch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """End the search and take the best sets found so far."""
    return _press(request, cohort, forming.stop, _("The search ends, and the best sets found so far are taken."))


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """End the search and keep nothing of it."""
    return _press(request, cohort, forming.cancel, _("Forming sets is cancelled. Nothing was changed."))


@require_http_methods(["GET", "HEAD", "POST"])
def retry(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Give up on a search that nothing is heard of, and ask for it anew."""
    done = _("The sets are asked for anew.")
    return _press(request, cohort, lambda run: forming.again(run, by=request.user), done)


def _press(
    request: AuthenticatedRequest, cohort: uuid.UUID, verb: Callable[[FormationRun], FormationRun], done: str
) -> HttpResponse:
    """One press of a button on the forming that goes on; without one, the board."""
    here: Cohort = cohort_or_404(request, cohort)
    run = forming.going(here)
    if request.method == "POST" and run:
        try:
            verb(run)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
    return redirect("actionsets:watch", here.public_id)
