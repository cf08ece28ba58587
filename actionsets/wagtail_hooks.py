"""Serves the page on sets by this room's own doors."""

from actionsets.doors import set as set_doors
from actionsets.models import ActionLearningPage
from elearning.programmes.http import bind

bind(ActionLearningPage, set_doors)
