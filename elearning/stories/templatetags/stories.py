"""What this room adds to a person’s home: the way to stories, and what waits for their word."""

from typing import Any

from django import template

from elearning.programmes.models import Enrolment
from elearning.stories.models import StoryVoice

register = template.Library()


@register.inclusion_tag("stories/_panel.html")
def practice_stories_panel(enrolment: Enrolment) -> dict[str, Any]:
    """How many stories wait for a word of `enrolment`; one query."""
    voices = StoryVoice.objects.filter(enrolment=enrolment).select_related("story")
    waiting = [one for one in voices if one.joined_at is None or (one.story.is_asking and not one.agrees(one.story))]
    return {"enrolment": enrolment, "waiting": len(waiting) + sum(one.story.is_due for one in voices)}
