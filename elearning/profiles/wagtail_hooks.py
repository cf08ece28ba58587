"""Binds the self-assessment in its three waves, the results and the priorities to their doors."""

from elearning.assessments.models import FollowUpAssessmentPage, SecondAssessmentPage, SelfAssessmentPage
from elearning.profiles.doors import again, assessment, follow_up, priorities, results
from elearning.profiles.models import PrioritiesPage, ResultsPage
from elearning.programmes.http import bind

bind(SelfAssessmentPage, assessment)
bind(SecondAssessmentPage, again)
bind(FollowUpAssessmentPage, follow_up)
bind(ResultsPage, results)
bind(PrioritiesPage, priorities)
