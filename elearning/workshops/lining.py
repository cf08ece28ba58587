"""The line-up: each person says where one partnership stands on the continuum (DOMAIN 2.3, 3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from elearning.partnering.models import BroughtMap, WorkshopPage
from elearning.partnering.models.maps import NOT_SURE, Level
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


@dataclass(frozen=True)
class Brought:
    """How the partners on the maps that were brought stand: by question, rows of first level, last level and partners."""

    people: int
    partners: int
    told: dict[str, list[tuple[str, str, int]]]


def brought(cohort: Cohort) -> Brought:
    """The partners that people of `cohort` brought, along the continuum: neighbours together until five people stand behind
    each number (DOMAIN 4.5, 7.1); nothing where one number would be left. One query."""
    copies = list(BroughtMap.objects.in_the_room(cohort).values_list("entries", flat=True))
    ends = {"now": LEVELS, "wanted": [*LEVELS, NOT_SURE]}
    told = {name: _told(copies, f"level_{name}", order) for name, order in ends.items()}
    return Brought(len(copies), sum(map(len, copies)), told)


def _told(copies: Sequence[list[dict[str, str]]], field: str, order: Sequence[str]) -> list[tuple[str, str, int]]:
    """Rows for one question; none where "not sure", which has no neighbour, is said by a few."""
    behind: dict[str, list[int]] = {level: [] for level in order}
    for person, entries in enumerate(copies):
        for row in entries:
            behind.get(row.get(field) or NOT_SURE, []).append(person)
    least = settings.SMALLEST_GROUP
    unsure = behind.pop(NOT_SURE, [])
    if 0 < len(set(unsure)) < least:
        return []
    groups = _merged(behind, least)
    rows = [(group[0], group[-1], sum(len(behind[level]) for level in group)) for group in groups]
    if unsure and rows:
        rows.append((NOT_SURE, NOT_SURE, len(unsure)))
    return rows if len(rows) > 1 else []


def _merged(behind: dict[str, list[int]], least: int) -> list[list[str]]:
    """Neighbouring levels at which anything stands, so that `least` different people are behind each group; none where even
    all are fewer."""
    groups: list[list[str]] = [[]]
    for level in (one for one, people in behind.items() if people):
        if len({one for other in groups[-1] for one in behind[other]}) >= least:
            groups.append([])
        groups[-1].append(level)
    if len(groups) > 1 and len({one for level in groups[-1] for one in behind[level]}) < least:
        last = groups.pop()
        groups[-1] += last
    return groups if len({one for level in groups[-1] for one in behind[level]}) >= least else []
