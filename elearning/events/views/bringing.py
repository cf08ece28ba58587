"""Bringing something to an event, for those who take part; and reading it first, for the hosts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.events import bringing, http
from elearning.events.coming import EventError
from elearning.events.models import Contribution
from elearning.events.noteforms import ContributionForm, DecideForm


def bring(request: AuthenticatedRequest, event_id: UUID) -> HttpResponse:
    """What the person has brought, with the answers, and a form for more."""
    place, enrolment = http.taking_part(request, event_id)
    if "take_back" in request.POST:
        bringing.take_back(place.event, enrolment, key_in(request.POST["take_back"]))
        messages.success(request, _("It is taken back."))
        return redirect("events:bring", event_id)
    form = ContributionForm(request.POST if request.method == "POST" else None, enrolment=enrolment)
    if form.is_valid():
        try:
            key = form.cleaned_data["key"] or form.initial["key"]
            bringing.bring(place.event, enrolment, form.words(), key=key)
        except EventError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The hosts read it first."))
            return redirect("events:bring", event_id)
    mine = place.event.contributions.filter(enrolment=enrolment).select_related("story")
    context = {"event": place.event, "form": form, "mine": mine}
    return render(request, "events/bring.html", context, status=422 if form.errors else 200)


def key_in(value: str) -> UUID:
    """What a button names. Raises Http404 for what names nothing."""
    try:
        return UUID(value)
    except ValueError as problem:
        raise Http404 from problem


def decide(request: AuthenticatedRequest, event_id: UUID, brought: UUID) -> HttpResponse:
    """A host reads what somebody brought, shows it or does not, and answers."""
    event = http.led(request, event_id)
    rows = Contribution.objects.select_related("event", "enrolment__user", "enrolment__organisation", "story")
    one = get_object_or_404(rows, event=event, public_id=brought)
    known = "" if one.state == Contribution.State.WAITING else "yes" if one.state == Contribution.State.SHOWN else "no"
    sent = request.POST if request.method == "POST" else None
    form = DecideForm(sent, initial={"shown": known, "reply": one.reply})
    if form.is_valid():
        try:
            bringing.decide(one, **form.cleaned_data)
        except EventError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("That is settled."))
        return redirect("events:desk", event_id)
    context = {"event": event, "one": one, "form": form}
    return render(request, "events/decide.html", context, status=422 if form.errors else 200)
