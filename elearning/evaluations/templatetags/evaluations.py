"""What this room adds to a person’s home, and to the report of a cohort."""

from typing import Any

from django import template

from elearning.accounts.models import User
from elearning.evaluations.models import PracticeStory
from elearning.evaluations.permissions import values
from elearning.programmes.models import Cohort, Enrolment

register = template.Library()
ASKING = {PracticeStory.State.ASKED, PracticeStory.State.WRITING, PracticeStory.State.OFFERED}


@register.inclusion_tag("evaluations/_story_panel.html")
def story_panel(enrolment: Enrolment) -> dict[str, Any]:
    """What `enrolment` is asked, and how many approved stories of their cohort there are; one query."""
    rows = list(PracticeStory.objects.filter(cohort=enrolment.cohort_id).only("state", "enrolment_id"))
    mine = next((row for row in rows if row.enrolment_id == enrolment.pk), None)
    told = sum(row.state == PracticeStory.State.APPROVED for row in rows)
    return {"enrolment": enrolment, "mine": mine, "is_asked": mine is not None and mine.state in ASKING, "told": told}


@register.inclusion_tag("evaluations/_outcome_link.html")
def outcome_link(cohort: Cohort, user: User) -> dict[str, Any]:
    """The way to the commissioner's own sign and the cost, for those who write them; nothing for others."""
    return {"cohort": cohort, "may_write": values(user, cohort)}
