"""Finding a set at work for somebody who joined late; for those who run the cohort."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionsets import admitting
from actionsets.forms import JoinForm
from actionsets.models import SetMembership
from actionsets.refusals import Refusal
from actionsets.reports import RANKED
from actionsets.views.sets import cohort_or_404
from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Enrolment


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: AuthenticatedRequest, cohort: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Every set at work, and whether somebody without a set could still join it; then give them the place."""
    here = cohort_or_404(request, cohort)
    people = Enrolment.objects.filter(cohort=here).taking_part().select_related("user", "organisation")
    enrolment = get_object_or_404(people, public_id=person)
    enrolment.cohort = here
    if SetMembership.objects.live().filter(enrolment=enrolment).exists():
        messages.info(request, _("%(name)s has a place already.") % {"name": enrolment.user.name})
        return redirect("actionsets:board", here.public_id)
    rooms = admitting.rooms(enrolment)
    given = request.POST if request.method == "POST" else None
    form = JoinForm([room.learning_set for room in rooms if not room.closed], given)
    if form.is_valid():
        try:
            admitting.admit(
                enrolment, form.cleaned_data["to"], set_agrees=form.cleaned_data["set_agrees"], by=request.user
            )
        except admitting.SetMustAgree as refusal:
            form.add_error("set_agrees", str(refusal))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("actionsets:join", here.public_id, enrolment.public_id)
        else:
            messages.success(request, _("%(name)s has a place, and is told.") % {"name": enrolment.user.name})
            return redirect("actionsets:board", here.public_id)
    noting.looked(Thing.PLACING, [enrolment], by=request.user, cohort=here)
    shown = [(room, RANKED.get(room.fit, _("Not among their priorities"))) for room in rooms]
    context = {"cohort": here, "enrolment": enrolment, "rooms": shown, "form": form, "is_any_open": bool(form.sets)}
    return render(request, "actionsets/join.html", context, status=422 if form.errors else 200)
