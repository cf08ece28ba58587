"""What the commissioner wants to see change, and what it cost."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.evaluations import valuing
from elearning.evaluations.forms import OutcomeForm
from elearning.evaluations.permissions import values
from elearning.programmes.models import Cohort


def outcome(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """The form; what cannot be written at this time is shown to be read."""
    cohort = get_object_or_404(
        Cohort.objects.reported_to(request.user).select_related("programme"), public_id=cohort_id
    )
    if not values(request.user, cohort):
        raise PermissionDenied
    kept = valuing.outcome_of(cohort)
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        instance=kept,
        names=valuing.can_be_named(kept),
        values=valuing.can_be_valued(kept),
    )
    if request.method == "POST" and form.is_valid():
        valuing.keep(cohort, form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. It stands in the report."))
        return redirect("programmes:report", cohort_id)
    context = {"cohort": cohort, "outcome": kept, "form": form}
    return render(request, "evaluations/outcome.html", context, status=422 if form.errors else 200)
