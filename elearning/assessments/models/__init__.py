"""The self-assessment, its frozen versions, and what people answer."""

from elearning.assessments.models.answers import ImportanceRating, RespondentKey, Response, ResponseSet
from elearning.assessments.models.instruments import InstrumentVersion, SelfAssessmentPage

__all__ = [
    "ImportanceRating",
    "InstrumentVersion",
    "RespondentKey",
    "Response",
    "ResponseSet",
    "SelfAssessmentPage",
]
