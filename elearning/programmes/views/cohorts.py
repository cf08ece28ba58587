"""The cohorts somebody runs: the list, setting one up, changing and closing it, and who helps to run it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes import arranging
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.forms.cohorts import CohortForm, RoleForm, WorkshopDayForm
from elearning.programmes.models import Cohort, ProgrammePage
from elearning.programmes.permissions import manages
from elearning.programmes.views.reach import managed_by, run_by

ON_A_PAGE = 20


def cohorts(request: AuthenticatedRequest) -> HttpResponse:
    """The cohorts the person runs, those that are running first; empty for anybody else."""
    mine = Cohort.objects.run_by(request.user).order_by("-state", "-workshop_starts_at", "pk")
    page = Paginator(mine.values_list("pk", flat=True), ON_A_PAGE).get_page(request.GET.get("page"))
    # Counted for those that are shown alone: counting the people of a thousand cohorts takes seconds.
    shown = Cohort.objects.with_counts().select_related("programme").in_bulk(list(page))
    context = {
        "page": page,
        "cohorts": [shown[key] for key in page],
        "can_create": ProgrammePage.objects.filter(managers__user=request.user).exists(),
    }
    return render(request, "programmes/cohorts.html", context)


def create_cohort(request: AuthenticatedRequest) -> HttpResponse:
    """Set up a cohort: first the day of the workshop, then the dates that usually follow from it, all to be changed."""
    programmes = ProgrammePage.objects.filter(managers__user=request.user).order_by("title")
    if not programmes:
        raise Http404
    if request.method == "POST":
        form = CohortForm(request.POST, programmes=programmes)
        if form.is_valid():
            cohort = arranging.open_cohort(form.values(), by=request.user)
            messages.success(request, _("The cohort is set up. Now you can invite people."))
            return redirect("programmes:invite", cohort.public_id)
        return render(request, "programmes/create_cohort.html", {"form": form})
    asked = WorkshopDayForm(request.GET or None)
    if not asked.is_valid():
        return render(request, "programmes/workshop_day.html", {"form": asked})
    usual = arranging.usual(asked.cleaned_data["workshop_on"])
    return render(request, "programmes/create_cohort.html", {"form": CohortForm(initial=usual, programmes=programmes)})


def edit_cohort(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Change a cohort's dates, place and rules."""
    cohort = run_by(request.user, cohort_id)
    form = CohortForm(
        request.POST if request.method == "POST" else None, instance=cohort, programmes=ProgrammePage.objects.none()
    )
    if request.method == "POST" and form.is_valid():
        arranging.change_cohort(cohort, form.values(), by=request.user)
        messages.success(request, _("The cohort is saved."))
        return redirect("programmes:board", cohort.public_id)
    context = {"form": form, "cohort": cohort, "can_manage": manages(request.user, cohort)}
    return render(request, "programmes/edit_cohort.html", context)


def close_cohort(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Ask whether a cohort is to be closed, and close it."""
    cohort = managed_by(request.user, cohort_id)
    if request.method == "POST":
        arranging.close_cohort(cohort, by=request.user)
        messages.success(request, _("The cohort is closed."))
        return redirect("programmes:cohorts")
    context = {"cohort": cohort, "stops": arranging.what_closing_stops(cohort) if cohort.is_running else []}
    return render(request, "programmes/close_cohort.html", context)


def roles(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Who helps to run a cohort; add somebody by their address."""
    cohort = managed_by(request.user, cohort_id)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            role = arranging.give_role(cohort, **form.cleaned_data, by=request.user)
        except NotPossibleError as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": role.user.name})
            return redirect("programmes:roles", cohort.public_id)
    everybody = cohort.roles.select_related("user", "organisation").order_by("-kind", "user__last_name", "pk")
    return render(request, "programmes/roles.html", {"cohort": cohort, "form": form, "roles": everybody})


def end_role(request: AuthenticatedRequest, cohort_id: UUID, role_id: int) -> HttpResponse:
    """Ask whether somebody's role is to end, and end it."""
    cohort = managed_by(request.user, cohort_id)
    role = get_object_or_404(cohort.roles.select_related("user", "organisation"), pk=role_id)
    if request.method == "POST":
        arranging.take_role(role, by=request.user)
        messages.success(request, _("%(name)s no longer helps to run this cohort.") % {"name": role.user.name})
        return redirect("programmes:roles", cohort.public_id)
    return render(request, "programmes/end_role.html", {"cohort": cohort, "role": role})
