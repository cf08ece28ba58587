"""The questionnaires about a programme, and what people answer."""

from elearning.evaluations.models.answers import (
    EvaluationAnswer,
    EvaluationKey,
    EvaluationSheet,
    EvaluationVersion,
    Question,
)
from elearning.evaluations.models.asking import Asking
from elearning.evaluations.models.pages import EndEvaluationPage, EvaluationPage, FollowUpEvaluationPage

__all__ = [
    "Asking",
    "EndEvaluationPage",
    "EvaluationAnswer",
    "EvaluationKey",
    "EvaluationPage",
    "EvaluationSheet",
    "EvaluationVersion",
    "FollowUpEvaluationPage",
    "Question",
]
