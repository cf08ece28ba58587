"""Who may say what a cohort is to change and what it cost."""

from elearning.accounts.models import User
from elearning.programmes.models import Cohort
from elearning.programmes.permissions import reads
from elearning.readership import OUTCOMES


def values(user: User, cohort: Cohort) -> bool:
    """Whether `user` names the sign of success of `cohort` and its cost: who commissioned it, and its programme's managers."""
    return reads(user, OUTCOMES, cohort)
