"""The line-up: each person says where one partnership stands on the continuum (DOMAIN 2.3, 3.1)."""

from django.db import transaction

from elearning.partnering.models import WorkshopPage
from elearning.partnering.models.maps import Level
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops import conducting
from elearning.workshops.models import Standing
from elearning.workshops.permissions import is_here
from elearning.workshops.refusals import NotHere

LEVELS = [str(level) for level in Level]


def standing_of(enrolment: Enrolment) -> Standing | None:
    """Where somebody stands, if they have said so."""
    return Standing.objects.filter(enrolment=enrolment).first()


@transaction.atomic
def stand(enrolment: Enrolment, step: WorkshopPage, *, level_now: str, level_wanted: str) -> Standing:
    """Stand somewhere, or elsewhere than before. Raises NotHere for somebody who is not at the workshop."""
    if not is_here(enrolment, step):
        raise NotHere
    given = {"level_now": level_now, "level_wanted": level_wanted}
    standing, _is_new = Standing.objects.update_or_create(enrolment=enrolment, defaults=given)
    conducting.stir(enrolment.cohort, everybody=False)
    return standing


def counted(cohort: Cohort) -> tuple[int, dict[str, dict[str, int]]]:
    """How many people have said where they stand, and how many at each level: `now` and `wanted`. One query."""
    rows = list(Standing.objects.filter(enrolment__cohort=cohort).values_list("level_now", "level_wanted"))
    rows = [row for row in rows if row[0] in LEVELS]
    return len(rows), {
        "now": {level: sum(row[0] == level for row in rows) for level in LEVELS},
        "wanted": {level: sum(row[1] == level for row in rows) for level in LEVELS},
    }
