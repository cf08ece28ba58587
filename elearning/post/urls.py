"""Addresses at which people say what they want to be written to about; one of them is open, since a mail leads to it."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from elearning.post import views

app_name = "post"
urlpatterns: list[URLPattern] = [
    path("my/mail/", views.mine, name="mine"),
    # Open: who follows the link in a mail is not signed in, and mail programs never are. The link itself says who and what.
    path("mail/stop/<str:token>/", login_not_required(csrf_exempt(views.stop)), name="stop"),
]
