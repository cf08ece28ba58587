"""The questionnaires about a programme, and what people answer."""

from elearning.evaluations.models.answers import (
    EvaluationAnswer,
    EvaluationKey,
    EvaluationSheet,
    EvaluationVersion,
    Question,
)
from elearning.evaluations.models.asking import Asking
from elearning.evaluations.models.outcomes import CohortOutcome
from elearning.evaluations.models.pages import EndEvaluationPage, EvaluationPage, FollowUpEvaluationPage
from elearning.evaluations.models.stories import PracticeStory

__all__ = [
    "Asking",
    "CohortOutcome",
    "EndEvaluationPage",
    "EvaluationAnswer",
    "EvaluationKey",
    "EvaluationPage",
    "EvaluationSheet",
    "EvaluationVersion",
    "FollowUpEvaluationPage",
    "PracticeStory",
    "Question",
]
