"""Who may read what people share from their pre-work."""

from elearning.accounts.models import User
from elearning.programmes.models import Cohort
from elearning.programmes.permissions import facilitates


def reads_shared_answers(user: User, cohort: Cohort) -> bool:
    """Whether `user` may read the answers that people of `cohort` have shared: its facilitators only (DOMAIN 7.2)."""
    return facilitates(user, cohort)
