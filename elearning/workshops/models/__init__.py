"""The workshop while it is held: its clock, who waits to be let in, what a room has shown, and its board."""

from elearning.workshops.models.boards import BoardNote
from elearning.workshops.models.rooms import Arrival, RoomSheet, Showing, Standing, WorkshopRoom
from elearning.workshops.models.sheets import PaperSheet

__all__ = ["Arrival", "BoardNote", "PaperSheet", "RoomSheet", "Showing", "Standing", "WorkshopRoom"]
