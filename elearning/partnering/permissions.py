"""Who may read what people share from their pre-work."""

from elearning.accounts.models import User
from elearning.programmes.models import Cohort
from elearning.programmes.permissions import reads
from elearning.readership import TASK_ANSWERS


def reads_shared_answers(user: User, cohort: Cohort) -> bool:
    """Whether `user` may read the answers that people of `cohort` have shared (DOMAIN 7.2)."""
    return reads(user, TASK_ANSWERS, cohort, shown=True)
