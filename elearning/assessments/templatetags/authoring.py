"""What the panels beside a questionnaire in Wagtail's editor show about it."""

from typing import Any

from django import template

from elearning.assessments import authoring, labels
from elearning.assessments.comparing import Differences
from elearning.assessments.instruments import Instrument
from elearning.assessments.models import SelfAssessmentPage

register = template.Library()


@register.simple_tag
def changes_pending(page: SelfAssessmentPage) -> Differences:
    """What publishing the saved draft would change for those who have answered."""
    return authoring.pending(page)


@register.simple_tag
def drafted(page: SelfAssessmentPage) -> Instrument:
    """The questions as the draft has them."""
    return authoring.draft(page)


@register.simple_tag
def ready_words() -> list[dict[str, Any]]:
    """The ready words by kind of answer, for two to seven points."""
    titles = dict(SelfAssessmentPage.AnswerKind.choices)
    return [{"title": titles[kind], "sets": list(sets.values())} for kind, sets in labels.READY.items()]


@register.simple_tag
def name_of(field: str) -> str:
    """What editors call a field of the page."""
    return str(SelfAssessmentPage._meta.get_field(field).verbose_name)
