"""Theme notes: the set's own facilitator drafts and asks; each member clears. Nobody else comes here."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import theming
from actionsets.models import ActionLearningPage, LearningSet, SetMembership, ThemeNote
from actionsets.permissions import drafts_themes
from actionsets.refusals import Refusal
from actionsets.themeforms import ClearForm, ThemeForm
from actionsets.views.members import in_workspace
from actionsets.views.tending import set_or_404
from elearning.accounts.http import AuthenticatedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """The set's note in hand, to draft, ask about or take back; and what became of earlier sentences."""
    one = set_or_404(request, cohort, number)
    if not (one.has_workspace and drafts_themes(request.user, one)):
        raise Http404
    note, earlier = theming.note_of(one), theming.settled(one)
    if request.method == "POST" and request.POST.get("do") in ("ask", "take-back"):
        return _do(request, one, note)
    sentences = list(note.sentences.select_related("subject")) if note else _not_cleared(earlier)
    form = ThemeForm(one.cohort, request.POST if request.method == "POST" else None, initial=ThemeForm.first(sentences))
    if form.is_valid():
        done = _draft(request, one, form)
        if done:
            return done
    context: dict[str, Any] = {
        "one": one,
        "named": _names(theming.organisations_named(one, note.sentences.all())) if note else [],
        "note": note,
        "sentences": sentences if note else [],
        "earlier": earlier,
        "form": None if note and note.is_asked else form,
    }
    return render(request, "actionsets/themes.html", context, status=422 if form.errors else 200)


def _names(named: dict[int, list[str]]) -> list[str]:
    """Every organisation that is named, once."""
    return sorted({name for names in named.values() for name in names})


def _not_cleared(earlier: list[Any]) -> list[Any]:
    """What was not cleared of the newest note, to be written anew."""
    return [one for one in earlier if one.note_id == earlier[0].note_id and not one.is_cleared]


def _draft(request: AuthenticatedRequest, one: LearningSet, form: ThemeForm) -> HttpResponse | None:
    try:
        theming.draft(one, form.rows(), by=request.user)
    except theming.NamesSomebody as refusal:
        places = form.places()
        for at in refusal.places:
            form.add_error(f"text_{places[at]}", str(refusal))
        return None
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is kept. Nobody else reads it yet."))
    return redirect("actionsets:themes", one.cohort.public_id, one.number)


def _do(request: AuthenticatedRequest, one: LearningSet, note: ThemeNote | None) -> HttpResponse:
    try:
        if note is None:
            messages.error(request, _("There is no note in hand any more."))
        elif request.POST["do"] == "ask":
            theming.ask(note, by=request.user)
            messages.success(request, _("Every member is asked. You read the result after the last day."))
        else:
            theming.take_back(note, by=request.user)
            messages.success(request, _("It is a draft again. Everybody is asked anew when you ask."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("actionsets:themes", one.cohort.public_id, one.number)


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def clear(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """A member's word on each sentence that is to leave the set."""
    note = theming.asked_of(place)
    if note is None:
        messages.info(request, _("There is no sentence to clear at the moment."))
        return redirect(step.door("start"))
    sentences = list(note.sentences.select_related("subject"))
    own = theming.own_answers(place, note)
    named = theming.organisations_named(place.learning_set, sentences)
    given = request.POST if request.method == "POST" else None
    form = ClearForm(sentences, own, given, named=named, organisation=place.enrolment.organisation.name)
    if form.is_valid():
        try:
            theming.answer(place, note, form.answers())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted. Nobody sees your answer."))
        return redirect(step.door("start"))
    partners = theming.own_partners(place, [one.text for one in sentences])
    context = {"step": step, "note": note, "form": form, "partners": partners, "named": _names(named)}
    return render(request, "actionsets/themes_clear.html", context, status=422 if form.errors else 200)
