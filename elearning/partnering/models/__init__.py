"""The pages of the pre-work and the workshop, and what people write there."""

from elearning.partnering.models.answers import Answer, AnswerSheet, Question, QuestionsVersion
from elearning.partnering.models.checks import ChecklistVersion, HealthAnswer, HealthCheck, Said, Statement
from elearning.partnering.models.maps import MapEntry, PartnershipMap
from elearning.partnering.models.pages import MapTaskPage, QuestionsTaskPage, WorkshopPage

__all__ = [
    "Answer",
    "AnswerSheet",
    "ChecklistVersion",
    "HealthAnswer",
    "HealthCheck",
    "MapEntry",
    "MapTaskPage",
    "PartnershipMap",
    "Question",
    "QuestionsTaskPage",
    "QuestionsVersion",
    "Said",
    "Statement",
    "WorkshopPage",
]
