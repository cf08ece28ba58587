"""Notes what each facilitator of a cohort can lead: how many sets, on which subjects, on which half days."""

from collections.abc import Iterable

from django.db import transaction

from actionsets.models import FacilitatorOffer
from elearning.programmes.models import CohortRole, Subject


@transaction.atomic
def offer(role: CohortRole, *, most_sets: int, subjects: Iterable[Subject], slots: Iterable[str]) -> FacilitatorOffer:
    """Note that the facilitator `role` can lead up to `most_sets` sets, with these subjects and half days (none: any).

    What was said before is replaced. A draft in hand stays as it is; the next proposal is formed with the new offer.
    """
    said = {"most_sets": most_sets, "slots": sorted(slots)}
    made, _new = FacilitatorOffer.objects.update_or_create(role=role, defaults=said)
    made.subjects.set(subjects)
    return made
