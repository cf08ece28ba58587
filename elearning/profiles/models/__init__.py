"""What scoring made of somebody's answers, the priorities they chose, and the pages that show both."""

from elearning.profiles.models.pages import PrioritiesPage, ResultsPage
from elearning.profiles.models.priorities import PriorityChoice, PriorityList, PriorityReason, StatedImportance
from elearning.profiles.models.results import PrioritySuggestion, Result, ScaleResult

__all__ = [
    "PrioritiesPage",
    "PriorityChoice",
    "PriorityList",
    "PriorityReason",
    "PrioritySuggestion",
    "Result",
    "ResultsPage",
    "ScaleResult",
    "StatedImportance",
]
