"""The close of a meeting for oneself: one action and one reflection, on one's own screen and for nobody else."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import reflecting
from actionsets.models import SetMeeting
from actionsets.noteforms import ActionForm, ReflectionForm
from actionsets.onscreen import Seat
from actionsets.refusals import ChangedElsewhere, NotHere
from actionsets.roomforms import TakingHomeForm
from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def taking_home(request: AuthenticatedRequest, seat: Seat) -> HttpResponse:
    """My action, my reflection: a short form, of which either half may stay empty."""
    given = request.POST if request.method == "POST" else None
    keys = TakingHomeForm(given, initial={"action_key": uuid.uuid4(), "reflection_key": uuid.uuid4()})
    action = ActionForm(given, prefix="action", empty_permitted=True, use_required_attribute=False)
    reflection = ReflectionForm(given, prefix="reflection", empty_permitted=True, use_required_attribute=False)
    for form in (action, reflection):
        form.fields["text"].widget.attrs["rows"] = 3
    if given is not None and keys.is_valid() and action.is_valid() and reflection.is_valid():
        return _keep(request, seat, keys, action, reflection)
    context = {
        "seat": seat,
        "meeting": seat.meeting,
        "keys": keys,
        "action": action,
        "reflection": reflection,
        "forms": [action, reflection],
        "has_errors": given is not None,
        "back": seat.door("room"),
    }
    return render(request, "actionsets/taking_home.html", context, status=200 if given is None else 422)


def _keep(
    request: AuthenticatedRequest, seat: Seat, keys: TakingHomeForm, action: ActionForm, reflection: ReflectionForm
) -> HttpResponse:
    try:
        kept = _write(request.user, seat.meeting, keys.cleaned_data, action.cleaned_data, reflection.cleaned_data)
    except NotHere as problem:
        raise Http404 from problem
    except ChangedElsewhere:
        # The same form, sent again with other words after it was kept: the page of each text shows both.
        messages.error(request, _("This was kept already and has been changed since. Nothing was overwritten."))
        return redirect(seat.step.door("actions"))
    if kept:
        messages.success(request, _("Kept. Only you can see it."))
    else:
        messages.info(request, _("You wrote nothing, so nothing was kept."))
    return redirect(seat.back())


def _write(
    owner: User, meeting: SetMeeting, keys: dict[str, Any], action: dict[str, Any], reflection: dict[str, Any]
) -> int:
    """Keep what was written; how many texts that was."""
    kept = 0
    if action.get("text"):
        reflecting.commit(owner, keys["action_key"], text=action["text"], due_on=action.get("due_on"), meeting=meeting)
        kept += 1
    if reflection.get("text"):
        reflecting.write(owner, keys["reflection_key"], text=reflection["text"], meeting=meeting)
        kept += 1
    return kept
