"""What somebody who has left a programme is asked once, if they like to answer."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes import parting
from elearning.programmes.forms.leaving import WhyForm
from elearning.programmes.models import Enrolment


@require_http_methods(["GET", "HEAD", "POST"])
def why_left(request: AuthenticatedRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Say why one left, or that one would rather not; once, and kept without one's name."""
    mine = Enrolment.objects.filter(user=request.user, state__in=parting.ASKED_AFTER)
    enrolment = get_object_or_404(mine.select_related("cohort__programme", "user"), public_id=enrolment_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if not parting.asked(request.user).filter(pk=enrolment.pk).exists():
        messages.info(request, _("There is nothing to answer here any more."))
        return redirect("programmes:mine")
    if form.is_valid():
        parting.say(enrolment, form.cleaned_data["why"])
        messages.success(request, _("Thank you. We wish you well."))
        return redirect("programmes:mine")
    context = {"enrolment": enrolment, "form": form}
    return render(request, "programmes/why_left.html", context, status=422 if form.errors else 200)
