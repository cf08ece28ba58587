"""Finding a time: what people said they can make, a question to the set about some dates, and the one that is taken."""

import uuid
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import polling, remarks
from actionsets.dateforms import DecideForm, FromForm, OptionsForm, told_time
from actionsets.meeting import Sitting
from actionsets.models import DateOption, DatePoll, LearningSet, SetMeeting, SetMembership
from actionsets.refusals import Refusal
from actionsets.views.dates import sent_to
from actionsets.views.tending import set_or_404
from elearning.accounts.http import AuthenticatedRequest

NOTICE = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
def time(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """The half days that suit most, and dates to ask the set about for one of its meetings."""
    one = set_or_404(request, cohort, number)
    members = list(SetMembership.objects.live().filter(learning_set=one).in_order())
    rows = polling.half_days(one, members)
    meeting, start = _asked_about(request, one)
    context = {"one": one, "rows": rows, "meeting": meeting, "members": members, "polls": polling.open_in(one)}
    if meeting is None:
        return render(request, "actionsets/time.html", context)
    offered = [(sitting, _label(one, meeting, sitting, row)) for sitting, row in polling.candidates(one, rows, start)]
    form = OptionsForm(offered, meeting.zone, sent_to(request))
    if request.method == "POST" and form.is_valid():
        return _ask(request, meeting, form)
    context |= {"form": form, "start": start, "from": FromForm(initial={"start": start, "meeting": meeting.number})}
    return render(request, "actionsets/time.html", context, status=422 if form.errors else 200)


def _asked_about(request: AuthenticatedRequest, one: LearningSet) -> tuple[SetMeeting | None, date]:
    """The meeting that a time is looked for, by default the next that can be moved; and the first day that comes into
    question."""
    rows = SetMeeting.objects.filter(learning_set=one).exclude(state=SetMeeting.State.HELD)
    given = FromForm(request.GET)
    given.is_valid()
    wanted, start = given.cleaned_data.get("meeting"), given.cleaned_data.get("start")
    rows = rows.select_related("learning_set__cohort")
    open_rows = [row for row in rows if one.has_workspace and (row.is_to_come or row.state != row.State.PLANNED)]
    found = next((row for row in open_rows if row.number == wanted), next(iter(open_rows), None))
    return found, max(start or one.cohort.today + NOTICE, one.cohort.today + timedelta(days=1))


def _label(one: LearningSet, meeting: SetMeeting, sitting: Sitting, row: polling.HalfDay) -> str:
    starts_at, ends_at = sitting.moments(meeting.zone)
    told = _("%(time)s: suits %(can)s of %(members)s") % {
        "time": told_time(starts_at, ends_at, meeting.zone),
        "can": row.can,
        "members": row.members,
    }
    return " · ".join([told, *remarks.on_day(sitting.on, str(meeting.zone))])


def _ask(request: AuthenticatedRequest, meeting: SetMeeting, form: OptionsForm) -> HttpResponse:
    here = (meeting.learning_set.cohort.public_id, meeting.learning_set.number)
    try:
        made = polling.ask(meeting, form.sittings(), by=request.user, weeks=form.cleaned_data["weeks"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("actionsets:time", *here)
    messages.success(request, _("The set is asked. Everybody gets a mail with a link of their own."))
    return redirect("actionsets:poll", *here, made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: AuthenticatedRequest, cohort: uuid.UUID, number: int, pk: int) -> HttpResponse:
    """Who can make which of the dates; one press takes one of them, another takes the question back."""
    one = set_or_404(request, cohort, number)
    asked = DatePoll.objects.filter(meeting__learning_set=one).select_related("meeting__learning_set__cohort")
    found = get_object_or_404(asked, pk=pk)
    form = DecideForm(sent_to(request))
    if request.method == "POST" and form.is_valid():
        return _decide(request, one, found, form)
    members = SetMembership.objects.live().filter(learning_set=one).in_order()
    tallies = polling.tallies(found, members)
    context = {"one": one, "poll": found, "tallies": tallies, "best": polling.best(tallies)}
    return render(request, "actionsets/poll.html", context, status=422 if form.errors else 200)


def _decide(request: AuthenticatedRequest, one: LearningSet, found: DatePoll, form: DecideForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        if given["drop"]:
            polling.drop(found)
            messages.success(request, _("The question is taken back. The meeting stays as it is."))
        else:
            option = get_object_or_404(DateOption.objects.filter(poll=found), pk=given["option"] or 0)
            polling.take(option, seen=given["seen"], by=request.user)
            messages.success(request, _("The date is taken, and everybody in the set is told."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("actionsets:set", one.cohort.public_id, one.number)
