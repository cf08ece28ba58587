"""The doors of the workshop's page, and those of its room."""

from django.urls import path

from elearning.partnering.doors import workshop
from elearning.workshops.views import afterwards, phones

urlpatterns = [
    *workshop.urlpatterns,
    path("room/", phones.room, name="room"),
    path("room/line-up/", phones.stand, name="stand"),
    path("room/checklist/", phones.lay, name="lay"),
    path("room/board/", phones.board, name="board"),
    path("room/afterwards/", afterwards.after, name="after"),
]
