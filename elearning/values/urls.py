"""Addresses of the values exercise."""

from django.urls import path

from elearning.values.views import own as views
from elearning.values.views import shared

app_name = "values"
urlpatterns = [
    path("my/<uuid:enrolment_id>/values/", views.exercise, name="exercise"),
    path("my/<uuid:enrolment_id>/values/sheet/", views.sheet, name="sheet"),
    path("cohorts/<uuid:cohort_id>/values/", views.shown, name="shown"),
    path("cohorts/<uuid:cohort_id>/values/boards/", shared.boards, name="boards"),
    path("values/boards/<uuid:board_id>/", shared.board, name="board"),
]
