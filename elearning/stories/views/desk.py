"""The stories of a cohort for those who run it; its programme's managers let them through or give them back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Cohort
from elearning.programmes.permissions import manages
from elearning.stories import moderating
from elearning.stories.forms import ReasonForm
from elearning.stories.models import Story
from elearning.stories.views.writing import number
from elearning.stories.voicing import StoryError


def told(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """What waits to be read, and what is told."""
    cohort = get_object_or_404(Cohort.objects.run_by(request.user).select_related("programme"), public_id=cohort_id)
    stories = Story.objects.run_through(cohort).order_by("-is_waiting", "-looked_at", "-pk")
    context = {"cohort": cohort, "stories": stories, "may_decide": manages(request.user, cohort)}
    return render(request, "stories/told.html", context)


def decide(request: AuthenticatedRequest, cohort_id: UUID, story_id: UUID) -> HttpResponse:
    """One story: to read, and for the programme's managers to let through, give back or take down."""
    cohort = get_object_or_404(Cohort.objects.run_by(request.user).select_related("programme"), public_id=cohort_id)
    stories = Story.objects.run_through(cohort).prefetch_related("voices__enrolment__user", "subjects")
    story = get_object_or_404(stories, public_id=story_id)
    may_decide = manages(request.user, cohort)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    form = ReasonForm(request.POST if "give_back" in request.POST else None)
    try:
        if "publish" in request.POST:
            moderating.publish(story, seen=number(request.POST.get("version", "")), by=request.user)
            messages.success(request, _("The story is told now."))
            return redirect("stories:told", cohort_id)
        if form.is_valid():
            moderating.give_back(story, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("The story is with those who write it, and they read why."))
            return redirect("stories:told", cohort_id)
    except StoryError as refusal:
        messages.error(request, str(refusal))
        return redirect("stories:told", cohort_id)
    noting.looked(Thing.STORY, moderating.writers_of(story), by=request.user, cohort=cohort)
    context = {"cohort": cohort, "story": story, "form": form, "may_decide": may_decide}
    return render(request, "stories/decide.html", context, status=422 if form.errors else 200)
