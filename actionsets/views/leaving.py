"""Leaving: somebody notes for a person that they have left, or a member leaves of their own accord."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import leaving
from actionsets.changeforms import FROM_SET, LeaveForm
from actionsets.models import ActionLearningPage, SetMembership
from actionsets.permissions import removes
from actionsets.refusals import Refusal
from actionsets.views.sets import cohort_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import User
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.models import Enrolment

AT_WORK = ("confirmed", "running")


def _carry_out(enrolment: Enrolment, place: SetMembership | None, given: dict[str, str], *, by: User) -> None:
    if given["what"] == FROM_SET and place:
        leaving.leave_set(place, by=by)
    else:
        leaving.leave_programme(enrolment, given["what"], by=by, why=given.get("why", ""))


def _place(enrolment: Enrolment) -> SetMembership | None:
    """The place that somebody holds in a set at work."""
    rows = SetMembership.objects.live().filter(enrolment=enrolment, learning_set__state__in=AT_WORK)
    return rows.select_related("learning_set__cohort").first()


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: AuthenticatedRequest, cohort: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Note that somebody has left their set or the programme; for those who run the cohort."""
    here = cohort_or_404(request, cohort)
    people = Enrolment.objects.filter(cohort=here).taking_part().select_related("user", "organisation")
    enrolment = get_object_or_404(people, public_id=person)
    enrolment.cohort = here
    place = _place(enrolment)
    form = LeaveForm(
        request.POST if request.method == "POST" else None,
        has_set=place is not None,
        removes=removes(request.user, here),
    )
    if form.is_valid():
        try:
            _carry_out(enrolment, place, form.cleaned_data, by=request.user)
        except (Refusal, NotPossibleError) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted: %(name)s has left.") % {"name": enrolment.user.name})
        return redirect("actionsets:board", here.public_id)
    context = {"cohort": here, "enrolment": enrolment, "place": place, "form": form}
    return render(request, "actionsets/leave.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def leave_own(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """Leave one's own set, or the programme; no reason is asked, and what follows is said first."""
    place = _place(enrolment)
    if place is None:
        raise Http404
    form = LeaveForm(request.POST if request.method == "POST" else None, has_set=True, own=True)
    if form.is_valid():
        try:
            _carry_out(enrolment, place, form.cleaned_data, by=request.user)
        except (Refusal, NotPossibleError) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is done. Thank you for having been part of it."))
            if form.cleaned_data["what"] != FROM_SET:
                return redirect("programmes:why_left", enrolment.public_id)
        return redirect("programmes:mine")
    return render(
        request, "actionsets/leave_own.html", {"step": step, "form": form}, status=422 if form.errors else 200
    )
