"""The screens on which priorities are chosen, put in order, confirmed and looked at."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments.models import SelfAssessmentPage
from elearning.profiles import choosing, weighing, wording
from elearning.profiles.choosing import ChoiceError
from elearning.profiles.forms import ChoiceForm, ImportanceForm, OrderForm
from elearning.profiles.models import PrioritiesPage, PriorityChoice, Result, ResultsPage
from elearning.profiles.views.reach import sibling, subjects_of
from elearning.profiles.wording import Card
from elearning.programmes.models import Enrolment, Subject

Draft = dict[str, Any]


def priorities(request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment) -> HttpResponse:
    """The confirmed priorities and what follows from them; before that, the way to choose."""
    chosen = choosing.own(enrolment)
    if not chosen:
        return redirect(step.door(first_door(request, enrolment)))
    context = {
        "step": step,
        "chosen": chosen,
        "earlier": choosing.earlier(enrolment),
        "cohort": enrolment.cohort,
        "moment": choosing.moment(enrolment),
    }
    return render(request, "profiles/priorities.html", context)


def first_door(request: AuthenticatedRequest, enrolment: Enrolment) -> str:
    """Where choosing begins: without results, and nothing said or ticked yet, by asking what matters (DOMAIN 2.6)."""
    is_begun = draft_of(request, enrolment) or weighing.stated(enrolment) or Result.objects.current(enrolment)
    return "choose" if is_begun else "importance"


def draft_key(enrolment: Enrolment) -> str:
    """Where the session keeps an order that is not confirmed yet."""
    return f"priorities-{enrolment.pk}"


def draft_of(request: AuthenticatedRequest, enrolment: Enrolment) -> Draft:
    """The order that is not confirmed yet; empty without one."""
    draft: Draft = request.session.get(draft_key(enrolment), {})
    return draft


def importance(request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment) -> HttpResponse:
    """How much each subject will matter, for those who choose without the questionnaire; none has to be answered."""
    if Result.objects.current(enrolment):
        return redirect(step.door("choose"))
    subjects, words = subjects_of(step), weighing.words_for(step)
    data = request.POST if request.method == "POST" else None
    form = ImportanceForm(subjects, words, weighing.stated(enrolment), data)
    if form.is_valid():
        try:
            weighing.state(enrolment, subjects, form.given())
        except ChoiceError as refusal:
            messages.warning(request, str(refusal))
        return redirect(step.door("choose"))
    context = {"step": step, "form": form, "words": words, "assessment": sibling(step, SelfAssessmentPage)}
    return render(request, "profiles/importance.html", context, status=422 if form.errors else 200)


def choose(request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment) -> HttpResponse:
    """Tick one to three of the subjects."""
    subjects, result, draft = subjects_of(step), Result.objects.current(enrolment), draft_of(request, enrolment)
    chosen = [choice.subject.code for choice in choosing.current(enrolment)]
    ticked = draft.get("codes", chosen)
    form = ChoiceForm(subjects, request.POST if request.method == "POST" else None, initial={"subjects": ticked})
    cards = cards_for(step, enrolment, subjects, result, set(form["subjects"].value() or []))
    if form.is_valid():
        codes = wording.first_order(cards, form.cleaned_data["subjects"], ticked)
        request.session[draft_key(enrolment)] = {**draft, "codes": codes, "moved": ""}
        return redirect(step.door("order"))
    context = {
        "step": step,
        "form": form,
        "cards": cards,
        "result": result,
        "has_suggestions": any(card.kind for card in cards),
        "chosen": chosen,
        "cohort": enrolment.cohort,
        "moment": choosing.moment(enrolment),
    }
    return render(request, "profiles/choose.html", context, status=422 if form.errors else 200)


def cards_for(
    step: PrioritiesPage, enrolment: Enrolment, subjects: list[Subject], result: Result | None, ticked: set[str]
) -> list[Card]:
    """All the subjects to choose from; without results, what the person said will matter most comes first."""
    cards = wording.cards(subjects, result, sibling(step, ResultsPage), ticked)
    if result:
        return cards
    return wording.weighed(cards, weighing.stated(enrolment), weighing.words_for(step))


def order(request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment) -> HttpResponse:
    """Put the ticked subjects in order with buttons, places or by dragging, note reasons, then confirm."""
    known = {subject.code: subject for subject in subjects_of(step)}
    draft, standing = draft_of(request, enrolment), choosing.own(enrolment)
    given = request.POST.getlist("codes") if request.method == "POST" else draft.get("codes", [])
    codes = [code for code in dict.fromkeys(given) if code in known][: choosing.MOST_PRIORITIES]
    if request.method == "POST" and codes != given:
        raise BadRequest("No page of ours sends these subjects.")
    if not codes:
        return redirect(step.door())
    form = order_form(request, codes, draft, standing)
    if form.is_valid():
        draft = form.draft()
        request.session[draft_key(enrolment)] = draft
        if "confirm" in request.POST:
            return confirm(request, step, enrolment, [known[code] for code in draft["codes"]])
        return redirect(step.door("order"))
    context = {
        "step": step,
        "form": form,
        "places": form.places(known, draft.get("moved", "")),
        "has_list": bool(standing),
        "has_result": Result.objects.current(enrolment) is not None,
        "cohort": enrolment.cohort,
        "moment": choosing.moment(enrolment),
    }
    return render(request, "profiles/order.html", context, status=422 if form.errors else 200)


def order_form(
    request: AuthenticatedRequest, codes: list[str], draft: Draft, standing: list[PriorityChoice]
) -> OrderForm:
    """The form as it was posted, or as it stood when it was left, or as the confirmed list stands."""
    confirmed = {choice.subject.code: choice.reason.text for choice in standing if hasattr(choice, "reason")}
    would_move = bool(standing) and standing[0].priority_list.would_move
    return OrderForm(
        codes,
        request.POST if request.method == "POST" else None,
        reasons={**confirmed, **draft.get("reasons", {})},
        would_move=draft.get("would_move", would_move),
    )


def confirm(
    request: AuthenticatedRequest, step: PrioritiesPage, enrolment: Enrolment, ranked: list[Subject]
) -> HttpResponse:
    """Confirm the draft and forget it."""
    draft = draft_of(request, enrolment)
    try:
        choosing.confirm(enrolment, ranked, by=request.user, reasons=draft["reasons"], would_move=draft["would_move"])
    except ChoiceError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door("order"))
    request.session.pop(draft_key(enrolment), None)
    messages.success(request, _("Your priorities are confirmed."))
    return redirect(step.door())
