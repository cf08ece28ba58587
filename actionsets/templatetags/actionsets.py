"""What other rooms' pages show of a person's set: the panel on their home, and the way from a card to a bid."""

from typing import Any

from django import template
from django.utils import timezone

from actionsets import agreeing, bidding, gathering
from actionsets.models import SetMeeting, SetMembership
from elearning.programmes.models import Enrolment
from packs.models import LearningPackPage

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


@register.inclusion_tag("actionsets/_action_link.html")
def action_link(enrolment: Enrolment) -> dict[str, Any]:
    """The way to a new action of one's own; nothing without a set at work, in which actions are looked at. Two queries."""
    place = SetMembership.objects.held_by(enrolment)
    has_set = place is not None and place.learning_set.has_workspace
    return {"step": gathering.step_of(enrolment.cohort) if has_set else None}


@register.inclusion_tag("actionsets/_card_to_bid.html", takes_context=True)
def card_to_bid(context: dict[str, Any], enrolment: Enrolment, pack: LearningPackPage) -> dict[str, Any]:
    """The button that copies a preparation card to a bid for the set's next meeting.

    Nothing without a set, before its agreement is acknowledged, or without a meeting to come; six queries at most.
    """
    place = SetMembership.objects.held_by(enrolment)
    if place is None or not place.learning_set.has_workspace or not agreeing.has_acknowledged(place):
        return {"meeting": None}
    found = {"meeting": bidding.next_meeting(place), "step": gathering.step_of(enrolment.cohort), "pack": pack}
    return {**found, "csrf_token": context.get("csrf_token")}
