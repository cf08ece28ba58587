"""Binds the steps of this room to their doors."""

from elearning.evaluations.doors import evaluation, follow_up
from elearning.evaluations.models import EndEvaluationPage, FollowUpEvaluationPage
from elearning.programmes.http import bind

bind(EndEvaluationPage, evaluation)
bind(FollowUpEvaluationPage, follow_up)
