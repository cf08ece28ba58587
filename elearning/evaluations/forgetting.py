"""What the evaluations forget of somebody: all their answers, while their pseudonym is known."""

from elearning.accounts.models import User
from elearning.erasures.steps import forgets
from elearning.evaluations.models import EvaluationKey, EvaluationSheet


@forgets("evaluations.answers")
def answers(person: User) -> None:
    """Answers of cohorts that have closed are nobody's any more, and go with their time."""
    keys = EvaluationKey.objects.filter(enrolment__user=person).values_list("key", flat=True)
    EvaluationSheet.objects.filter(key__in=list(keys)).delete()
