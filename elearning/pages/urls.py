"""Addresses of the plain pages that every page links to."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from elearning.pages import views

app_name = "pages"
# Open: whoever cannot sign in needs help, and everybody may know what is kept about them. Whoever finds a weakness is a stranger.
urlpatterns: list[URLPattern] = [
    path("help/", login_not_required(views.plain), {"slug": "help"}, name="help"),
    path("privacy/", login_not_required(views.plain), {"slug": "privacy"}, name="privacy"),
    path("accessibility/", login_not_required(views.plain), {"slug": "accessibility"}, name="accessibility"),
    path(".well-known/security.txt", login_not_required(views.security), name="security"),
]
