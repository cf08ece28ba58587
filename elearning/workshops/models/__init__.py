"""The workshop while it is held: its clock, who waits to be let in, what a room has shown, and its board."""

from elearning.workshops.models.boards import BoardNote
from elearning.workshops.models.rooms import Arrival, RoomSheet, Showing, Standing, WorkshopRoom

__all__ = ["Arrival", "BoardNote", "RoomSheet", "Showing", "Standing", "WorkshopRoom"]
