"""Practice stories and values that members share with their set: pulled from where they are, by who is a member today."""

from django.http import HttpResponse
from django.shortcuts import render

from actionsets.models import ActionLearningPage, SetMembership
from actionsets.views.members import in_workspace
from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Enrolment
from elearning.stories.models import Story
from elearning.values.models import ValuesBoard


@in_workspace
def stories(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """The stories of the set's members that reach their set, whole: a story tells nobody which set that is."""
    members = Enrolment.objects.filter(pk__in=place.learning_set.memberships.live().values("enrolment"))
    told = Story.objects.shared_with_sets_of(members).prefetch_related("voices__enrolment__user", "subjects")
    boards = ValuesBoard.objects.shown_to_set_of(members).prefetch_related("values")
    context = {"step": step, "place": place, "stories": told, "boards": boards}
    return render(request, "actionsets/stories.html", context)
