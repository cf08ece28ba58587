"""What the self-assessments forget of somebody: all their answers, while their pseudonym is known."""

from elearning.accounts.models import User
from elearning.assessments.models import RespondentKey, ResponseSet
from elearning.erasures.steps import forgets


@forgets("assessments.answers")
def answers(person: User) -> None:
    """Answers of cohorts that have closed are nobody's any more, and go with their time."""
    keys = RespondentKey.objects.filter(enrolment__user=person).values("key")
    ResponseSet.objects.filter(key__in=list(keys.values_list("key", flat=True))).delete()
