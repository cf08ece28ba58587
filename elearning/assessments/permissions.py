"""Who may see how well a questionnaire measures: those who manage its programme, nobody else (DOMAIN 4.4)."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from elearning.accounts.models import User
from elearning.assessments.models import SelfAssessmentPage
from elearning.programmes.models import ProgrammePage


def owned_by(user: User) -> QuerySet[SelfAssessmentPage]:
    """The questionnaires of the programmes that `user` manages; participants, facilitators and others have none."""
    places = ProgrammePage.objects.filter(managers__user=user).values_list("path", "depth")
    below = [Q(path__startswith=path, depth=depth + 1) for path, depth in places]
    pages = SelfAssessmentPage.objects.order_by("path")
    return pages.filter(reduce(or_, below)) if below else pages.none()
