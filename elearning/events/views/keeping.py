"""The day itself on a phone and on paper, what people take away from it, and what they share."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.events import http, keeping
from elearning.events.coming import EventError
from elearning.events.models import LearningEvent, Takeaway
from elearning.events.models.events import timetable
from elearning.events.noteforms import TakeawayForm
from elearning.events.views.bringing import key_in
from elearning.printing import paper

UNAVAILABLE = 503


def day(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """The programme of the day, nothing else: for a phone in the hand, and to print."""
    place = http.visible(request, event_id)
    slots = timetable(place.event, place.event.agenda.all())
    return render(request, "events/day.html", {"event": place.event, "place": place, "slots": slots})


def day_pdf(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """The same on A4, with lines to write on; it holds nobody's own words, so that it is printed once for all."""
    event = http.visible(request, event_id).event
    context = {"event": event, "slots": timetable(event, event.agenda.all()), "lines": range(6)}
    try:
        html = paper.dressed(render_to_string("events/day_pdf.html", context))
        content = paper.kept(html, folder="events")
    except paper.NotPrintedError:
        return render(request, "events/not_printed.html", {"event": event}, status=UNAVAILABLE)
    headers = {
        "Content-Disposition": 'attachment; filename="event.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def takeaways(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """One's own notes, a form for more, and for those who came what is shared; hosts can take a shared one off."""
    place = http.visible(request, event_id)
    event, enrolment = place.event, place.enrolment
    if not (enrolment or place.leads) or (
        request.method == "POST" and not enrolment and "take_off" not in request.POST
    ):
        raise Http404
    if "take_off" in request.POST:
        return taken_off(request, place)
    form = TakeawayForm(request.POST if request.method == "POST" else None)
    if enrolment and form.is_valid():
        try:
            keeping.note(event, enrolment, form.words(), key=form.cleaned_data["key"] or form.initial["key"])
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is kept."))
            return redirect("events:takeaways", event_id)
    context = {
        "event": event,
        "place": place,
        "form": form,
        "has_begun": event.state == LearningEvent.State.OPEN and event.starts_at <= timezone.now(),
        "mine": event.takeaways.filter(enrolment=enrolment) if enrolment else [],
        "pooled": shared(event) if place.is_inside else [],
    }
    return render(request, "events/takeaways.html", context, status=422 if form.errors else 200)


def shared(event: LearningEvent) -> list[Takeaway]:
    """What people share of the event."""
    return list(event.takeaways.pooled().select_related("enrolment__user", "enrolment__organisation"))


def taken_off(request: AuthenticatedRequest, place: http.Place) -> HttpResponse:
    """A host takes a shared takeaway off the list. Raises Http404 for anybody else."""
    if not place.leads:
        raise Http404
    keeping.take_off(place.event, key_in(request.POST["take_off"]))
    messages.success(request, _("It is off the list. Its owner keeps it, and can read that it was taken off."))
    return redirect("events:takeaways", place.event.public_id)


def takeaway(request: AuthenticatedRequest, event_id: UUID, takeaway_id: UUID) -> HttpResponse:
    """Change one's own takeaway, share it or share it no more, or delete it."""
    place, enrolment = http.taking_part(request, event_id)
    own = Takeaway.objects.filter(event=place.event, enrolment=enrolment).select_related("event")
    one = get_object_or_404(own, public_id=takeaway_id)
    if "forget" in request.POST:
        keeping.forget(one)
        messages.success(request, _("It is deleted."))
        return redirect("events:takeaways", event_id)
    form = TakeawayForm(request.POST if request.method == "POST" else None, one=one)
    if form.is_valid():
        try:
            seen = -1 if (version := form.cleaned_data["version"]) is None else version
            keeping.change(one, form.words(), seen=seen)
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is kept."))
            return redirect("events:takeaways", event_id)
    context = {"event": place.event, "one": one, "form": form, "enrolment": enrolment}
    return render(request, "events/takeaway.html", context, status=422 if form.errors else 200)
