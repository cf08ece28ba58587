"""Makers of what only the tests of workshops need."""

from elearning.partnering.models import WorkshopPage
from elearning.programmes import progress
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops.models import Standing
from tests import factories


def here(enrolment: Enrolment, step: WorkshopPage) -> Enrolment:
    """Somebody who has been noted as being there."""
    progress.done(enrolment, step)
    return enrolment


def crowd(cohort: Cohort, step: WorkshopPage, levels: list[str]) -> list[Enrolment]:
    """As many people as there are `levels`, each at the workshop and standing there."""
    people = [here(factories.enrolment(cohort), step) for _level in levels]
    for one, level in zip(people, levels, strict=True):
        Standing.objects.create(enrolment=one, level_now=level, level_wanted="collaborating")
    return people
