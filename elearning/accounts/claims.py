"""What an organisation's provider answers (OpenID Connect), taken in only where it has the shape that the standard gives it.

Whatever has another shape is the provider's fault and is raised as one kind of error, close to where it is read; any other error
is ours and stays one. Of a person three facts are taken, and of who they are at the provider no more than a fingerprint.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.emailkit import valid_email_or_none
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

DOCUMENTED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
STUMBLES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class UnfitError(OAuth2Error):
    """A provider has answered what is of no use; its words say what, with nothing of the answer."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Inside, a library reads `what` a provider sent, and nothing of ours runs: what it stumbles over is the provider's."""
    try:
        yield
    except STUMBLES as problem:
        raise UnfitError(f"{what} cannot be read") from problem


class Answers(OpenIDConnectOAuth2Adapter):
    """The talk with one provider, each answer looked at before it is used."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Where things are at the provider, as it says itself. Raises UnfitError and `requests`' own."""
        if not hasattr(self, "_openid_config"):
            address = self.get_provider().server_url
            found = self._fetched(address, "the document about the provider")
            schemes = {"https", urlsplit(address).scheme}
            for name in DOCUMENTED:
                if not _is_address(found.get(name), schemes):
                    raise UnfitError(f"the document about the provider has no {name}")
            self._openid_config = found
        return self._openid_config

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, **kwargs: Any) -> dict[str, Any]:
        """What the provider gives for the code somebody came back with. Raises UnfitError and `requests`' own."""
        with reading("the answer to a code"):
            found = super().get_access_token_data(request, app, client, **kwargs)
        words = [found.get("access_token"), found.get("id_token", "")] if isinstance(found, dict) else [None]
        if not all(isinstance(one, str) for one in words):
            raise UnfitError("the answer to a code holds no token")
        return found

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """The token, which is used at once and never kept, so that nobody asks how long it lasts."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> Any:
        """Whom the provider vouches for; both its answers must be about the same person (OpenID Connect Core 5.3.2)."""
        headers = {"Authorization": f"Bearer {token.token}"}
        told = {"userinfo": facts(self._fetched(self.profile_url, "what is told of the person", headers))}
        if signed := kwargs["response"].get("id_token"):
            with reading("the signed word about the person"):
                decoded = self._decode_id_token(app, signed)
            told["id_token"] = facts(decoded)
            if told["id_token"]["sub"] != told["userinfo"]["sub"]:
                raise UnfitError("the provider told of two people")
        return self.get_provider().sociallogin_from_response(request, told)

    def _fetched(self, address: str, what: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session, reading(what):
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise UnfitError(f"{what} is not an object")
        return found


def facts(told: Mapping[str, Any]) -> dict[str, Any]:
    """The three facts that count of what a provider `told` of somebody. Raises UnfitError if it does not say who it is."""
    who, email = told.get("sub"), told.get("email")
    if not isinstance(who, str) or not who:
        raise UnfitError("the provider does not say who it is about")
    return {
        "sub": hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest(),
        "email": valid_email_or_none(email) or "" if isinstance(email, str) else "",
        "email_verified": told.get("email_verified") is True,
    }


def _is_address(value: object, schemes: set[str]) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname)
