"""Setting an event up: its words, time and place, and the agenda part by part; for those who lead it."""

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.events import arranging, http, permissions
from elearning.events.coming import EventError
from elearning.events.forms import EventForm, PartForm
from elearning.events.models.events import timetable


def create(request: AuthenticatedRequest) -> HttpResponse:
    """Set up a draft, for managers of a programme."""
    programmes = permissions.programmes_of(request.user)
    if not programmes:
        raise Http404
    form = EventForm(request.POST if request.method == "POST" else None, programmes=programmes)
    if form.is_valid():
        programme = form.cleaned_data.get("programme") or programmes[0]
        key = form.cleaned_data["key"] or form.initial["key"]
        try:
            event = arranging.set_up(programme, form.words(), key=key, by=request.user)
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is kept. Lay out its agenda next; only its hosts see it so far."))
            return redirect("events:agenda", event.public_id)
    return render(request, "events/create.html", {"form": form}, status=422 if form.errors else 200)


def change(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """Change the words, the time, the place or the number of places."""
    event = http.led(request, event_id)
    form = EventForm(request.POST if request.method == "POST" else None, instance=event)
    if form.is_valid():
        try:
            seen = -1 if (version := form.cleaned_data["version"]) is None else version
            arranging.change(event, form.words(), seen=seen, by=request.user)
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is kept."))
            return redirect("events:desk", event_id)
    context = {"event": event, "form": form, "coming": event.comings.coming().count()}
    return render(request, "events/change.html", context, status=422 if form.errors else 200)


def agenda(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """The agenda: a further part, parts moved up and down, parts taken out."""
    event = http.led(request, event_id)
    moves = {"up": -1, "down": 1}
    pressed = next((name for name in (*moves, "remove") if name in request.POST), None)
    if pressed:
        key = key_in(request.POST[pressed])
        if pressed == "remove":
            arranging.remove_part(event, key)
        else:
            arranging.move_part(event, key, by=moves[pressed])
        return redirect("events:agenda", event_id)
    form = PartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            arranging.add_part(event, form.words(), key=form.cleaned_data["key"] or form.initial["key"])
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("events:agenda", event_id)
    slots = timetable(event, event.agenda.all())
    context = {
        "event": event,
        "form": form,
        "slots": slots,
        "runs_over": bool(slots) and slots[-1].ends_at > event.ends_at,
    }
    return render(request, "events/agenda.html", context, status=422 if form.errors else 200)


def key_in(value: str) -> UUID:
    """The part that a button names. Raises Http404 for what names none."""
    try:
        return UUID(value)
    except ValueError as problem:
        raise Http404 from problem


def part(request: AuthenticatedRequest, event_id: UUID, part: UUID) -> HttpResponse:
    """Change one part."""
    event = http.led(request, event_id)
    item = get_object_or_404(event.agenda.select_related("event"), key=part)
    form = PartForm(request.POST if request.method == "POST" else None, instance=copy(item))
    if form.is_valid():
        try:
            seen = -1 if (version := form.cleaned_data["version"]) is None else version
            arranging.change_part(item, form.words(), seen=seen)
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The part is kept."))
            return redirect("events:agenda", event_id)
    context = {"event": event, "item": item, "form": form}
    return render(request, "events/part.html", context, status=422 if form.errors else 200)
