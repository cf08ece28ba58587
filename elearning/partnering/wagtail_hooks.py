"""Binds the steps of this room to their doors."""

from elearning.partnering.doors import map as map_doors
from elearning.partnering.doors import questions as questions_doors
from elearning.partnering.doors import workshop as workshop_doors
from elearning.partnering.models import MapTaskPage, QuestionsTaskPage, WorkshopPage
from elearning.programmes.http import bind

bind(MapTaskPage, map_doors)
bind(QuestionsTaskPage, questions_doors)
bind(WorkshopPage, workshop_doors)
