"""What this room adds to a person’s home: the next learning events of their programme, and whether they come."""

from typing import Any

from django import template
from django.db.models import OuterRef, Subquery

from elearning.events.models import Coming, LearningEvent
from elearning.programmes.models import Enrolment

register = template.Library()
MOST = 3


@register.inclusion_tag("events/_panel.html")
def events_panel(enrolment: Enrolment) -> dict[str, Any]:
    """The next events of the programme of `enrolment` that have been announced, with what the person said; one query."""
    ahead = LearningEvent.objects.ahead().filter(programme=enrolment.cohort.programme_id)
    told = ahead.filter(state__in=(LearningEvent.State.PLANNING, LearningEvent.State.OPEN))
    said = Coming.objects.filter(event=OuterRef("pk"), enrolment=enrolment).values("state")[:1]
    return {"events": list(told.annotate(said=Subquery(said))[:MOST])}
