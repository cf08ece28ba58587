"""Addresses of the values exercise."""

from django.urls import path

from elearning.values import views

app_name = "values"
urlpatterns = [
    path("my/<uuid:enrolment_id>/values/", views.exercise, name="exercise"),
    path("my/<uuid:enrolment_id>/values/sheet/", views.sheet, name="sheet"),
    path("cohorts/<uuid:cohort_id>/values/", views.shown, name="shown"),
]
