"""Convening a cohort's sets: the board, a move, sending and confirming; for its facilitators and programme managers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import (
    convening,
    forming,
    gathering,
    moving,
    proposing,
    repairing,
    reports,
    rerunning,
    retracing,
    shelving,
    wording,
)
from actionsets.forms import FindForm, MoveForm, ProposeForm, RevisionForm, move_choices
from actionsets.gathering import Gathered
from actionsets.models import LearningSet, SetProposal
from actionsets.permissions import overrides
from actionsets.refusals import Refusal
from actionsets.rulebook import Rulebook, rulebook
from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Cohort, Enrolment


def cohort_or_404(request: AuthenticatedRequest, public_id: uuid.UUID) -> Cohort:
    """The cohort, if the person runs it; to anybody else it does not exist."""
    rows = Cohort.objects.run_by(request.user).select_related("programme__framework")
    return get_object_or_404(rows, public_id=public_id)


def in_hand_or_404(cohort: Cohort) -> SetProposal:
    """The proposal that is being worked on; without one there is nothing here."""
    proposal = convening.in_hand(cohort)
    if proposal is None:
        raise Http404
    proposal.cohort = cohort
    return proposal


@require_safe
def board(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Where the sets of a cohort stand: what is there to form them from, the proposal in hand, and the confirmed sets."""
    here = cohort_or_404(request, cohort)
    return _board(request, here, None)


def _board(request: AuthenticatedRequest, cohort: Cohort, form: ProposeForm | None) -> HttpResponse:
    proposal = convening.in_hand(cohort)
    if proposal:
        proposal.cohort = cohort
    now = moving.board(proposal) if proposal else None
    gathered = now.gathered if now else gathering.gather(cohort)
    form = form or (ProposeForm.like(proposal, gathered) if proposal else ProposeForm.for_cohort(gathered))
    rows = LearningSet.objects.filter(cohort=cohort, state__in=LearningSet.WITH_WORKSPACE)
    confirmed = list(rows.with_counts().select_related("focus", "facilitator"))
    manages = overrides(request.user, cohort)
    context: dict[str, Any] = {
        "cohort": cohort,
        "proposal": proposal,
        "form": form,
        "reads_declarations": manages,
        "shows_reasons": manages,
        "confirmed": confirmed,
        "inputs": reports.inputs(gathered),
        "without_a_set": [] if now else gathered.enrolments.values(),
        "is_too_few": len(gathered.people) < convening.FEWEST and bool(confirmed),
        "shelf": [] if proposal and not proposal.is_draft else shelving.shelf(cohort),
        "run": reports.run_to_tell_of(cohort, proposal, gathered),
        "rules": _rules(now, gathered, form, tells_apart=manages),
        **(_in_hand_context(now, FindForm(request.GET if "who" in request.GET else None)) if now else {}),
    }
    return render(request, "actionsets/board.html", context, status=422 if form.errors else 200)


def _rules(now: moving.Board | None, gathered: Gathered, form: ProposeForm, *, tells_apart: bool) -> Rulebook:
    """The rules of the draft in hand, or those that the form starts with."""
    asked = now.proposal.settings if now else form.initial
    asked = asked or ProposeForm.for_cohort(gathered).initial
    settings = gathering.settings_in_hand(now.proposal, gathered) if now else gathering.settings_for(gathered, asked)
    return rulebook(
        gathered,
        settings,
        by_facilitators=bool(gathering.leaders_for(gathered, asked)),
        tells_apart=tells_apart,
        board=now,
    )


