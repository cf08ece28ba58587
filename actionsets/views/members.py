"""A participant's pages: what a set is, the set proposed to them, and the set they are in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import (
    agreeing,
    bidding,
    coming,
    convening,
    deciding,
    forecasting,
    leaving,
    pausing,
    polling,
    reflecting,
    repairing,
    repairs,
    reports,
    retaining,
    separating,
    substituting,
    theming,
)
from actionsets import meeting as dates
from actionsets.forms import KeepApartForm, OtherSetForm
from actionsets.models import ActionLearningPage, AirtimeBid, SeparationRule, SetMeeting, SetMembership
from actionsets.refusals import NotHere, Refusal
from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Enrolment, Gate
from elearning.programmes.progress import way_of

View = Callable[..., HttpResponse]


def in_workspace(view: View) -> View:
    """Lets in who has a place in a confirmed set and has acknowledged its agreement, and hands the place on.

    To anybody else there is no such page; who has not acknowledged yet is led to the agreement (DOMAIN 2.2, gate d).
    """

    @wraps(view)
    def entered(
        request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment, **captured: Any
    ) -> HttpResponse:
        place = _confirmed(enrolment)
        if not agreeing.has_acknowledged(place):
            return redirect(step.door("agreement"))
        return view(request, step, place, **captured)

    return entered


def with_own_notes(view: View) -> View:
    """As `in_workspace`, and lets in who has been in one: what they wrote stays theirs, after they have left (DOMAIN 2.6), while
    another set is offered to them, and while an agreement is opened anew."""

    @wraps(view)
    def entered(
        request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment, **captured: Any
    ) -> HttpResponse:
        held, last = SetMembership.objects.held_by(enrolment), leaving.last_place(enrolment)
        is_at_work = held is not None and held.learning_set.has_workspace
        if last is None or (is_at_work and not (held == last and agreeing.has_ever_acknowledged(last))):
            return in_workspace(view)(request, step, enrolment, **captured)
        return view(request, step, held if held == last else last, **captured)

    return entered


def _confirmed(enrolment: Enrolment) -> SetMembership:
    """The place in a confirmed set; Http404 without one."""
    place = SetMembership.objects.held_by(enrolment)
    if place is None or not place.learning_set.has_workspace:
        raise Http404
    return place


def _offered(enrolment: Enrolment) -> SetMembership:
    """The place that was proposed and is not confirmed yet; Http404 without one."""
    place = SetMembership.objects.held_by(enrolment)
    if place is None or place.learning_set.has_workspace:
        raise Http404
    return place


def _declinable(enrolment: Enrolment) -> SetMembership:
    """The place that can be given up: one that was proposed, or one in a set at work before a yes; Http404 without one."""
    place = SetMembership.objects.held_by(enrolment)
    if place is None or (place.learning_set.has_workspace and place.has_answered):
        raise Http404
    return place


def _gate(step: ActionLearningPage, enrolment: Enrolment) -> Gate:
    steps = list(step.programme.steps().select_related("content_type"))
    rows = {row.step_id: row for row in enrolment.progress.all()}
    return ActionLearningPage.gate(way_of(enrolment, steps, rows, timezone.now()))


@require_safe
def start(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """Where the person stands: no set yet, one proposed, one to agree with, or one at work."""
    place = SetMembership.objects.held_by(enrolment)
    if place is None:
        declined = enrolment.set_memberships.filter(consent=SetMembership.Consent.DECLINED).count()
        context = {
            "step": step,
            "gate": _gate(step, enrolment),
            "has_declined": declined > 0,
            "is_asked_no_more": declined >= repairing.MOST_OFFERS,
            "has_left": leaving.last_place(enrolment) is not None,
        }
        return render(request, "actionsets/start.html", context)
    if not place.learning_set.has_workspace:
        return redirect(step.door("proposal"))
    if not agreeing.has_acknowledged(place):
        return redirect(step.door("agreement"))
    return home(request, step, place)


def home(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """The set at work: members, dates, agreement; and the way to what is one's own."""
    meetings = list(SetMeeting.objects.filter(learning_set=place.learning_set).select_related("learning_set__cohort"))
    members = list(SetMembership.objects.live().filter(learning_set=place.learning_set).in_order())
    standings = coming.standings(meetings, members)
    first = standings[0] if standings else None
    context = {
        "step": step,
        "place": place,
        "members": members,
        "gone": leaving.gone_since(place),
        "asked": deciding.asked_of(place),
        "themes": theming.asked_of(place),
        "paused": pausing.is_paused(place.learning_set),
        "turns": forecasting.turns(step, place.learning_set, meetings, len(members)),
        "meetings": meetings,
        "next": first.meeting if first else None,
        "standing": first,
        "asked_leader": substituting.asked_in(place.learning_set),
        "polls": polling.open_in(place.learning_set),
        "history": dates.changes_of(place.learning_set),
        "standings": standings,
        "said": coming.word_of(place, first.meeting) if first else "",
        "agreement": agreeing.current(place.learning_set),
        "kept": retaining.kept(place.learning_set),
        "shared": reflecting.shared_in(place.learning_set),
    }
    return render(request, "actionsets/home.html", context)


