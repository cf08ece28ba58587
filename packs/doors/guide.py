"""Doors below the address of a guide to a category: the guide itself, and its PDF."""

from django.urls import path

from packs.views import guide

urlpatterns = [
    path("", guide.guide, name="guide"),
    path("pdf/", guide.pdf, name="guide_pdf"),
    path("pdf/facilitators/", guide.facilitators_pdf, name="facilitators_guide_pdf"),
]
