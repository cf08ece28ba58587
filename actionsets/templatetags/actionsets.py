"""The panel on a person's home that tells of their set."""

from typing import Any

from django import template
from django.utils import timezone

from actionsets import gathering
from actionsets.models import SetMeeting, SetMembership
from elearning.programmes.models import Enrolment

register = template.Library()


@register.inclusion_tag("actionsets/_set_panel.html")
def set_panel(enrolment: Enrolment) -> dict[str, Any]:
    """The person's set: proposed, or confirmed with its next date. Nothing without one; three queries at most."""
    place = SetMembership.objects.held_by(enrolment)
    if place is None:
        return {"place": None}
    planned = place.learning_set.meetings.filter(state=SetMeeting.State.PLANNED, ends_at__gt=timezone.now())
    following = planned.select_related("learning_set__cohort").first() if place.learning_set.has_workspace else None
    return {"place": place, "next": following, "step": gathering.step_of(enrolment.cohort)}
