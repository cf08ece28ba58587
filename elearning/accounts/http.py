"""The request of somebody who has signed in."""

from django.http import HttpRequest

from elearning.accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """A request behind a locked door: `user` is a person, never anonymous."""

    user: User
