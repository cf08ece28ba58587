"""Signing in by way of an organisation's own provider (OpenID Connect): it vouches for an address, and nobody joins by it.

Whoever comes is matched by an e-mail address that the provider calls verified, and by nothing else, with somebody who is known
here or invited. Nothing of the provider is kept. A second step of one's own is asked for all the same.
"""

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2View
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from requests.exceptions import RequestException

from elearning.accounts import claims
from elearning.accounts.models import User

logger = logging.getLogger(__name__)


def told_plainly(step: type[OAuth2View]) -> Callable[[HttpRequest, str], HttpResponse]:
    """The door to `step` of signing in by a provider. One that cannot be reached, or answers what is of no use, is told on our
    page and noted in the log; a fault of ours stays one."""

    def door(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return step.adapter_view(claims.Answers(request, provider_id))(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except (RequestException, OAuth2Error) as problem:
            return _not_known(provider_id, problem)

    return door


def _not_known(provider_id: str, problem: BaseException | None) -> HttpResponse:
    """The page that says it did not work; the log says why, without a word of what the provider sent."""
    words = str(problem) if isinstance(problem, claims.UnfitError) else type(problem).__name__
    logger.warning("Signing in by the provider %s did not work: %s", provider_id, words)
    return redirect("account_not_known")


class VouchingAdapter(DefaultSocialAccountAdapter):
    """Decides what becomes of somebody for whom a provider vouches."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an account is made by an invitation."""
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """A provider, whose answers are looked at before they are used."""
        found = super().get_provider(request, provider, client_id=client_id)
        found.oauth2_adapter_class = claims.Answers
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Sign in the person of the verified address, or say that nobody is known by it; nothing else ever happens."""
        user = known_by(sociallogin.account.extra_data)
        if user is None or request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("account_not_known"))
        record_authentication(request, user, "socialaccount", provider=sociallogin.account.provider)
        login = Login(user=user, redirect_url=sociallogin.get_redirect_url(request), email=user.email)
        raise ImmediateHttpResponse(perform_login(request, login))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, exception: Exception | None = None, **kwargs: Any
    ) -> NoReturn:
        """Say that it did not work, whatever the cause: the person broke off, the answer is of no use, nobody here asked."""
        raise ImmediateHttpResponse(_not_known(provider.app.provider_id, exception))


def known_by(told: dict[str, Any]) -> User | None:
    """The person whose verified address stands in what a provider `told`; None for an address that is not verified.

    Only `true` counts: some providers send words, and “false” is one.
    """
    facts = told.get("userinfo") or told.get("id_token") or {}
    if facts.get("email_verified") is not True or not facts.get("email"):
        return None
    return User.objects.filter(email__iexact=str(facts["email"]).strip(), is_active=True).first()
