"""Binds the workshop's page to its doors and to those of the room."""

from elearning.partnering.models import WorkshopPage
from elearning.programmes.http import bind
from elearning.workshops.doors import workshop

bind(WorkshopPage, workshop)
