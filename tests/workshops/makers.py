"""Makers of what only the tests of workshops need."""

from django.utils import timezone

from elearning.partnering import checking
from elearning.partnering.models import BroughtMap, HealthCheck, PartnershipMap, WorkshopPage
from elearning.programmes import progress
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops import bringing
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


def brought(cohort: Cohort, *levels: tuple[str, str]) -> Enrolment:
    """Somebody who brought a map with a partner at each of `levels` (now, wanted)."""
    one = factories.enrolment(cohort)
    rows = [
        {"id": place, "name": "Harbour", "level_now": now, "level_wanted": wanted}
        for place, (now, wanted) in enumerate(levels)
    ]
    mine = PartnershipMap.objects.create(enrolment=one)
    BroughtMap.objects.create(map=mine, brought_at=timezone.now(), entries=rows)
    return one


def check(one: Enrolment, step: WorkshopPage, **said: str) -> HealthCheck:
    """Somebody's checklist about the Harbour, with these answers by code."""
    made = checking.begin(one, step, partnership="Harbour")
    checking.answer(made, {code: checking.Given(answer) for code, answer in said.items()}, seen=0)
    return made


def lay(cohort: Cohort, step: WorkshopPage, *, is_open: bool = False, **said: str) -> Enrolment:
    """Somebody at the workshop who has laid such a checklist beside the others'."""
    one = here(factories.enrolment(cohort), step)
    bringing.lay_down(one, step, check(one, step, **said), is_open=is_open)
    return one
