"""The hosts' desk: how far the event is, who comes, who hosts it, and calling it off."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing import noting
from elearning.auditing.kinds import Right, Thing
from elearning.events import arranging, http, permissions
from elearning.events.coming import EventError
from elearning.events.forms import CancelForm, HostForm
from elearning.events.models import Coming, Contribution, LearningEvent
from elearning.programmes.models import Enrolment

HIGHEST_KEY = 2**31


def desk(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """Who comes and who waits, and the buttons that announce the event or throw a draft away."""
    event = http.led(request, event_id)
    if request.method == "POST":
        try:
            return pressed(request, event)
        except EventError as refusal:
            messages.error(request, str(refusal))
            return redirect("events:desk", event_id)
    rows = event.comings.live().select_related("enrolment__user", "enrolment__organisation")
    people = {state: [one for one in rows if one.state == state] for state in Coming.State}
    brought = event.contributions.filter(enrolment__state__in=Enrolment.TAKING_PART).select_related("enrolment__user")
    manages = permissions.manages(request.user, event)
    right = Right.MANAGER if manages else Right.HOST
    noting.looked(Thing.NEEDS, [one.enrolment.user_id for one in rows if one.needs], by=request.user, right=right)
    context = {
        "event": event,
        "to_read": [one for one in brought if one.state == Contribution.State.WAITING],
        "settled": [one for one in brought if one.state != Contribution.State.WAITING],
        "coming": people[Coming.State.COMING],
        "waiting": people[Coming.State.WAITING],
        "cannot": len(people[Coming.State.CANNOT]),
        "parts": event.agenda.count(),
        "hosts": event.hosts.select_related("user"),
        "manages": manages,
        "may_plan": event.may_become(LearningEvent.State.PLANNING),
        "may_open": event.may_become(LearningEvent.State.OPEN),
        "may_cancel": event.may_become(LearningEvent.State.CANCELLED) and not event.is_over,
    }
    return render(request, "events/desk.html", context)


def pressed(request: AuthenticatedRequest, event: LearningEvent) -> HttpResponse:
    """Announce the event as far as was pressed, or throw the draft away. Raises EventError."""
    if "discard" in request.POST:
        arranging.discard(event)
        messages.success(request, _("The draft is deleted."))
        return redirect("events:listed")
    if "plan" in request.POST:
        arranging.announce(event, to=LearningEvent.State.PLANNING)
        messages.success(request, _("People in the programme can read it now, and bring something."))
    elif "open" in request.POST:
        arranging.announce(event, to=LearningEvent.State.OPEN)
        messages.success(request, _("It is open: people can say that they come."))
    return redirect("events:desk", event.public_id)


def hosts(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """Who hosts the event, for the programme's managers to say."""
    event = http.led(request, event_id)
    if not permissions.manages(request.user, event):
        raise PermissionDenied
    ended = request.POST.get("end", "")
    if ended.isdecimal() and ended.isascii() and int(ended[:11]) < HIGHEST_KEY:
        arranging.end_host(event, int(ended[:11]))
        return redirect("events:hosts", event_id)
    form = HostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            host = arranging.invite_host(event, form.cleaned_data["email"], by=request.user)
        except EventError as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(name)s hosts it now.") % {"name": host.user.name})
            return redirect("events:hosts", event_id)
    context = {"event": event, "form": form, "hosts": event.hosts.select_related("user")}
    return render(request, "events/hosts.html", context, status=422 if form.errors else 200)


def cancel(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """Call the event off, with a reason that people read; a page of its own, since it cannot be taken back."""
    event = http.led(request, event_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            arranging.cancel(event, reason=form.cleaned_data["reason"], by=request.user)
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is cancelled. Everybody who was to come gets a mail."))
            return redirect("events:desk", event_id)
    kept = {Coming.State.COMING, Coming.State.WAITING}
    number = event.comings.live().filter(state__in=kept).count()
    context = {"event": event, "form": form, "number": number}
    return render(request, "events/cancel.html", context, status=422 if form.errors else 200)
