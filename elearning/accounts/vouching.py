"""Signing in by way of an organisation's own provider (OpenID Connect): it vouches for an address, and nobody joins by it.

Whoever comes is matched by an e-mail address that the provider calls verified, and by nothing else, with somebody who is known
here or invited. Nothing of the provider is kept. A second step of one's own is asked for all the same.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from requests.exceptions import RequestException

from elearning.accounts.models import User


def told_plainly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view` of signing in by a provider; one that cannot be reached, or that does not say where to go, is told on our page."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (RequestException, KeyError):
            return redirect("account_not_known")

    return asked


class VouchingAdapter(DefaultSocialAccountAdapter):
    """Decides what becomes of somebody for whom a provider vouches."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an account is made by an invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Sign in the person of the verified address, or say that nobody is known by it; nothing else ever happens."""
        user = known_by(sociallogin.account.extra_data)
        if user is None or request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("account_not_known"))
        record_authentication(request, user, "socialaccount", provider=sociallogin.account.provider)
        login = Login(user=user, redirect_url=sociallogin.get_redirect_url(request), email=user.email)
        raise ImmediateHttpResponse(perform_login(request, login))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> NoReturn:
        """Say that it did not work, whatever the cause; causes are for the provider's log."""
        raise ImmediateHttpResponse(redirect("account_not_known"))


def known_by(told: dict[str, Any]) -> User | None:
    """The person whose verified address stands in what a provider `told`; None for an address that is not verified.

    Only `true` counts: some providers send words, and “false” is one.
    """
    facts = told.get("userinfo") or told.get("id_token") or {}
    if facts.get("email_verified") is not True or not facts.get("email"):
        return None
    return User.objects.filter(email__iexact=str(facts["email"]).strip(), is_active=True).first()
