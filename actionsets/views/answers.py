"""Saying whether one can come: at an address from a mail, without signing in, and on the set's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from actionsets import coming, polling
from actionsets.dateforms import ComingForm, OptionAnswersForm
from actionsets.models import ActionLearningPage, AnswerLink, DatePoll, SetMeeting, SetMembership
from actionsets.refusals import Refusal
from actionsets.views.members import in_workspace
from elearning.accounts import limiting
from elearning.accounts.http import AuthenticatedRequest

TOO_MANY = 429


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Whether one can come, asked without a sign-in; open, because the address itself is the secret.

    Looking changes nothing, since programs that scan mails follow links. Every address that leads nowhere, for whatever
    cause, gets the same page.
    """
    if request.method == "POST" and not limiting.allows(request, "set_answer", key=key):
        return _plain(request, "actionsets/answer_later.html", {}, TOO_MANY)
    link = coming.find(key)
    if link is None:
        return _gone(request)
    return _about_meeting(request, link) if link.meeting else _about_poll(request, link)


def _about_poll(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    poll = link.poll
    if poll is None:
        return _gone(request)
    form = OptionAnswersForm(poll.options.all(), poll.meeting.zone, request.POST if request.method == "POST" else None)
    context = {"form": form, "zone": poll.meeting.zone, "poll": poll}
    if not form.is_valid():
        return _plain(request, "actionsets/answer_dates.html", context, 422 if form.errors else 200)
    try:
        polling.answer(link.membership, poll, form.answers())
    except Refusal:
        return _gone(request)
    return _plain(request, "actionsets/answered_dates.html", {}, 200)


def _about_meeting(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    meeting = link.meeting
    form = ComingForm(request.POST if request.method == "POST" else None)
    if meeting is None:
        return _gone(request)
    if not form.is_valid():
        return _plain(
            request, "actionsets/answer.html", {"meeting": meeting, "form": form}, 422 if form.errors else 200
        )
    try:
        said = coming.say(link.membership, meeting, form.cleaned_data["answer"])
    except Refusal:
        return _gone(request)
    return _plain(request, "actionsets/answered.html", {"meeting": meeting, "said": said.answer}, 200)


def _gone(request: HttpRequest) -> HttpResponse:
    return _plain(request, "actionsets/answer_gone.html", {}, 404)


def _plain(request: HttpRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
    """A page that no search finds. (No other site is told of its address: that is the policy of every page.)"""
    page = render(request, template, context, status=status)
    page["X-Robots-Tag"] = "noindex"
    return page


@require_POST
@in_workspace
def say(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, number: int) -> HttpResponse:
    """Say on the set's page whether one can come to a meeting."""
    rows = SetMeeting.objects.filter(learning_set=place.learning_set).select_related("learning_set__cohort")
    meeting = get_object_or_404(rows, number=number)
    form = ComingForm(request.POST)
    if form.is_valid():
        try:
            coming.say(place, meeting, form.cleaned_data["answer"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted. You can change it until the meeting."))
    return redirect(f"{step.door('start')}#coming-{number}")


@require_http_methods(["GET", "HEAD", "POST"])
@in_workspace
def dates(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, pk: int) -> HttpResponse:
    """At which of some times a meeting could be: the member's own answers, and how many others can, without their names."""
    rows = DatePoll.objects.filter(meeting__learning_set=place.learning_set, state=DatePoll.State.OPEN)
    poll = get_object_or_404(rows.select_related("meeting__learning_set__cohort"), pk=pk)
    tallies = polling.tallies(poll, SetMembership.objects.live().filter(learning_set=place.learning_set).in_order())
    first = {f"option-{option}": word for option, word in polling.said_by(place, poll).items()}
    sent = request.POST if request.method == "POST" else None
    form = OptionAnswersForm([row.option for row in tallies], poll.meeting.zone, sent, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            polling.answer(place, poll, form.answers())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted. You can change it until a date is taken."))
        return redirect(step.door("start"))
    context = {"step": step, "poll": poll, "form": form, "tallies": tallies}
    return render(request, "actionsets/dates_answer.html", context, status=422 if form.errors else 200)
