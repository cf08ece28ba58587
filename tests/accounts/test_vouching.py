"""Signing in by an organisation's own provider: a real one in a process of its own, through the whole dance (OpenID Connect)."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings
from django.test import Client

from elearning.accounts.models import User
from elearning.accounts.securing import add_app
from elearning.accounts.vouching import known_by
from tests.conftest import Cast, signed_in
from tests.laying import laid

LONGEST_START = 60.0


@laid
def ada(cast: Cast) -> User:
    cast.ada.user.set_password("four unrelated quiet words")
    cast.ada.user.save()
    return cast.ada.user


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider, which this process has started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        until_open(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def until_open(port: int) -> None:
    last = time.monotonic() + LONGEST_START
    while time.monotonic() < last:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail("The provider did not start.")


@pytest.fixture
def vouching(provider: str, settings: Any) -> str:
    """The provider, known to us as “riverside”."""
    app = {"provider_id": "riverside", "name": "Riverside Council", "client_id": "alongside", "secret": "a long secret"}
    app |= {"settings": {"server_url": provider, "oauth_pkce_enabled": True}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return provider


def came_back(provider: str, client: Client, claims: dict[str, Any], query: str = "") -> Any:
    """What becomes of somebody of whom the provider tells `claims`, who presses our button and signs in there."""
    requests.put(f"{provider}/users/somebody", json=claims, timeout=10).raise_for_status()
    away = client.post(f"/sign-in/with/riverside/{query}")
    assert away.headers["Location"].startswith(f"{provider}/oauth2/authorize?")
    there = requests.post(away.headers["Location"], data={"sub": "somebody"}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_page_of_signing_in_offers_the_organisation(client: Client, db: None, vouching: str) -> None:
    assert "Sign in with Riverside Council" in client.get("/sign-in/").content.decode()


def test_a_verified_address_signs_its_person_in(client: Client, ada: User, vouching: str) -> None:
    claims = {"email": ada.email.upper(), "email_verified": True}

    answer = came_back(vouching, client, claims, "?next=/my/details/")

    assert (answer.headers["Location"], client.session["_auth_user_id"]) == ("/my/details/", str(ada.pk))
    assert User.objects.get(pk=ada.pk).has_usable_password()
    assert (SocialAccount.objects.count(), SocialToken.objects.count()) == (0, 0)


@pytest.mark.parametrize("verified", [False, "true", "false", 1, None])
def test_an_address_that_is_not_called_verified_opens_nothing(
    client: Client, ada: User, vouching: str, verified: Any
) -> None:
    claims = {"email": ada.email} | ({} if verified is None else {"email_verified": verified})

    assert known_by({"userinfo": claims}) is None
    if verified is False:
        answer = came_back(vouching, client, claims)
        assert (answer.headers["Location"], is_in(client)) == ("/sign-in/not-known/", False)


def test_nobody_joins_by_it(client: Client, ada: User, vouching: str) -> None:
    before = User.objects.count()

    answer = came_back(vouching, client, {"email": "new@example.org", "email_verified": True})

    assert (answer.headers["Location"], is_in(client)) == ("/sign-in/not-known/", False)
    assert User.objects.count() == before
    assert client.get("/sign-in/not-known/").status_code == 403


def test_a_closed_account_stays_closed(client: Client, ada: User, vouching: str) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)

    came_back(vouching, client, {"email": ada.email, "email_verified": True})

    assert not is_in(client)


def test_ones_own_second_step_is_asked_for_all_the_same(client: Client, ada: User, vouching: str, rf: Any) -> None:
    request = rf.post("/")
    request.session = signed_in(ada).session
    add_app(request, ada, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    answer = came_back(vouching, client, {"email": ada.email, "email_verified": True})

    assert (answer.headers["Location"], is_in(client)) == ("/sign-in/second-step/", False)


def test_an_answer_that_nobody_here_has_asked_for_opens_nothing(client: Client, ada: User, vouching: str) -> None:
    thief = Client()
    requests.put(f"{vouching}/users/somebody", json={"email": ada.email, "email_verified": True}, timeout=10)
    away = thief.post("/sign-in/with/riverside/")
    there = requests.post(away.headers["Location"], data={"sub": "somebody"}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])

    client.get(f"{back.path}?{back.query}")

    assert not is_in(client)


@pytest.mark.parametrize(
    "query", ["error=access_denied&state=x", "error=server_error", "code=wrong&state=x", "state=x", ""]
)
def test_a_sign_in_that_the_provider_breaks_off_is_told_in_plain_words(
    client: Client, db: None, vouching: str, query: str
) -> None:
    client.post("/sign-in/with/riverside/")

    answer = client.get(f"/sign-in/with/riverside/back/?{query}", follow=True)

    assert (answer.redirect_chain[-1:], is_in(client)) == ([("/sign-in/not-known/", 302)], False)
    assert "You could not be signed in" in answer.content.decode()


def test_a_provider_that_cannot_be_reached_is_told_in_plain_words(client: Client, db: None, settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
    app = {"provider_id": "riverside", "name": "Riverside Council", "client_id": "alongside", "secret": "a long secret"}
    app |= {"settings": {"server_url": nobody, "oauth_pkce_enabled": True}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    answers = [client.post("/sign-in/with/riverside/", follow=True)]
    answers += [client.get("/sign-in/with/riverside/back/?code=x&state=y", follow=True)]

    assert [answer.redirect_chain[-1:] for answer in answers] == [[("/sign-in/not-known/", 302)]] * 2


def test_asking_needs_a_press_of_the_button_and_a_provider_that_is_known(
    client: Client, db: None, vouching: str
) -> None:
    assert client.get("/sign-in/with/riverside/").status_code == 200
    assert client.post("/sign-in/with/harbour/").status_code == 404


def run_with(**given: str) -> str:
    """What the product says that is started with these settings."""
    command = [sys.executable, "-c", "import elearning.identity as i; print(i.OIDC_ORIGINS, i.SESSION_COOKIE_NAME)"]
    env = {"PATH": "/usr/bin:/bin", **given}
    done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout + done.stderr


def test_settings_name_providers_and_refuse_nonsense() -> None:
    one = {"OIDC": "riverside", "OIDC_RIVERSIDE_CLIENT_ID": "x", "OIDC_RIVERSIDE_CLIENT_SECRET": "y"}
    good = run_with(**one, OIDC_RIVERSIDE_ISSUER="https://id.example.org/realm/", BASE_URL="https://learn.example.org")

    assert good.split() == ["['https://id.example.org']", "__Host-sessionid"]
    further = {"OIDC_RIVERSIDE_ISSUER": "https://id.example.org", "OIDC_RIVERSIDE_ORIGINS": "https://*.example.net"}
    assert run_with(**one, **further).startswith("['https://id.example.org', 'https://*.example.net']")
    for wrong in (
        "https://id.example.org/realm",
        "http://id.example.org",
        "https:",
        "https://a.org 'unsafe-inline'",
        "*",
    ):
        assert "OIDC_RIVERSIDE_ORIGINS is wrong" in run_with(**one, **further | {"OIDC_RIVERSIDE_ORIGINS": wrong})
    assert "OIDC_RIVERSIDE_ISSUER is wrong" in run_with(**one, OIDC_RIVERSIDE_ISSUER="http://id.example.org")
    assert "OIDC is wrong" in run_with(OIDC="River Side")
