"""Addresses of what others show to somebody; one's own results lie below their step."""

from django.urls import path

from elearning.profiles.views import sharing

app_name = "profiles"
urlpatterns = [
    path("my/shared/", sharing.shared_with_me, name="shared_with_me"),
    path("my/shared/<uuid:share_id>/", sharing.shared, name="shared"),
]
