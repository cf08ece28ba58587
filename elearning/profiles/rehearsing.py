"""Fills in a self-assessment for somebody invented, through the same verbs as a person would, for a demonstration."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from elearning.assessments import analysing, answering
from elearning.assessments.answering import Sheet
from elearning.assessments.instruments import CANNOT_SAY, NO_CHANCE, UNKNOWN
from elearning.assessments.models import AssessmentStep, ResponseSet
from elearning.profiles import profiling
from elearning.profiles.models import Result
from elearning.programmes.models import Enrolment

MINUTES_SPENT = timedelta(minutes=9)


@transaction.atomic
def rehearse(
    enrolment: Enrolment,
    step: AssessmentStep,
    answers: Mapping[str, int | None],
    importance: Mapping[str, int | None],
    looking_back: Mapping[str, int | None] | None = None,
    *,
    submit: bool = True,
    now: datetime | None = None,
) -> Result | None:
    """Answer statements by their codes (None: no chance to do it) and subjects by theirs (None: does not know, cannot say).

    Codes that are left out stay blank. `now` is the moment at which it is done. Returns the result when submitted.
    Raises KeyError for a code that is not asked.
    """
    response_set = took_their_time(answering.open_set(enrolment, step, now=now))
    keys = {statement.code: statement.key for statement in response_set.version.instrument.statements}
    given = {keys[code]: NO_CHANCE if value is None else str(value) for code, value in answers.items()}
    rated = {code: UNKNOWN if value is None else str(value) for code, value in importance.items()}
    looked = {code: CANNOT_SAY if value is None else str(value) for code, value in (looking_back or {}).items()}
    answering.record(
        response_set, answers=Sheet(given=given), ratings=Sheet(given=rated), looks_back=Sheet(given=looked)
    )
    answering.count(enrolment, step, response_set)
    return profiling.finish(enrolment, step, now=now) if submit else None


def took_their_time(response_set: ResponseSet) -> ResponseSet:
    """Let the set have been begun some minutes ago: invented people are fast, and very fast answers count as doubtful (R11)."""
    response_set.started_at -= MINUTES_SPENT
    response_set.save(update_fields=["started_at"])
    return response_set


def measure() -> None:
    """Work out how well the questionnaires measure, as the clock does later."""
    analysing.compute_all()
