"""What the facilitators of a cohort can lead: a list for those who run it, and a form for each facilitator's own."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import offering, reports
from actionsets.forms import OfferForm
from actionsets.permissions import says_what_they_lead
from actionsets.views.sets import cohort_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import CohortRole


@require_safe
def leaders(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """What each facilitator of the cohort has offered to lead."""
    here = cohort_or_404(request, cohort)
    rows = reports.leaders(here)
    mine = {row.role.pk for row in rows if says_what_they_lead(request.user, row.role)}
    return render(request, "actionsets/leaders.html", {"cohort": here, "rows": rows, "mine": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def leader(request: AuthenticatedRequest, cohort: uuid.UUID, role: int) -> HttpResponse:
    """How many sets a facilitator can lead, on which subjects and half days: said by themselves or a programme manager."""
    here = cohort_or_404(request, cohort)
    rows = here.roles.filter(kind=CohortRole.Kind.FACILITATOR).select_related("user")
    one = get_object_or_404(rows, pk=role)
    one.cohort = here
    if not says_what_they_lead(request.user, one):
        raise Http404
    form = OfferForm(one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        offering.offer(one, **form.cleaned_data)
        messages.success(request, _("Noted. The next proposal takes it into account."))
        return redirect("actionsets:leaders", here.public_id)
    context = {"cohort": here, "role": one, "form": form}
    return render(request, "actionsets/leader.html", context, status=422 if form.errors else 200)
