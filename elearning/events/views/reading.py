"""The list of events, one of them with the question whether one comes, and its entry for the calendar."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts import clocks
from elearning.accounts.http import AuthenticatedRequest
from elearning.events import coming, diarising, http, permissions
from elearning.events.coming import EventError
from elearning.events.forms import ComeForm
from elearning.events.http import Place
from elearning.events.models import Coming, LearningEvent
from elearning.events.models.events import timetable

ON_A_PAGE = 20
SAID = {
    Coming.State.COMING: _("You have a place."),
    Coming.State.WAITING: _("All places are taken. You are on the waiting list, and get a mail when one becomes free."),
    Coming.State.CANNOT: _("It is noted that you cannot come."),
}


def listed(request: AuthenticatedRequest) -> HttpResponse:
    """All that the person may open: those to come, the next first, then those that are over, the latest first."""
    ahead = When(ends_at__gt=timezone.now(), then=F("starts_at"))
    rows = LearningEvent.objects.visible_to(request.user).select_related("programme")
    rows = rows.annotate(next=Case(ahead)).order_by(F("next").asc(nulls_last=True), "-starts_at", "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    said = Coming.objects.filter(event__in=[one.pk for one in page], enrolment__user=request.user)
    answers = {one.event_id: one for one in said}
    context = {
        "page": page,
        "ahead": [(one, answers.get(one.pk)) for one in page if not one.is_over],
        "past": [(one, answers.get(one.pk)) for one in page if one.is_over],
        "can_create": bool(permissions.programmes_of(request.user)),
    }
    return render(request, "events/listed.html", context)


def one(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """One event: to read, and for those who take part in the programme to say whether they come."""
    place = http.visible(request, event_id)
    form = ComeForm(request.POST if request.method == "POST" else None, coming=place.coming)
    if request.method == "POST" and place.enrolment is None:
        raise Http404
    if place.enrolment and form.is_valid():
        try:
            said = coming.say(place.event, place.enrolment, **form.cleaned_data)
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(SAID[Coming.State(said.state)]))
            return redirect("events:one", event_id)
    return render(request, "events/one.html", told(request, place, form), status=422 if form.errors else 200)


def told(request: AuthenticatedRequest, place: Place, form: ComeForm) -> dict[str, Any]:
    """All that the page of an event shows to the person."""
    event = place.event
    others = event.comings.coming().filter(is_named=True).select_related("enrolment__user", "enrolment__organisation")
    taken = event.comings.coming().count()
    return {
        "event": event,
        "place": place,
        "form": form,
        "slots": timetable(event, event.agenda.all()),
        "hosts": [host.user for host in event.hosts.select_related("user")],
        "taken": taken,
        "has_begun": event.starts_at <= timezone.now(),
        "is_full": event.places is not None and taken >= event.places,
        "others": others if place.is_inside else [],
        "brought": event.contributions.shown().select_related("enrolment__user", "enrolment__organisation", "story"),
        "is_elsewhere": clocks.is_elsewhere(request.user, event.starts_at, event.zone),
        "my_zone": clocks.zone_of(request.user, event.time_zone),
    }


def calendar(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """The event as a file for the person's own calendar, once it is open; cancelled, the file takes it out again."""
    event = http.visible(request, event_id).event
    if event.state not in {LearningEvent.State.OPEN, LearningEvent.State.CANCELLED}:
        raise Http404
    headers = {
        "Content-Disposition": 'attachment; filename="event.ics"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    content = diarising.file_of(event, reader=request.user)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
