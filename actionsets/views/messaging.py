"""Messages to a cohort or a set: choosing, writing, looking at what people will get, and sending."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import messaging
from actionsets.messageforms import DraftForm, MessageForm
from actionsets.models import Message
from actionsets.refusals import Refusal
from actionsets.views.sets import cohort_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Cohort


@require_safe
def sent(request: AuthenticatedRequest, cohort: uuid.UUID) -> HttpResponse:
    """What has been sent, and to whom one can write."""
    here = cohort_or_404(request, cohort)
    audiences = messaging.audiences(request.user, here)
    codes = {one.learning_set.pk for one in audiences if one.learning_set}
    # What was written to a set is its own: those who do not tend it see only that something was.
    rows = [(one, one.learning_set_id is None or one.learning_set_id in codes) for one in Message.objects.of(here)]
    context = {"cohort": here, "audiences": audiences, "rows": rows}
    return render(request, "actionsets/messages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: AuthenticatedRequest, cohort: uuid.UUID, to: str) -> HttpResponse:
    """Write a message, look at it, send it. A draft is taken by `?draft=`."""
    here = cohort_or_404(request, cohort)
    audience = _audience_or_404(request, here, to)
    drafts = messaging.drafts(audience)
    choosing = DraftForm(drafts, request.GET if "draft" in request.GET else None, initial={"draft": drafts[0].code})
    draft = choosing.drafts[choosing.cleaned_data["draft"]] if choosing.is_valid() else drafts[0]
    first = {"subject": draft.subject, "text": draft.text}
    form = MessageForm(request.POST if request.method == "POST" else None, initial=first)
    context: dict[str, Any] = {"cohort": here, "audience": audience, "form": form, "choosing": choosing, "draft": draft}
    if request.method == "POST" and form.is_valid():
        try:
            if "send" in request.POST:
                return _send(request, here, audience, form)
            given = (form.cleaned_data["subject"], form.cleaned_data["text"])
            context["seen_subject"], context["seen_text"] = messaging.preview(audience, *given, by=request.user)
            context["number"] = len(audience.people())
        except Refusal as refusal:
            form.add_error("text", str(refusal))
    return render(request, "actionsets/write_message.html", context, status=422 if form.errors else 200)


def _send(
    request: AuthenticatedRequest, cohort: Cohort, audience: messaging.Audience, form: MessageForm
) -> HttpResponse:
    words = form.cleaned_data
    made = messaging.send(audience, words["subject"], words["text"], key=words["key"], by=request.user)
    said = ngettext("Sent to %(number)s person.", "Sent to %(number)s people.", made.receivers)
    messages.success(request, said % {"number": made.receivers})
    return redirect("actionsets:messages", cohort.public_id)


def _audience_or_404(request: AuthenticatedRequest, cohort: Cohort, to: str) -> messaging.Audience:
    """The audience called `to`; to somebody who may not write there it does not exist."""
    for one in messaging.audiences(request.user, cohort):
        if one.code == to:
            return one
    raise Http404
