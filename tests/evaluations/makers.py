"""Makers for the tests of this room: both questionnaires, and people who answer them."""

from datetime import timedelta
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from elearning.evaluations import loading, replying
from elearning.evaluations.loading import option_key, question_key
from elearning.evaluations.models import EndEvaluationPage, EvaluationPage, EvaluationSheet, FollowUpEvaluationPage
from elearning.evaluations.replying import Given
from elearning.programmes.models import Cohort, Enrolment, ProgrammePage

FOLDER = settings.BASE_DIR / "actionsets" / "content" / "making-partnering-work"


@cache
def words() -> dict[str, Any]:
    return yaml.safe_load((FOLDER / "evaluation.yaml").read_text(encoding="utf-8"))


def step_words(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": f"Title of {slug}",
        "stage": "set",
        "minutes": 5,
        "introduction": "A few questions.",
        "who_sees": "Nobody but you can see your answers.",
    }


def pages(programme: ProgrammePage) -> tuple[EndEvaluationPage, FollowUpEvaluationPage]:
    """Both questionnaires of the example, in `programme`."""
    end = loading.load_end(programme, step_words("how-it-was"), words())
    return end, loading.load_follow_up(programme, step_words("what-came-of-it"), words())


def met_last(cohort: Cohort, *, days_ago: int) -> Cohort:
    """`cohort`, whose last meeting was `days_ago`."""
    cohort.last_meeting_on = cohort.day_of(timezone.now()) - timedelta(days=days_ago)
    cohort.save()
    return cohort


def key(page: EvaluationPage, question: str) -> str:
    return question_key(page.programme, page.slug, question)


def option(page: EvaluationPage, question: str, name: str) -> str:
    return option_key(page.programme, page.slug, question, name)


def chose(page: EvaluationPage, question: str, *names: str) -> dict[str, Given]:
    """One answer that was chosen."""
    return {key(page, question): Given(chosen=tuple(option(page, question, name) for name in names))}


def rated(page: EvaluationPage, question: str, point: int) -> dict[str, Given]:
    return {key(page, question): Given(chosen=(option(page, "scale", f"s{point}"),))}


def wrote(page: EvaluationPage, question: str, text: str) -> dict[str, Given]:
    return {key(page, question): Given(text=text)}


def replied(enrolment: Enrolment, page: EvaluationPage, given: dict[str, Given], **more: Any) -> EvaluationSheet:
    """Somebody's answers, sent."""
    replying.answer(enrolment, page, given, **more)
    return replying.send(enrolment, page, **more)
