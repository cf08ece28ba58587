"""What follows from signing in and out and from a new password: the list of devices is kept, and other sign-ins end."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from elearning.accounts import securing, signins
from elearning.accounts.models import SignIn, User


@receiver(user_logged_in)
def note(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Somebody has signed in."""
    signins.began(request, user)
    request.session[signins.STAFF] = securing.is_asked_of(user)


@receiver(user_logged_out)
def strike(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Somebody has signed out; their session is emptied by Django right after this."""
    if request.session.session_key:
        SignIn.objects.filter(session_key=request.session.session_key).delete()


@receiver([password_changed, password_set, password_reset])
def end_others(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A new password ends every other sign-in."""
    is_here = request.user == user
    signins.end_others(user, but=request.session.session_key if is_here else None)
    if is_here:
        signins.began(request, user)
