"""The self-assessment, its frozen versions, the steps that ask it again, and what people answer."""

from elearning.assessments.models.answers import ImportanceRating, LookingBack, RespondentKey, Response, ResponseSet
from elearning.assessments.models.figures import ReliabilityFigures
from elearning.assessments.models.instruments import InstrumentVersion, SelfAssessmentPage
from elearning.assessments.models.waves import AssessmentStep, FollowUpAssessmentPage, SecondAssessmentPage

__all__ = [
    "AssessmentStep",
    "FollowUpAssessmentPage",
    "ImportanceRating",
    "InstrumentVersion",
    "LookingBack",
    "ReliabilityFigures",
    "RespondentKey",
    "Response",
    "ResponseSet",
    "SecondAssessmentPage",
    "SelfAssessmentPage",
]
