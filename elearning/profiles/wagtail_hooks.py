"""Binds the self-assessment, the results and the priorities to their doors."""

from elearning.assessments.models import SelfAssessmentPage
from elearning.profiles.doors import assessment, priorities, results
from elearning.profiles.models import PrioritiesPage, ResultsPage
from elearning.programmes.http import bind

bind(SelfAssessmentPage, assessment)
bind(ResultsPage, results)
bind(PrioritiesPage, priorities)
