"""Who may see what of a pack (DOMAIN 7.2, TRUST 5)."""

from django.contrib.auth.models import AnonymousUser

from elearning.accounts.models import User
from elearning.programmes.permissions import convenes
from packs.models import LearningPackPage


def sees_trainer_notes(user: User | AnonymousUser, pack: LearningPackPage) -> bool:
    """Whether `user` is shown the notes for facilitators: those who run cohorts, staff, or all if the publisher says so."""
    if pack.trainer_notes_public:
        return True
    return isinstance(user, User) and (user.is_superuser or convenes(user))
