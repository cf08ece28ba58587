"""The pages of the pre-work and the workshop, and what people write there."""

from elearning.partnering.models.answers import Answer, AnswerSheet, Question, QuestionsVersion
from elearning.partnering.models.checks import ChecklistVersion, HealthAnswer, HealthCheck, Said, Statement
from elearning.partnering.models.copies import BroughtMap, KeptMap, MapLink
from elearning.partnering.models.maps import MapEntry, PartnershipMap
from elearning.partnering.models.pages import MapTaskPage, QuestionsTaskPage, WorkshopPage
from elearning.partnering.models.sides import Comparison, Point, Side

__all__ = [
    "Answer",
    "AnswerSheet",
    "BroughtMap",
    "ChecklistVersion",
    "Comparison",
    "HealthAnswer",
    "HealthCheck",
    "KeptMap",
    "MapEntry",
    "MapLink",
    "MapTaskPage",
    "PartnershipMap",
    "Point",
    "Question",
    "QuestionsTaskPage",
    "QuestionsVersion",
    "Said",
    "Side",
    "Statement",
    "WorkshopPage",
]
