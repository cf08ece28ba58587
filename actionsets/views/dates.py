"""When a set meets: the series from one form, and one meeting moved, called off or planned again. What it does is said first."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import gathering, meeting, remarks
from actionsets.dateforms import BaseSittingFormSet, CallOffForm, MoveForm, SeriesForm, SeriesPlaceForm, SittingFormSet
from actionsets.models import LearningSet, SetMeeting, SetMembership
from actionsets.refusals import Refusal
from actionsets.views.tending import set_or_404
from elearning.accounts.http import AuthenticatedRequest

APART = {"csrfmiddlewaretoken", "sure", "back"}


@require_http_methods(["GET", "HEAD", "POST"])
def series(request: AuthenticatedRequest, cohort: uuid.UUID, number: int) -> HttpResponse:
    """The dates of all meetings, their agendas, place and link; what a set at work is told of is looked at first."""
    one = set_or_404(request, cohort, number)
    planned = list(SetMeeting.objects.filter(learning_set=one).select_related("learning_set__cohort"))
    first = SeriesForm(request.GET if "first_day" in request.GET else None, initial={"count": 5, "weeks": 5})
    where = SeriesPlaceForm(_zone_of(one, planned), data=sent_to(request), initial=_where(one, planned))
    sittings = _sheet(request, one, planned, first, where)
    if request.method == "POST" and where.is_valid() and sittings.is_valid() and "back" not in request.POST:
        return _keep_series(request, one, planned, where, sittings)
    context = {
        "one": one,
        "first": first,
        "where": where,
        "sittings": _named(sittings, planned),
        "management": sittings.management_form,
        "remarks": _remarks(one, [] if sittings.is_bound else meeting_sittings(sittings), _zone_of(one, planned)),
        "has_errors": bool(first.errors or where.errors or any(sittings.errors)),
        "forms": [first, where, *sittings.forms],
    }
    return render(request, "actionsets/dates.html", context, status=422 if request.method == "POST" else 200)


def sent_to(request: AuthenticatedRequest) -> QueryDict | None:
    """What was sent, also if that is nothing; None for a look."""
    return request.POST if request.method == "POST" else None


def _zone_of(one: LearningSet, planned: list[SetMeeting]) -> str:
    """The time zone in which the set meets now."""
    return next((row.time_zone for row in planned if row.time_zone), one.cohort.time_zone)


def _where(one: LearningSet, planned: list[SetMeeting]) -> dict[str, str]:
    zone = _zone_of(one, planned)
    return {"place": one.place, "link": one.link, "time_zone": zone, "seen": meeting.mark_of(planned)}


def _sheet(
    request: AuthenticatedRequest,
    one: LearningSet,
    planned: list[SetMeeting],
    first: SeriesForm,
    where: SeriesPlaceForm,
) -> BaseSittingFormSet:
    """The form of the dates. What was held or called off stands in it as it is."""
    step = gathering.step_of(one.cohort)
    agendas = [(block.value["code"], block.value["title"]) for block in step.agendas] if step else []
    initial = _sittings(one, planned, first)
    made = SittingFormSet(data=sent_to(request), initial=initial, prefix="meeting", form_kwargs={"agendas": agendas})
    zone = where.cleaned_data["time_zone"] if where.is_bound and where.is_valid() else ""
    assert isinstance(made, BaseSittingFormSet)  # noqa: S101 - by its making
    made.zone = ZoneInfo(zone or one.cohort.time_zone)
    for form, row in zip(made.forms, planned, strict=False):
        if row.state != SetMeeting.State.PLANNED:
            form.initial = _row(_sitting_of(row))
            for field in form.fields.values():
                field.disabled = True
    return made


def _sittings(one: LearningSet, planned: list[SetMeeting], first: SeriesForm) -> list[dict[str, Any]]:
    """What the form starts with: dates counted from the one asked for, else those in hand, else the usual ones."""
    if first.is_valid():
        given = first.cleaned_data
        weeks, count = given["weeks"] or 5, given["count"] or 5
        return [_row(row) for row in meeting.usual(one, first=given["first"], count=count, weeks=weeks)]
    if planned:
        return [_row(_sitting_of(row)) for row in planned]
    return [_row(row) for row in meeting.usual(one)]


def _sitting_of(row: SetMeeting) -> meeting.Sitting:
    begins = row.begins()
    return meeting.Sitting(begins.date(), begins.time(), row.length, row.agenda)


def _row(sitting: meeting.Sitting) -> dict[str, Any]:
    minutes = int(sitting.length.total_seconds() // 60)
    return {"on": sitting.on, "at": sitting.at, "minutes": minutes, "agenda": sitting.agenda}


def meeting_sittings(sittings: BaseSittingFormSet) -> list[meeting.Sitting]:
    """The dates with which an unsent form starts."""
    rows = [form.initial for form in sittings.forms]
    return [meeting.Sitting(row["on"], row["at"], meeting.HALF_DAY, row["agenda"]) for row in rows if row]


def _named(sittings: BaseSittingFormSet, planned: list[SetMeeting]) -> list[dict[str, Any]]:
    """Each meeting's part of the form, with what became of it where it is not to be changed here."""
    off = {row.number: row.told_state for row in planned if row.state != SetMeeting.State.PLANNED}
    return [
        {"number": number, "form": form, "state": off.get(number, "")}
        for number, form in enumerate(sittings.forms, start=1)
    ]


