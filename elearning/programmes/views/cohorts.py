"""The cohorts somebody runs: the list, setting one up, changing and closing it, and who helps to run it."""

from django.http import HttpResponse
from django.shortcuts import render

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Cohort, ProgrammePage


def cohorts(request: AuthenticatedRequest) -> HttpResponse:
    """The cohorts the person runs, those that are running first; empty for anybody else."""
    context = {
        "cohorts": Cohort.objects.run_by(request.user)
        .with_counts()
        .select_related("programme")
        .order_by("-state", "-workshop_starts_at"),
        "can_create": ProgrammePage.objects.filter(managers__user=request.user).exists(),
    }
    return render(request, "programmes/cohorts.html", context)