@require_safe
def about(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """What a set is, its starter rules, and what to bring; open to everybody who takes part."""
    return render(request, "actionsets/about.html", {"step": step})


@require_safe
def safety(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """Whom to turn to if somebody may come to harm; nothing is entered or kept here (DOMAIN 2.6)."""
    if not step.safety:
        raise Http404
    return render(request, "actionsets/safety.html", {"step": step})


@require_safe
def for_managers(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """A page to hand to one's line manager."""
    if not step.manager_text:
        raise Http404
    return render(request, "actionsets/for_managers.html", {"step": step})


@require_http_methods(["GET", "HEAD", "POST"])
def keep_apart(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """Whom the person should not share a set with, in their own words."""
    form = KeepApartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        separating.declare(enrolment, form.cleaned_data["named"])
        messages.success(request, _("Noted. Only the programme manager can read it."))
        return redirect(step.door("keep_apart"))
    declared = SeparationRule.objects.filter(first=enrolment, declared_by=enrolment.user).exclude(named="")
    return render(request, "actionsets/keep_apart.html", {"step": step, "form": form, "declared": declared})


@require_http_methods(["GET", "HEAD", "POST"])
def keep_apart_remove(
    request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment, pk: int
) -> HttpResponse:
    """Take back one of one's own declarations."""
    mine = SeparationRule.objects.filter(first=enrolment, declared_by=enrolment.user).exclude(named="")
    rule = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        separating.withdraw(rule)
        messages.success(request, _("Taken back."))
        return redirect(step.door("keep_apart"))
    return render(request, "actionsets/keep_apart_remove.html", {"step": step, "rule": rule})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """The set proposed to the person: who, what about, when, and why; a yes is given here."""
    place = _offered(enrolment)
    if request.method == "POST":
        try:
            convening.accept(place)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. Your place is noted; we will tell you when the set is confirmed."))
        return redirect(step.door("start"))
    context = {
        "step": step,
        "place": place,
        "members": SetMembership.objects.live().filter(learning_set=place.learning_set).in_order(),
        "why": reports.why_for(place),
    }
    return render(request, "actionsets/proposal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """Say that the proposed set does not suit; no reason is asked, what follows is said first, and one other set offered."""
    place = _declinable(enrolment)
    if request.method == "POST":
        form = OtherSetForm(request.POST)
        if not form.is_valid():
            return redirect(step.door("decline"))
        number = form.cleaned_data["other"]
        return _take_other(request, step, place, number) if number else _decline(request, step, place)
    found = repairing.alternative(place)
    context = {
        "step": step,
        "place": place,
        "other": found.to if found else None,
        "told": repairs.other_set(found) if found else None,
        "is_last": enrolment.set_memberships.filter(consent=SetMembership.Consent.DECLINED).exists(),
    }
    return render(request, "actionsets/decline.html", context)


def _decline(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    try:
        convening.decline(place)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(step.door("start"))


def _take_other(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, number: int
) -> HttpResponse:
    try:
        repairing.take_other(place, number)
    except NotHere:
        messages.error(request, _("That set has filled up meanwhile, so nothing was changed. Please look again."))
        return redirect(step.door("decline"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This is the other set. Please say whether it suits you."))
    return redirect(step.door("start"))


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: AuthenticatedRequest, step: ActionLearningPage, enrolment: Enrolment) -> HttpResponse:
    """How the set agrees to work; acknowledged before anything else of it opens."""
    place = _confirmed(enrolment)
    if place.learning_set.is_cleared:
        return redirect(step.door("start"))
    if request.method == "POST":
        agreeing.acknowledge(place, step)
        messages.success(request, _("Thank you. Your set’s page is open to you now."))
        return redirect(step.door("start"))
    context = {
        "step": step,
        "place": place,
        "agreement": agreeing.current(place.learning_set),
        "acknowledged": agreeing.has_acknowledged(place),
        "earlier": agreeing.earlier(place.learning_set),
        "first": place.learning_set.meetings.select_related("learning_set__cohort").first(),
        "gone": leaving.gone_since(place),
    }
    return render(request, "actionsets/agreement.html", context)


@require_safe
@in_workspace
def meeting(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, number: int) -> HttpResponse:
    """One meeting: when, where, its agenda with clock times, and questions that help."""
    rows = SetMeeting.objects.filter(learning_set=place.learning_set).select_related("learning_set__cohort")
    one = get_object_or_404(rows, number=number)
    agenda = step.agenda_for(number, of=rows.count(), mode=place.learning_set.cohort.mode, chosen=one.agenda)
    context = {
        "step": step,
        "meeting": one,
        "agenda": agenda,
        "segments": list(step.timed(agenda, one.begins())),
        "bids": AirtimeBid.objects.for_meeting(one),
        "own_bid": bidding.bid_of(place, one),
        "may_bid": bidding.is_open(one),
        "review": [] if one.is_over else reflecting.for_review(request.user, one),
        "shared": [] if one.is_over else reflecting.shared_in(place.learning_set),
    }
    return render(request, "actionsets/meeting.html", context)
