"""The real self-assessment, results and priorities in the cast's programme, and people who answer."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from elearning.assessments.models import (
    AssessmentStep,
    FollowUpAssessmentPage,
    SecondAssessmentPage,
    SelfAssessmentPage,
)
from elearning.profiles import loading, rehearsing, scoring
from elearning.profiles.models import PrioritiesPage, PrioritySuggestion, Result, ResultsPage, ScaleResult
from elearning.programmes.models import Enrolment, Subject, Wave
from tests.conftest import Cast
from tests.factories import SUBJECTS

CONTENT = Path(settings.BASE_DIR) / "actionsets" / "content" / "making-partnering-work"

# T2 of DOMAIN 8 as whole answers: (answers to the four statements, importance). INTD has too few, GRUP and VISN are strong.
ANSWERS: dict[str, tuple[list[int | None], int]] = {
    "LEAD": ([2, 2, 2, 3], 5),
    "BARR": ([2, 3, 3, 3], 4),
    "INFL": ([3, 3, 3, 4], 5),
    "VISN": ([4, 4, 4, 4], 5),
    "MOTV": ([3, 4, 3, 4], 4),
    "TRAK": ([2, 3, 3, None], 5),
    "GRUP": ([4, 4, 4, 5], 3),
    "INTD": ([3, None, None, None], 4),
    "PMOT": ([3, 3, 3, 3], 5),
}


@dataclass
class Steps:
    """The three pages."""

    assessment: SelfAssessmentPage
    results: ResultsPage
    priorities: PrioritiesPage


@dataclass
class LaterSteps:
    """The two pages that ask the same questions again."""

    again: SecondAssessmentPage
    follow_up: FollowUpAssessmentPage


@cache
def words(name: str) -> dict[str, Any]:
    """A content file."""
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


def steps(cast: Cast, *, days_to_grouping: int = 7) -> Steps:
    """The three pages, in a cohort whose sets are proposed in so many days."""
    cast.cohort.grouping_on = timezone.localdate() + timedelta(days=days_to_grouping)
    cast.cohort.save()
    for person in (cast.ada, cast.ben, cast.cal):
        person.cohort = cast.cohort
    made = loading.load(cast.programme, words("programme.yaml")["steps"], words("assessment.yaml"))
    return Steps(*made)  # type: ignore[arg-type]


def later_steps(cast: Cast, *, days_to_last_meeting: int = 0) -> LaterSteps:
    """The two pages, in a cohort whose sets meet for the last time in so many days; `steps` comes first."""
    cast.cohort.last_meeting_on = cast.cohort.today + timedelta(days=days_to_last_meeting)
    cast.cohort.save()
    entries = {entry["type"]: entry for entry in words("programme.yaml")["steps"]}
    return LaterSteps(
        again=loading.load_second(cast.programme, entries["assessment_again"], words("assessment.yaml")),
        follow_up=loading.load_follow_up(cast.programme, entries["assessment_follow_up"]),
    )


def answers(given: dict[str, tuple[list[int | None], int]] = ANSWERS) -> dict[str, int | None]:
    """Answers by the codes of statements; None is "no chance to do this"."""
    return {f"{code}{n}": value for code, (values, _) in given.items() for n, value in enumerate(values, start=1)}


def importance(given: dict[str, tuple[list[int | None], int]] = ANSWERS) -> dict[str, int | None]:
    """Importance by the codes of subjects."""
    return {code: value for code, (_, value) in given.items()}


def result(enrolment: Enrolment, of: Steps) -> Result:
    """The result of somebody who answered as in T2."""
    made = rehearsing.rehearse(enrolment, of.assessment, answers(), importance())
    assert made
    return made


def result_of(
    enrolment: Enrolment, step: AssessmentStep, given: dict[str, tuple[list[int | None], int]] = ANSWERS
) -> Result:
    """The result of somebody who answered `step`, in any wave."""
    made = rehearsing.rehearse(enrolment, step, answers(given), importance(given))
    assert made
    return made


def subject(cast: Cast, code: str) -> Subject:
    """A subject of the cast's programme."""
    assert code in SUBJECTS
    return cast.programme.framework.subjects.get(code=code)


def later(
    first: Result,
    given: dict[str, tuple[list[int | None], int]],
    *,
    wave: str = Wave.POST,
    looking_back: dict[str, int] | None = None,
    days: int = 150,
) -> Result:
    """The result of another wave for the person of `first`, as scoring makes it of these answers."""
    scales = [
        scoring.Scale(
            code, number, tuple(scoring.Answer(value, no_chance=value is None) for value in values), importance
        )
        for number, (code, (values, importance)) in enumerate(given.items(), start=1)
    ]
    profile, subjects = (
        scoring.score(scales),
        {s.code: s for s in first.enrolment.cohort.programme.framework.subjects.all()},
    )
    made = Result.objects.create(
        enrolment=first.enrolment,
        wave=wave,
        version=first.version,
        scoring_version=first.scoring_version,
        parameters=first.parameters,
        made_at=first.made_at + timedelta(days=days),
    )
    for one in profile.scales:
        kept = {
            name: getattr(one, name) for name in ("number", "items", "total", "answered", "no_chance", "importance")
        }
        back = (looking_back or {}).get(one.code)
        ScaleResult.objects.create(
            result=made, subject=subjects[one.code], is_scored=one.is_scored, looking_back=back, **kept
        )
    for position, code in enumerate(profile.suggested, start=1):
        PrioritySuggestion.objects.create(
            result=made, subject=subjects[code], position=position, kind=PrioritySuggestion.Kind.SUGGESTED
        )
    return made
