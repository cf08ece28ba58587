"""Meetings in one's own calendar: the private address, and a single meeting as a file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import diarising
from actionsets.models import ActionLearningPage, CalendarFeed, SetMeeting, SetMembership
from actionsets.views.members import in_workspace
from elearning.accounts.http import AuthenticatedRequest

KIND = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
@cache_control(private=True, max_age=900)
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What a calendar program finds at somebody's private address; any other address is nobody's."""
    owner = diarising.owner_of(key)
    if owner is None:
        raise Http404
    answer = HttpResponse(diarising.calendar_of(owner), content_type=KIND)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """Make, renew or give up the private address of one's meetings; it is shown once, when it is made."""
    address = ""
    if request.method == "POST" and "give_up" in request.POST:
        diarising.give_up(request.user)
        messages.success(request, _("The address is taken away. Calendars find nothing there any more."))
        return redirect("actionsets:calendar")
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("actionsets:feed", args=[diarising.renew(request.user)]))
    own = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "actionsets/calendar.html", {"own": own, "address": address})


@require_safe
@in_workspace
def meeting_file(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, number: int
) -> HttpResponse:
    """One meeting, to open in one's calendar."""
    rows = SetMeeting.objects.filter(learning_set=place.learning_set).select_related("learning_set__cohort")
    one = get_object_or_404(rows, number=number)
    content = diarising.file_of(one, path=step.door("meeting", number=number), reader=request.user)
    answer = HttpResponse(content, content_type=KIND)
    answer["Content-Disposition"] = f'attachment; filename="meeting-{number}.ics"'
    return answer
