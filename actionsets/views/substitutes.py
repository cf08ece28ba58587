"""Somebody else leads: asking the set, its members' word, and the page of whoever stands in at one meeting."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import agreeing, substituting
from actionsets.dateforms import SubstituteForm, WithdrawForm, YesNoForm
from actionsets.models import (
    ActionLearningPage,
    AirtimeBid,
    LearningSet,
    SetMeeting,
    SetMembership,
    Substitution,
    SubstitutionAnswer,
)
from actionsets.permissions import STANDS_IN_BEFORE, is_substitute, stands_in
from actionsets.refusals import Refusal
from actionsets.views.dates import sent_to
from actionsets.views.members import in_workspace
from actionsets.views.sets import cohort_or_404
from actionsets.views.tending import set_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import User
from elearning.programmes.models import CohortRole


def _others(one: LearningSet) -> QuerySet[User]:
    """The facilitators of the cohort but for the set's own."""
    roles = one.cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).exclude(user=one.facilitator_id)
    return User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("last_name", "first_name", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
def substitutes(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """Ask the set about somebody else who leads, for one meeting or from now on; take a question back."""
    one = set_or_404(request, cohort, number)
    if not one.has_workspace:
        raise Http404
    rows = SetMeeting.objects.filter(learning_set=one).select_related("learning_set__cohort")
    coming = [row for row in rows if row.is_to_come]
    back = WithdrawForm(request.POST)
    if request.method == "POST" and back.is_valid():
        return _withdraw(request, one, back.cleaned_data["withdraw"])
    form = SubstituteForm(_others(one), coming, sent_to(request))
    if request.method == "POST" and form.is_valid():
        return _ask(request, one, form, coming)
    latest = substituting.latest_in(one)
    members = SetMembership.objects.live().filter(learning_set=one).count()
    asked = next((row for row in latest if row.is_asked), None)
    context = {
        "one": one,
        "form": form,
        "latest": latest,
        "asked": asked,
        "answered": SubstitutionAnswer.objects.filter(substitution=asked).count() if asked else 0,
        "members": members,
    }
    return render(request, "actionsets/substitutes.html", context, status=422 if form.errors else 200)


def _ask(
    request: AuthenticatedRequest, one: LearningSet, form: SubstituteForm, coming: list[SetMeeting]
) -> HttpResponse:
    given = form.cleaned_data
    of = next((row for row in coming if str(row.number) == given["meeting"]), None)
    try:
        substituting.ask(one, given["facilitator"], meeting=of, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The set is asked."))
    return redirect("actionsets:substitutes", one.cohort.public_id, one.number)


def _withdraw(request: AuthenticatedRequest, one: LearningSet, pk: int) -> HttpResponse:
    found = get_object_or_404(Substitution, learning_set=one, pk=pk)
    try:
        substituting.withdraw(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back."))
    return redirect("actionsets:substitutes", one.cohort.public_id, one.number)


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def facilitator(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, pk: int) -> HttpResponse:
    """A member's yes or no to somebody who is to lead; nobody else reads it."""
    rows = Substitution.objects.filter(learning_set=place.learning_set, state=Substitution.State.ASKED)
    asked = get_object_or_404(rows.select_related("facilitator", "meeting__learning_set__cohort"), pk=pk)
    form = YesNoForm(sent_to(request))
    if request.method == "POST" and form.is_valid():
        try:
            substituting.answer(place, asked, is_yes=form.cleaned_data["answer"] == "yes")
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted. Nobody is shown your answer."))
        return redirect(step.door("start"))
    said = SubstitutionAnswer.objects.filter(substitution=asked, membership=place).first()
    context = {"step": step, "asked": asked, "said": said}
    return render(request, "actionsets/facilitator.html", context, status=422 if form.errors else 200)


@require_safe
def standing_in(request: AuthenticatedRequest, cohort: uuid.UUID, number: int, meeting: int) -> HttpResponse:
    """What whoever leads one meeting for the facilitator needs: when and where; and near the time who comes, what the set
    has agreed and who would like time."""
    here = cohort_or_404(request, cohort)
    rows = SetMeeting.objects.filter(learning_set__cohort=here, learning_set__number=number, number=meeting)
    row = get_object_or_404(rows.select_related("learning_set__cohort__programme"))
    if not is_substitute(request.user, row):
        raise Http404
    is_open = stands_in(request.user, row)
    members = SetMembership.objects.live().filter(learning_set=row.learning_set).in_order()
    context = {
        "one": row.learning_set,
        "meeting": row,
        "is_open": is_open,
        "opens_at": row.begins() - STANDS_IN_BEFORE,
        "members": members if is_open else [],
        "agreement": agreeing.current(row.learning_set) if is_open else None,
        "bids": AirtimeBid.objects.for_meeting(row) if is_open else [],
    }
    return render(request, "actionsets/standing_in.html", context)
