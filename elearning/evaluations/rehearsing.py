"""Fills in a questionnaire about the programme for somebody invented, through the same verbs as a person would."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from elearning.evaluations import replying
from elearning.evaluations.loading import option_key, question_key
from elearning.evaluations.models import EvaluationPage, EvaluationSheet, Question
from elearning.evaluations.replying import Given
from elearning.programmes.models import Enrolment


def rehearse(
    enrolment: Enrolment,
    page: EvaluationPage,
    chosen: Mapping[str, Sequence[str]],
    written: Mapping[str, str],
    *,
    now: datetime,
) -> EvaluationSheet:
    """Answer and send: `chosen` gives questions by their ids in the file the ids of what is chosen (`s1` to `s5` on the
    scale), `written` the words."""
    rated = {one.key for one in _version(page) if one.kind == "rating"}
    given = {}
    for question, options in chosen.items():
        key = question_key(page.programme, page.slug, question)
        part = "scale" if key in rated else question
        given[key] = Given(chosen=tuple(option_key(page.programme, page.slug, part, one) for one in options))
    for question, text in written.items():
        given[question_key(page.programme, page.slug, question)] = Given(text=text)
    replying.answer(enrolment, page, given, now=now)
    return replying.send(enrolment, page, now=now)


def _version(page: EvaluationPage) -> Sequence[Question]:
    version = page.evaluation_versions.first()
    return version.questions if version else ()
