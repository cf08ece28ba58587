"""The screens on which priorities are chosen, put in order, confirmed and looked at."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments.models import SelfAssessmentPage
from elearning.profiles import choosing, wording
from elearning.profiles.choosing import ChoiceError
from elearning.profiles.forms import ChoiceForm, OrderForm
from elearning.profiles.models import PrioritiesPage, Result, ResultsPage
from elearning.profiles.views.reach import sibling, subjects_of
from elearning.programmes.models import Enrolment, Subject


def priorities(request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment) -> HttpResponse:
    """The confirmed priorities and what follows from them; before that, the way to choose."""
    chosen = choosing.current(enrolment)
    if not chosen:
        return redirect(step.door("choose"))
    context = {
        "step": step,
        "chosen": chosen,
        "earlier": choosing.earlier(enrolment),
        "cohort": enrolment.cohort,
    }
    return render(request, "profiles/priorities.html", context)


def draft_key(enrolment: Enrolment) -> str:
    """Where the session keeps an order that is not confirmed yet."""
    return f"priorities-{enrolment.pk}"


def choose(request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment) -> HttpResponse:
    """Tick one to three of the subjects."""
    subjects, result = subjects_of(step), Result.objects.current(enrolment)
    chosen = [choice.subject.code for choice in choosing.current(enrolment)]
    ticked = request.session.get(draft_key(enrolment), {}).get("codes", chosen)
    form = ChoiceForm(subjects, request.POST if request.method == "POST" else None, initial={"subjects": ticked})
    cards = wording.cards(subjects, result, sibling(step, ResultsPage), set(form["subjects"].value() or []))
    if form.is_valid():
        codes = wording.first_order(cards, form.cleaned_data["subjects"], ticked)
        request.session[draft_key(enrolment)] = {"codes": codes}
        return redirect(step.door("order"))
    context = {
        "step": step,
        "form": form,
        "cards": cards,
        "result": result,
        "has_suggestions": any(card.kind for card in cards),
        "assessment": None if result else sibling(step, SelfAssessmentPage),
        "chosen": chosen,
        "cohort": enrolment.cohort,
    }
    return render(request, "profiles/choose.html", context, status=422 if form.errors else 200)


def order(request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment) -> HttpResponse:
    """Put the ticked subjects in order with buttons or places, then confirm them."""
    known = {subject.code: subject for subject in subjects_of(step)}
    draft = request.session.get(draft_key(enrolment), {})
    given = request.POST.getlist("codes") if request.method == "POST" else draft.get("codes", [])
    codes = [code for code in dict.fromkeys(given) if code in known][: choosing.MOST_PRIORITIES]
    if not codes:
        return redirect(step.door())
    form = OrderForm(codes, request.POST if request.method == "POST" else None)
    if form.is_valid():
        arrangement, moved = form.rearranged()
        request.session[draft_key(enrolment)] = {"codes": list(arrangement.codes), "moved": moved}
        if "confirm" in request.POST:
            return confirm(request, step, enrolment, [known[code] for code in arrangement.codes])
        return redirect(step.door("order"))
    context = {
        "step": step,
        "form": form,
        "places": form.places(known, draft.get("moved", "")),
        "has_list": bool(choosing.current(enrolment)),
        "cohort": enrolment.cohort,
    }
    return render(request, "profiles/order.html", context, status=422 if form.errors else 200)


def confirm(
    request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment, ranked: list[Subject]
) -> HttpResponse:
    """Confirm the order and forget the draft."""
    try:
        choosing.confirm(enrolment, ranked, by=request.user)
    except ChoiceError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door("order"))
    request.session.pop(draft_key(enrolment), None)
    messages.success(request, _("Your priorities are confirmed."))
    return redirect(step.door())
