"""The door through which a page of questions saves itself: the same forms and words as the page's own, with nothing shown."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from elearning.accounts import clocks
from elearning.accounts.http import AuthenticatedRequest, turned_away
from elearning.assessments import saving
from elearning.assessments.answering import Sheet
from elearning.assessments.forms import SheetForm, importance_form, looking_back_form, statements_form
from elearning.assessments.instruments import Instrument
from elearning.assessments.views.answering import KEPT_AS, saved
from elearning.programmes.http import still_to_join
from elearning.programmes.models import Wave


@require_POST
def save(request: AuthenticatedRequest, public_id: UUID, wave: str, step_id: int, page: str) -> HttpResponse:
    """Keep what a page has sent by itself: 409 where nothing is open, or another window says something else; 422 for what no page
    of these questions sends."""
    if wave not in saving.STEPS:
        raise Http404
    if refusal := turned_away(request):
        return refusal
    place = saving.Place(request.user, public_id, wave, step_id)
    forms: list[SheetForm] = []

    def ask(instrument: Instrument) -> dict[str, Sheet]:
        forms.append(form_of(instrument, wave, page, request))
        return {KEPT_AS.get(page, "answers"): forms[0].sheet()} if forms[0].is_valid() else {}

    try:
        kept = saving.keep(place, ask)
    except saving.NothingOpenError:
        return why_not(place)
    if not forms[0].is_valid():
        return JsonResponse({}, status=422)
    timezone.activate(clocks.zone_of(request.user, kept.time_zone))
    forms[0].clashes = kept.clashes
    return saved(request, forms[0])


def why_not(place: saving.Place) -> HttpResponse:
    """The answer where nothing was kept: nothing is there for others, what comes first for who has yet to join, else 409."""
    enrolment = saving.enrolment_at(place)
    if enrolment is None:
        raise Http404
    first = still_to_join(enrolment, enrolment.cohort.programme)
    return redirect(first) if first else JsonResponse({}, status=409)


def form_of(instrument: Instrument, wave: str, page: str, request: AuthenticatedRequest) -> SheetForm:
    """What was sent, as the form of its page. Raises Http404 for a page that these questions do not have."""
    if page == "importance" and instrument.asks_importance:
        return importance_form(instrument, {}, request.POST)
    if page == "looking_back" and wave == Wave.POST and instrument.looking_back:
        return looking_back_form(instrument, {}, request.POST)
    scale = next((one for number, one in enumerate(instrument.scales, start=1) if str(number) == page), None)
    if scale is None:
        raise Http404
    return statements_form(instrument, scale, {}, request.POST)
