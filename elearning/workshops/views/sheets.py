"""Sheets of paper, typed in at the desk: what those without a phone answered to the checklist."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from elearning.accounts.http import AuthenticatedRequest
from elearning.workshops import conducting, papering
from elearning.workshops.forms import SheetForm, TakeOutForm
from elearning.workshops.onscreen import Place
from elearning.workshops.refusals import Refusal
from elearning.workshops.views.desk import for_leader

UNUSABLE = 422


@never_cache
@for_leader
def sheets(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """One sheet after the other; each can be taken out again."""
    if request.method == "POST" and "out" in request.POST:
        return _taken_out(request, place)
    form = SheetForm(place.step, request.POST if request.method == "POST" else None)
    if form.is_valid() and _typed(request, place, form):
        messages.success(request, _("The sheet lies beside the others’. Here is room for the next one."))
        return redirect(place.doors()["sheets"])
    context = {
        "place": place,
        "cohort": place.cohort,
        "step": place.step,
        "doors": place.doors(),
        "form": form,
        "typed": papering.typed(place.cohort),
        "why_not": conducting.why_not(place.cohort, timezone.now()),
    }
    return render(request, "workshops/sheets.html", context, status=UNUSABLE if form.errors else 200)


def _typed(request: AuthenticatedRequest, place: Place, form: SheetForm) -> bool:
    """Whether it has been taken; where not, the form says why and keeps what was chosen."""
    given = form.cleaned_data
    try:
        papering.type_in(place.cohort, form.said(), is_open=given["is_open"], key=given["key"], by=request.user)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _taken_out(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    form = TakeOutForm(request.POST)
    if form.is_valid() and papering.take_out(place.cohort, form.cleaned_data["out"], by=request.user):
        messages.success(request, _("That sheet is not counted any more."))
    return redirect(place.doors()["sheets"])
