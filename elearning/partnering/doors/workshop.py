"""Addresses below the page of the workshop."""

from django.urls import path

from elearning.partnering.views import checks, sides, workshop

urlpatterns = [
    path("", workshop.workshop, name="start"),
    path("handouts/<int:number>/", workshop.handout, name="handout"),
    path("checklist/", workshop.checklist, name="checklist"),
    path("checklist/answer/", checks.begin, name="check"),
    path("checklist/both-sides/", sides.ask, name="sides"),
    path("calendar/", workshop.calendar, name="calendar"),
    path("caught-up/", workshop.caught_up, name="caught_up"),
]
