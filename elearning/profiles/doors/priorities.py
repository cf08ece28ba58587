"""The doors of the priorities."""

from django.urls import path

from elearning.profiles.views import priorities

urlpatterns = [
    path("", priorities.priorities, name="start"),
    path("importance/", priorities.importance, name="importance"),
    path("choose/", priorities.choose, name="choose"),
    path("order/", priorities.order, name="order"),
]
