"""The doors of the results: to read, to keep, and to show to somebody."""

from django.urls import path

from elearning.profiles.views import results, sharing

urlpatterns = [
    path("", results.results, name="start"),
    path("pdf/", results.pdf, name="pdf"),
    path("share/", sharing.share, name="share"),
    path("share/preview/", sharing.share_preview, name="share_preview"),
    path("share/<uuid:share_id>/end/", sharing.share_end, name="share_end"),
]