def _remarks(one: LearningSet, sittings: list[meeting.Sitting], zone: str) -> list[str]:
    return remarks.on_series(sittings, zone, today=one.cohort.today)


def _keep_series(
    request: AuthenticatedRequest,
    one: LearningSet,
    planned: list[SetMeeting],
    where: SeriesPlaceForm,
    sittings: BaseSittingFormSet,
) -> HttpResponse:
    """Show what it would do, where people are told of it; keep the dates once that was seen."""
    given = dict(where.cleaned_data)
    zone, rows = given["time_zone"] or one.cohort.time_zone, [form.sitting() for form in sittings.forms]
    if one.has_workspace and "sure" not in request.POST:
        held = {row.number: row for row in planned}
        context = {
            "one": one,
            "rows": [_told(number, row, held.get(number), zone) for number, row in enumerate(rows, start=1)],
            "gone": planned[len(rows) :],
            "where": given,
            "zone": zone,
            "remarks": _remarks(one, rows, zone),
            "people": SetMembership.objects.live().filter(learning_set=one).count(),
            "sent": [(name, value) for name, value in request.POST.items() if name not in APART],
        }
        return render(request, "actionsets/dates_sure.html", context)
    try:
        meeting.schedule(one, rows, **given, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("actionsets:dates", one.cohort.public_id, one.number)
    messages.success(request, _("The dates are kept."))
    return redirect("actionsets:set", one.cohort.public_id, one.number)


def _told(number: int, row: meeting.Sitting, before: SetMeeting | None, zone: str) -> dict[str, Any]:
    """One meeting as it would be, and whether that is new."""
    starts_at, ends_at = (moment.astimezone(ZoneInfo(zone)) for moment in row.moments(ZoneInfo(zone)))
    stays = before is not None and (
        before.state != SetMeeting.State.PLANNED or (before.starts_at, before.ends_at) == (starts_at, ends_at)
    )
    if stays and before:
        starts_at, ends_at = before.begins(), before.finishes()
    return {
        "number": number,
        "meeting": {"starts_at": starts_at, "ends_at": ends_at, "zone": before.zone if stays and before else zone},
        "is_new": before is None,
        "moves": before is not None and not stays,
        "before": before,
    }


# --- One meeting ------------------------------------------------------------------------------------------------------


def meeting_or_404(one: LearningSet, number: int) -> SetMeeting:
    """A meeting of a set at work; Http404 for any other."""
    if not one.has_workspace:
        raise Http404
    rows = SetMeeting.objects.filter(learning_set=one).select_related("learning_set__cohort__programme")
    return get_object_or_404(rows, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: AuthenticatedRequest, cohort: uuid.UUID, number: int, meeting: int) -> HttpResponse:
    """Another time or place for one meeting; one that was called off is planned again here."""
    one = set_or_404(request, cohort, number)
    row = meeting_or_404(one, meeting)
    begins = row.begins()
    first = {"on": begins.date(), "at": begins.time(), "minutes": int(row.length.total_seconds() // 60)}
    first |= {"place": row.place, "link": row.link, "seen": row.sequence}
    form = MoveForm(row.zone, data=sent_to(request), initial=first)
    context = {"one": one, "meeting": row, "form": form}
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        if "sure" in request.POST:
            return _move(request, row, form)
        sitting = form.sitting()
        starts_at, ends_at = sitting.moments(row.zone)
        context["new"] = {"starts_at": starts_at, "ends_at": ends_at, "zone": row.zone}
        context["given"] = form.cleaned_data
        context["remarks"] = remarks.on_sitting(sitting, str(row.zone), today=one.cohort.today)
        context["people"] = SetMembership.objects.live().filter(learning_set=one).count()
        context["sent"] = [(name, value) for name, value in request.POST.items() if name not in APART]
        return render(request, "actionsets/meeting_move_sure.html", context)
    return render(request, "actionsets/meeting_move.html", context, status=422 if form.errors else 200)


def _move(request: AuthenticatedRequest, row: SetMeeting, form: MoveForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        meeting.move(
            row,
            form.sitting(),
            place=given["place"],
            link=given["link"],
            seen=given["seen"],
            reason=given["reason"],
            by=request.user,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The new date is kept, and everybody in the set is told."))
    return redirect("actionsets:set", row.learning_set.cohort.public_id, row.learning_set.number)


@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: AuthenticatedRequest, cohort: uuid.UUID, number: int, meeting: int) -> HttpResponse:
    """Call one meeting off, or note that it did not happen; what that does is said first."""
    one = set_or_404(request, cohort, number)
    row = meeting_or_404(one, meeting)
    form = CallOffForm(data=sent_to(request), initial={"seen": row.sequence})
    if request.method == "POST" and form.is_valid():
        return _call_off(request, row, form)
    context = {
        "one": one,
        "meeting": row,
        "form": form,
        "people": SetMembership.objects.live().filter(learning_set=one).count(),
    }
    return render(request, "actionsets/call_off.html", context, status=422 if form.errors else 200)


def _call_off(request: AuthenticatedRequest, row: SetMeeting, form: CallOffForm) -> HttpResponse:
    is_held = row.state == SetMeeting.State.HELD
    try:
        (meeting.put_right if is_held else meeting.cancel)(row, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is noted. You can plan the meeting again at any time."))
    return redirect("actionsets:set", row.learning_set.cohort.public_id, row.learning_set.number)
