"""Who may see what of a pack (DOMAIN 7.2, TRUST 5)."""

from django.http import HttpRequest

from elearning.programmes.http import convenes
from packs.models import LearningPackPage


def sees_trainer_notes(request: HttpRequest, pack: LearningPackPage) -> bool:
    """Whether the notes for facilitators are shown: to who runs a cohort, to staff, or to all if the publisher says so."""
    return pack.trainer_notes_public or bool(getattr(request.user, "is_superuser", False)) or convenes(request)
