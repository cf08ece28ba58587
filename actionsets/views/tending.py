"""Tending sets: who facilitates, when and where they meet, who came; and, for programme managers, who is kept apart."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import (
    agreeing,
    bidding,
    coming,
    convening,
    forecasting,
    gathering,
    leaving,
    meeting,
    polling,
    reflecting,
    reports,
    retaining,
    separating,
    watchlist,
)
from actionsets.dateforms import ShortForm
from actionsets.forms import AttendanceForm, FacilitatorForm, MatchForm
from actionsets.models import LearningSet, MeetingAttendance, SeparationRule, SetMeeting, SetMembership
from actionsets.permissions import (
    reads_declarations,
    stands_in,
    tends,
)
from actionsets.refusals import Refusal
from actionsets.views.sets import cohort_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.programmes import noting


def set_or_404(request: AuthenticatedRequest, cohort: uuid.UUID, number: int, *, at: int | None = None) -> LearningSet:
    """The set, if the person may tend it; a draft or proposed set to those who run the cohort, then fewer (7.2). What
    concerns one meeting (`at`, its number) is open to whoever stands in there, too."""
    here = cohort_or_404(request, cohort)
    rows = LearningSet.objects.filter(cohort=here).exclude(proposal__state="discarded")
    one = get_object_or_404(rows.select_related("focus", "facilitator", "proposal"), number=number)
    one.cohort = one.proposal.cohort = here
    if not tends(request.user, one) and not _stands_in(request, one, at):
        raise Http404
    return one


def _stands_in(request: AuthenticatedRequest, one: LearningSet, at: int | None) -> bool:
    if at is None:
        return False
    rows = SetMeeting.objects.filter(learning_set=one, number=at).select_related("learning_set__cohort")
    row = rows.first()
    return row is not None and stands_in(request.user, row)


@require_http_methods(["GET", "HEAD", "POST"])
def learning_set(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """One set: its people, its facilitator, its dates."""
    one = set_or_404(request, cohort, number)
    form = FacilitatorForm(one.cohort, request.POST or None, initial={"facilitator": one.facilitator})
    if request.method == "POST" and form.is_valid():
        try:
            _assign(one, form)
        except Refusal as refusal:
            form.add_error("facilitator", str(refusal))
        else:
            messages.success(request, _("The facilitator is noted."))
            return redirect("actionsets:set", one.cohort.public_id, one.number)
    reads = one.facilitator_id == request.user.pk  # who tends a set and leads it runs its cohort
    everybody = list(SetMembership.objects.filter(learning_set=one).in_order())
    members = [place for place in everybody if place.ended_at is None and place.enrolment.is_taking_part]
    for place in everybody:
        place.enrolment.cohort = one.cohort
    meetings = list(SetMeeting.objects.filter(learning_set=one).select_related("learning_set__cohort"))
    to_come = [row for row in meetings if row.is_to_come]
    context = {
        "one": one,
        "form": form,
        "members": members,
        "gone": leaving.gone(one, among=everybody),
        "flags": watchlist.flags([one], request.user, members=members, meetings=meetings)[one.pk]
        if one.state in ("confirmed", "running")
        else None,
        "turns": forecasting.turns(gathering.step_of(one.cohort), one, meetings, len(members)),
        "changes": reports.changes_in(one, members),
        "meetings": meetings,
        "polls": polling.open_in(one) if any(row.state != SetMeeting.State.HELD for row in meetings) else [],
        "kept": retaining.kept(one) if one.has_workspace else None,
        "history": meeting.changes_of(one) if one.has_workspace else [],
        "coming": coming.told(to_come, members) if one.has_workspace and to_come else [],
        "agreement": agreeing.current(one) if one.has_workspace else None,
        "reads_agreement": reads,
        "bids": bidding.shown_in(one) if reads and to_come else [],
        "shared": reflecting.shared_in(one) if reads else [],
    }
    return render(request, "actionsets/set.html", context, status=422 if form.errors else 200)


def _assign(one: LearningSet, form: FacilitatorForm) -> None:
    """Give the set its facilitator; a set at work that has one is asked first (DOMAIN 2.6)."""
    if one.has_workspace and one.facilitator_id:
        raise Refusal(_("This set is at work, so it is asked about a new facilitator first."))
    convening.assign(one, form.cleaned_data["facilitator"])
    if one.has_workspace:
        agreeing.reopen(one)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: AuthenticatedRequest, cohort: uuid.UUID, number: int, meeting: int) -> HttpResponse:
    """Who was at a meeting; a name and one of three words, nothing about what was said."""
    one = set_or_404(request, cohort, number, at=meeting)
    rows = SetMeeting.objects.filter(learning_set=one).select_related("learning_set__cohort")
    held = get_object_or_404(rows, number=meeting)
    members = list(SetMembership.objects.live().filter(learning_set=one).in_order())
    if not one.has_workspace:
        raise Http404
    noted = MeetingAttendance.objects.filter(meeting=held).values_list("membership_id", "status")
    first = {f"member-{pk}": status for pk, status in {**coming.apologies(held), **dict(noted)}.items()}
    form = AttendanceForm(members, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        return _attend(request, held, form)
    context = {"one": one, "meeting": held, "form": form}
    return render(request, "actionsets/attendance.html", context, status=422 if form.errors else 200)


def _attend(request: AuthenticatedRequest, held: SetMeeting, form: AttendanceForm) -> HttpResponse:
    """Note who was there; where they were too few, whoever notes it says whether that was a meeting (DOMAIN 2.6)."""
    short = ShortForm(request.POST)
    was = short.cleaned_data["was"] if short.is_valid() else ""
    try:
        if was == "not_held":
            meeting.cancel(held, by=request.user)
        else:
            meeting.attend(held, form.statuses(), as_short=was == "held", by=request.user)
    except meeting.TooFew as few:
        context = {"one": held.learning_set, "meeting": held, "form": form, "few": few}
        return render(request, "actionsets/attendance.html", context, status=422)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Attendance is noted."))
    if not tends(request.user, held.learning_set):
        return redirect(
            "actionsets:standing_in", held.learning_set.cohort.public_id, held.learning_set.number, held.number
        )
    return redirect("actionsets:set", held.learning_set.cohort.public_id, held.learning_set.number)


@require_http_methods(["GET", "HEAD", "POST"])
def kept_apart(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """Who must not share a set, for the programme manager's eyes; whom a name means can be said here."""
    here = cohort_or_404(request, cohort)
    if not reads_declarations(request.user, here):
        raise Http404
    rules = SeparationRule.objects.filter(cohort=here).select_related("first__user", "second__user", "user")
    form = MatchForm(here, request.POST or None)
    if request.method == "POST" and form.is_valid():
        rule = get_object_or_404(rules, pk=form.cleaned_data["rule"])
        separating.match(rule, form.cleaned_data["other"], by=request.user)
        messages.success(request, _("Noted."))
        return redirect("actionsets:kept_apart", here.public_id)
    declared = [rule.first for rule in rules if rule.kind != SeparationRule.Kind.MANAGER]
    noting.looked(Thing.KEEP_APART, declared, by=request.user, cohort=here)
    people = [(one.pk, one.user.name) for one in form.fields["other"].queryset]  # type: ignore[attr-defined]
    context = {"cohort": here, "rules": rules, "form": form, "people": people}
    return render(request, "actionsets/kept_apart.html", context, status=422 if form.errors else 200)
