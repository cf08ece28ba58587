"""Addresses of offers and requests."""

from django.urls import path

from elearning.opportunities import views

app_name = "opportunities"
urlpatterns = [
    path("opportunities/", views.listed, name="listed"),
    path("my/<uuid:enrolment_id>/opportunities/new/", views.offer, name="offer"),
    path("opportunities/<uuid:opportunity_id>/", views.one, name="one"),
    path("opportunities/<uuid:opportunity_id>/change/", views.change, name="change"),
    path("opportunities/<uuid:opportunity_id>/report/", views.report, name="report"),
    path("opportunities/<uuid:opportunity_id>/moderate/", views.moderate, name="moderate"),
    path("opportunities/<uuid:opportunity_id>/talk/<int:asker_id>/", views.talk, name="talk"),
]
