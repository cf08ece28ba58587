"""What becomes of a set at work: one that is small, one in which something happened, one whose composition needs review."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import deciding, gathering, pausing, recomposing
from actionsets.changeforms import AnswerForm, ApartForm, EndForm, IncidentForm, OutcomeForm, SmallForm
from actionsets.models import ActionLearningPage, LearningSet, SetMembership
from actionsets.permissions import reads_declarations, tends
from actionsets.refusals import Refusal
from actionsets.views.members import in_workspace
from actionsets.views.sets import cohort_or_404
from actionsets.views.tending import set_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.programmes import noting


def at_work_or_404(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> LearningSet:
    """A set at work that the person tends."""
    one = set_or_404(request, cohort, number)
    if one.state not in deciding.AT_WORK:
        raise Http404
    return one


@require_http_methods(["GET", "HEAD", "POST"])
def small(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """What a small set can do, and what it is being asked; nothing happens by itself."""
    one = at_work_or_404(request, cohort, number)
    members = deciding.members_of(one)
    if len(members) > deciding.WATCH:
        raise Http404
    decision = deciding.current(one)
    if request.method == "POST" and request.POST.get("do") in DOINGS:
        return _do(request, one)
    partners = [] if decision else deciding.partners(one)
    joinable = [
        found.learning_set for found in partners if not found.closed and tends(request.user, found.learning_set)
    ]
    may_go_on = len(members) <= deciding.SMALL and not deciding.goes_on_small(one)
    form = SmallForm(joinable, request.POST if request.method == "POST" else None, may_go_on=may_go_on)
    if form.is_valid():
        return _ask(request, one, form.joins())
    context = {
        "one": one,
        "members": members,
        "decision": decision,
        "is_decided": decision is not None and decision.state == "agreed",
        "last": deciding.last(one),
        "partners": partners,
        "elsewhere": [found for found in partners if not tends(request.user, found.learning_set)],
        "form": form if may_go_on or joinable else None,
        "ends": EndForm() if len(members) <= deciding.SMALL else None,
    }
    return render(request, "actionsets/small.html", context, status=422 if form.errors else 200)


def _ask(request: AuthenticatedRequest, one: LearningSet, joins: LearningSet | None) -> HttpResponse:
    try:
        deciding.ask(one, joins=joins, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Everybody is asked. You are told the result, and not who said what."))
    return redirect("actionsets:small", one.cohort.public_id, one.number)


DOINGS = ("let-go", "join", "end")


def _do(request: AuthenticatedRequest, one: LearningSet) -> HttpResponse:
    """Carry out what was agreed, let go of it, or end the set."""
    doing, decision = request.POST["do"], deciding.current(one)
    there = redirect("actionsets:small", one.cohort.public_id, one.number)
    try:
        if doing == "end":
            return _end(request, one)
        if decision is None or not all(
            tends(request.user, each) for each in (decision.learning_set, decision.joins) if each
        ):
            messages.error(request, _("There is nothing to be done any more."))
        elif doing == "let-go":
            deciding.let_go(decision)
            messages.success(request, _("It is let go of. Nobody is asked any more."))
        else:
            to = deciding.merge(decision, by=request.user)
            messages.success(request, _("They are one set now, and agree anew on how they work."))
            return redirect("actionsets:set", one.cohort.public_id, to.number)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return there


def _end(request: AuthenticatedRequest, one: LearningSet) -> HttpResponse:
    if not EndForm(request.POST).is_valid():
        messages.error(request, _("Ask the members first, and say so here."))
        return redirect("actionsets:small", one.cohort.public_id, one.number)
    deciding.end(one, by=request.user)
    messages.success(request, _("The set has ended. Its members can be found other places below."))
    return redirect("actionsets:board", one.cohort.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def decision(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """What the member's set is being asked, and their own answer, which nobody else reads."""
    asked = deciding.asked_of(place)
    if asked is None:
        messages.info(request, _("Your set is not being asked anything at the moment."))
        return redirect(step.door("start"))
    own = deciding.answer_of(place, asked)
    first = {} if own is None else {"answer": "yes" if own else "no"}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            deciding.answer(place, asked, is_yes=form.cleaned_data["answer"] == "yes")
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted. Nobody sees your answer."))
        return redirect(step.door("start"))
    others = [other for other in (asked.learning_set, asked.joins) if other and other.pk != place.learning_set_id]
    context = {"step": step, "asked": asked, "form": form, "others": deciding.members_of(*others) if others else []}
    return render(request, "actionsets/decision.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def incidents(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """What happened in a set: days, kinds and outcomes; and whether it pauses. Its facilitator and the programme manager."""
    one = set_or_404(request, cohort, number)
    if not one.has_workspace:
        raise Http404
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    form = IncidentForm(request.POST if doing == "note" else None)
    if doing in INCIDENT_DOINGS and (doing != "note" or form.is_valid()):
        return _note(request, one, form, doing)
    rows = list(one.incidents.all())
    context: dict[str, Any] = {
        "one": one,
        "form": form,
        "paused": pausing.is_paused(one),
        "safety": step.safety if (step := gathering.step_of(one.cohort)) else "",
        "rows": [
            (row, OutcomeForm(initial={"incident": row.pk, "outcome": row.outcome}, auto_id=f"{row.pk}-%s"))
            for row in rows
        ],
    }
    return render(request, "actionsets/incidents.html", context, status=422 if form.errors else 200)


INCIDENT_DOINGS = ("note", "conclude", "pause", "take-up")


def _note(request: AuthenticatedRequest, one: LearningSet, form: IncidentForm, doing: str) -> HttpResponse:
    try:
        if doing == "note":
            pausing.note(one, **form.cleaned_data, by=request.user)
        elif doing == "conclude":
            _conclude(request, one)
        elif doing == "pause":
            pausing.pause(one)
        else:
            pausing.take_up(one)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted."))
    return redirect("actionsets:incidents", one.cohort.public_id, one.number)


def _conclude(request: AuthenticatedRequest, one: LearningSet) -> None:
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        raise pausing.NotNow(_("Choose how it stands."))
    incident = get_object_or_404(one.incidents, pk=form.cleaned_data["incident"])
    pausing.conclude(incident, form.cleaned_data["outcome"])


@require_http_methods(["GET", "HEAD", "POST"])
def composition(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Who shares a set and should not, by now; two organisations are kept apart here. For programme managers alone."""
    here = cohort_or_404(request, cohort)
    if not reads_declarations(request.user, here):
        raise Http404
    sets = list(here.learning_sets.filter(state__in=deciding.AT_WORK).select_related("facilitator"))
    found = recomposing.findings(sets)
    form = ApartForm(here, request.POST if request.method == "POST" and "one" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        number = recomposing.separate_organisations(here, *form.pair(), by=request.user)
        messages.success(request, _("Noted: %(number)s pairs of people are kept apart.") % {"number": number})
        return redirect("actionsets:composition", here.public_id)
    if request.method == "POST" and not form.is_bound:
        return _let_stand(request, here.public_id, found)
    noting.looked(Thing.KEEP_APART, recomposing.told_by(found), by=request.user, cohort=here)
    context = {"cohort": here, "findings": found, "form": form}
    return render(request, "actionsets/composition.html", context, status=422 if form.errors else 200)


def _let_stand(request: AuthenticatedRequest, cohort: uuid.UUID, found: list[recomposing.Finding]) -> HttpResponse:
    """The pair is told by its two people, not by its place in a list that may have changed meanwhile."""
    pair = request.POST.get("pair", "")
    finding = next((one for one in found if one.mark == pair), None)
    try:
        if finding is None:
            messages.error(request, _("This has changed meanwhile. Please look again."))
        else:
            recomposing.let_stand(finding, by=request.user)
            messages.success(request, _("Noted: they stay together."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("actionsets:composition", cohort)
