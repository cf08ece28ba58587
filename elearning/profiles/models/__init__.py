"""What scoring made of somebody's answers, the priorities they chose, whom they show it to, and the pages for all of it."""

from elearning.profiles.models.pages import PrioritiesPage, ResultsPage
from elearning.profiles.models.priorities import PriorityChoice, PriorityList, PriorityReason, StatedImportance
from elearning.profiles.models.results import PrioritySuggestion, Result, ScaleResult
from elearning.profiles.models.sharing import ResultLook, ResultShare

__all__ = [
    "PrioritiesPage",
    "PriorityChoice",
    "PriorityList",
    "PriorityReason",
    "PrioritySuggestion",
    "Result",
    "ResultLook",
    "ResultShare",
    "ResultsPage",
    "ScaleResult",
    "StatedImportance",
]