def _in_hand_context(now: moving.Board, finder: FindForm) -> dict[str, Any]:
    past, cards = retracing.history(now.proposal), reports.cards(now)
    who = finder.cleaned_data["who"] if finder.is_valid() else ""
    return {
        "cards": cards,
        "problems": [card for card in cards if card.broken],
        "is_large": len(cards) > reports.MANY_SETS,
        "finder": finder,
        "found": reports.found(now, cards, who),
        "waiting": reports.waiting(now),
        "tracks": reports.tracks(now),
        "summary": reports.summary(now),
        "choices": move_choices(now.sets),
        "last_move": convening.told(past.last) if past.last else "",
        "next_move": convening.told(past.next) if past.next else "",
        "history": reports.history(past),
        "answered": sum(place.has_answered for place in now.places),
        "asked": len(now.places),
        "needs_repair": not now.proposal.is_draft and repairing.needs(now),
        "missing": [] if now.proposal.is_draft else convening.problems_before_confirming(now.proposal),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Form sets and show them as a draft; those of many people are formed in the background."""
    here = cohort_or_404(request, cohort)
    if request.method != "POST":
        return redirect("actionsets:board", here.public_id)
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return _board(request, here, form)
    replaced = SetProposal.objects.filter(cohort=here, pk=form.cleaned_data["replaces"]).first()
    verb, then = (forming.ask, "watch") if forming.in_background(here) else (proposing.propose, "board")
    revision = form.cleaned_data["revision"]
    try:
        verb(here, form.settings(), by=request.user, instead_of=replaced, revision=revision)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        then = "board"
    return redirect(f"actionsets:{then}", here.public_id)


@require_safe
def again(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Two ways to form the sets of a draft anew, side by side with the draft: with the fewest changes, and afresh.

    Where a worker forms them, neither is worked out before it is asked for; the draft is kept aside instead.
    """
    here = cohort_or_404(request, cohort)
    proposal = in_hand_or_404(here)
    if not proposal.is_draft:
        return redirect("actionsets:board", here.public_id)
    now = moving.board(proposal)
    form = ProposeForm(request.GET) if request.GET else ProposeForm.like(proposal, now.gathered)
    context: dict[str, Any] = {"cohort": here, "proposal": proposal, "form": form}
    context["in_background"] = forming.in_background(here)
    context["has_room"] = shelving.has_room(here)
    if not form.errors and not context["in_background"]:
        asked = form.settings() if form.is_bound else form.initial
        context["compared"] = rerunning.compared(now, asked)
    return render(request, "actionsets/again.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def fix(request: AuthenticatedRequest, cohort: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Hold somebody's place when sets are proposed again, or let go of it."""
    here = cohort_or_404(request, cohort)
    proposal = in_hand_or_404(here)
    enrolment = get_object_or_404(Enrolment.objects.filter(cohort=here), public_id=person)
    if request.method == "POST":
        try:
            moving.fix(proposal, enrolment, is_fixed=request.POST.get("hold") == "1")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("actionsets:board", here.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: AuthenticatedRequest, cohort: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Move one person: what it costs and breaks is said before anything is done."""
    here = cohort_or_404(request, cohort)
    proposal = in_hand_or_404(here)
    enrolment = get_object_or_404(Enrolment.objects.filter(cohort=here).select_related("user"), public_id=person)
    now = moving.board(proposal)
    if enrolment.pk not in {one.pk for one in now.gathered.enrolments.values()}:
        raise Http404
    if request.method == "POST":
        form = MoveForm(now.sets, request.POST)
        if form.is_valid():
            return _move(request, now, enrolment, form)
    else:
        given = {"to": request.GET.get("to", ""), "revision": proposal.revision}
        form = MoveForm(now.sets, initial=given)
    return _weighed(request, now, enrolment, form)


def _move(request: AuthenticatedRequest, now: moving.Board, enrolment: Enrolment, form: MoveForm) -> HttpResponse:
    given = form.cleaned_data
    to = next((one for one in now.sets if one.number == given["to"]), None)
    try:
        moving.move(now.proposal, enrolment, to, revision=given["revision"], by=request.user, reason=given["reason"])
    except moving.RuleBroken as refusal:
        form.add_error("reason", str(refusal))
        return _weighed(request, now, enrolment, form)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is moved.") % {"name": enrolment.user.name})
    return redirect("actionsets:board", now.proposal.cohort.public_id)


def _weighed(request: AuthenticatedRequest, now: moving.Board, enrolment: Enrolment, form: MoveForm) -> HttpResponse:
    """The page that says what a move would do; without a choice of set, what each of them would do."""
    noting.looked(Thing.PLACING, [enrolment], by=request.user, cohort=now.proposal.cohort)
    wanted = str(form["to"].value() or "") if form["to"].value() != 0 else "0"
    ways = [_way(now, enrolment, one) for one in (*now.sets, None)]
    ways = [way for way in ways if not way["is_here"]]
    context = {
        "cohort": now.proposal.cohort,
        "proposal": now.proposal,
        "enrolment": enrolment,
        "form": form,
        "ways": ways,
        "way": next((way for way in ways if way["value"] == wanted), None),
        "overrides": overrides(request.user, now.proposal.cohort),
    }
    return render(request, "actionsets/move.html", context, status=422 if form.errors else 200)


def _way(now: moving.Board, enrolment: Enrolment, to: LearningSet | None) -> dict[str, Any]:
    found = moving.weigh(now, enrolment, to)
    called = now.gathered.called
    return {
        "to": to,
        "value": str(to.number) if to else "0",
        "is_here": found.origin == to,
        "origin": found.origin,
        "size": found.size,
        "priority": str(reports.RANKED.get(found.fit, _("None of their priorities"))) if to else "",
        "broken": [wording.say_breach(breach, called) for breach in found.broken],
        "serious": bool(found.serious),
        "never": found.never or found.size > convening.MOST,
        "costs": wording.differences(found.before, found.after),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Take back the latest move of a draft."""
    here = cohort_or_404(request, cohort)
    return _press(request, here, retracing.undo, _("The move is taken back."), by=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def redo(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Make the move again that was taken back last."""
    here = cohort_or_404(request, cohort)
    return _press(request, here, retracing.redo, _("The move is made again."), by=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Put a draft away."""
    here = cohort_or_404(request, cohort)
    return _press(request, here, proposing.discard, _("The draft is put away."))


def _press(request: AuthenticatedRequest, cohort: Cohort, verb: Any, done: str, **given: Any) -> HttpResponse:
    """One press of a button on the proposal in hand: done, or refused in words; then the board.

    Who comes back to the address later, such as after signing in again, is led to the board and nothing is done.
    """
    if request.method != "POST":
        return redirect("actionsets:board", cohort.public_id)
    form = RevisionForm(request.POST)
    proposal = in_hand_or_404(cohort)
    if form.is_valid():
        try:
            verb(proposal, revision=form.cleaned_data["revision"], **given)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
    return redirect("actionsets:board", cohort.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """What each person will read, before it is sent; then send it."""
    here = cohort_or_404(request, cohort)
    if request.method == "POST":
        done = _("The proposal is sent. Everybody has five working days to answer.")
        return _press(request, here, convening.send, done, by=request.user)
    proposal = in_hand_or_404(here)
    if not proposal.is_draft:
        return redirect("actionsets:board", here.public_id)
    context = {
        "cohort": here,
        "proposal": proposal,
        "previews": reports.previews(moving.board(proposal)),
        "problems": convening.problems_before_sending(proposal, by=request.user),
        "until": convening.window_from_today(here),
    }
    return render(request, "actionsets/send.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Make the proposed sets real."""
    here = cohort_or_404(request, cohort)
    return _press(
        request, here, convening.confirm, _("The sets are confirmed, and everybody is told."), by=request.user
    )
