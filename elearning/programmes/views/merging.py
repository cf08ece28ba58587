"""Two enrolments of one person: the programme manager asks, and whoever signs in at the address that goes answers."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes import merging
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.forms.merging import SamePersonForm, TakeBackForm, YesForm
from elearning.programmes.models import Cohort
from elearning.programmes.views.reach import managed_by


@require_http_methods(["GET", "HEAD", "POST"])
def twice(request: AuthenticatedRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Say that two of a cohort are one person; whom that is being asked of, and take a question back."""
    cohort = managed_by(request.user, cohort_id)
    back = TakeBackForm(request.POST if request.method == "POST" else None)
    asked = merging.asked_in(cohort)
    if back.is_valid():
        for one in asked:
            if one.public_id == back.cleaned_data["take_back"]:
                merging.let_go(one, by=request.user)
                messages.success(request, _("Taken back. Nothing was put together."))
        return redirect("programmes:twice", cohort.public_id)
    form = SamePersonForm(merging.candidates(cohort), request.POST if request.method == "POST" else None)
    if form.is_valid() and _ask(request, cohort, form):
        return redirect("programmes:twice", cohort.public_id)
    context = {"cohort": cohort, "form": form, "asked": asked}
    return render(request, "programmes/twice.html", context, status=422 if form.errors else 200)


def _ask(request: AuthenticatedRequest, cohort: Cohort, form: SamePersonForm) -> bool:
    stays, goes = form.pair()
    try:
        found = merging.ask(stays, goes, by=request.user)
    except NotPossibleError as problem:
        form.add_error("goes", str(problem))
        return False
    words = {"name": found.called, "email": found.user.email}
    if found.merged_at:
        messages.success(request, _("The invitation to %(email)s is taken back: there is one of %(name)s now.") % words)
    else:
        messages.success(request, _("%(name)s is asked at %(email)s. Both are put together once they say yes.") % words)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def same_person(request: AuthenticatedRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Say whether one is enrolled at another address as well; what follows is said first."""
    goes = get_object_or_404(merging.asked_of(request.user), public_id=enrolment_id)
    form = YesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if form.cleaned_data["answer"] == "yes":
                merging.agree(goes, by=request.user)
                messages.success(request, _("Both are one now. From now on sign in at your other address."))
            else:
                merging.let_go(goes, by=request.user)
                messages.success(request, _("Noted. Nothing was put together."))
        except NotPossibleError as problem:
            messages.error(request, str(problem))
        return redirect("programmes:mine")
    context = {"goes": goes, "stays": goes.same_as, "form": form}
    return render(request, "programmes/same_person.html", context, status=422 if form.errors else 200)
