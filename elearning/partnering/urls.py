"""Addresses of what facilitators read of the pre-work."""

from django.urls import path

from elearning.partnering.views import shared

app_name = "partnering"
urlpatterns = [
    path("cohorts/<uuid:public_id>/shared-answers/", shared.shared_answers, name="shared"),
]
