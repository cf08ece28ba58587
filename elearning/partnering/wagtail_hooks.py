"""Binds the steps of this room to their doors; the workshop is bound by its own room, which adds its doors (`workshops`)."""

from elearning.partnering.doors import map as map_doors
from elearning.partnering.doors import questions as questions_doors
from elearning.partnering.models import MapTaskPage, QuestionsTaskPage
from elearning.programmes.http import bind

bind(MapTaskPage, map_doors)
bind(QuestionsTaskPage, questions_doors)
