"""Signing in by an organisation's own provider: a real one in a process of its own, through the whole dance (OpenID Connect)."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import jwt
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
    app |= {"settings": {"server_url": provider, "oauth_pkce_enabled": True, "scope": ["openid", "email"]}}
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


class Hostile(BaseHTTPRequestHandler):
    """A provider that answers at each of its addresses whatever `answers` says."""

    answers: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        answer = self.answers[self.path.rpartition("/")[2]]
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        self.send_response(status)
        if body != NO_TYPE:
            self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """The address of a provider that answers what a test tells it to."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


NO_TYPE = b"access_token=x"
DEEP = b"[" * 100_000
LONG = b'{"sub": ' + b"9" * 5000 + b"}"
DOCUMENT, TOKEN, PERSON = "openid-configuration", "token", "person"
NAMES = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def good_answers(address: str, email: str, **signed: Any) -> dict[str, Any]:
    """What a provider answers that means well; `signed` is told otherwise in its signed word."""
    document = {name: f"{address}/{name}" for name in NAMES} | {"issuer": address}
    document |= {"token_endpoint": f"{address}/token", "userinfo_endpoint": f"{address}/person"}
    word = {"iss": address, "aud": "alongside", "sub": "ada", "exp": int(time.time()) + 60, **signed}
    token = {"access_token": "x", "token_type": "Bearer", "id_token": jwt.encode(word, "k" * 32, algorithm="HS256")}
    return {DOCUMENT: document, TOKEN: token, PERSON: {"sub": "ada", "email": email, "email_verified": True}}


def led(client: Client, hostile: str, settings: Any, answers: dict[str, Any]) -> list[str]:
    """Where somebody is led who signs in by a provider that answers so."""
    app = {"provider_id": "riverside", "name": "Riverside Council", "client_id": "alongside", "secret": "a long secret"}
    app |= {"settings": {"server_url": hostile, "oauth_pkce_enabled": True}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    Hostile.answers = answers
    away = client.post("/sign-in/with/riverside/").headers["Location"]
    if not away.startswith(hostile):
        return [away]
    state = parse_qs(urlsplit(away).query)["state"][0]
    return ["away", client.get(f"/sign-in/with/riverside/back/?code=x&state={state}").headers["Location"]]


def test_a_provider_that_means_well_is_believed(client: Client, ada: User, hostile: str, settings: Any) -> None:
    long = "s" * 255
    answers = good_answers(hostile, ada.email, sub=long)
    answers[PERSON]["sub"] = long

    assert (led(client, hostile, settings, answers), is_in(client)) == (["away", "/my/"], True)


@pytest.mark.parametrize(
    "document",
    [[], "", None, 5, {}, DEEP, LONG, b"\xff\xfe", b"<html>", (500, {}), (302, {})]
    + [{name: wrong} for name in NAMES for wrong in (5, ["x"], "javascript:alert(1)", "http://[", None)],
    ids=lambda value: repr(value)[:40],
)
def test_a_document_of_no_use_is_told_in_plain_words(
    client: Client, ada: User, hostile: str, settings: Any, document: Any
) -> None:
    answers = good_answers(hostile, ada.email)
    is_part = isinstance(document, dict) and document
    answers[DOCUMENT] = {**answers[DOCUMENT], **document} if is_part else document

    assert (led(client, hostile, settings, answers), is_in(client)) == (["/sign-in/not-known/"], False)


@pytest.mark.parametrize(
    ("where", "answer"),
    [(TOKEN, one) for one in ([], ["access_token"], "", None, {}, DEEP, b"", b"\xff", NO_TYPE, (400, {"error": "x"}))]
    + [(TOKEN, {"access_token": one}) for one in (5, None, ["x"], "x\ny", "\u2028", "\ud800")]
    + [(TOKEN, {"access_token": "x", "id_token": one}) for one in (5, {}, "x", "a.b.c", "é.é.é")]
    + [(PERSON, one) for one in ([], ["sub"], "sub", None, {}, DEEP, LONG, b"\xff", (401, {}), (500, b""))]
    + [(PERSON, {"sub": one, "email_verified": True}) for one in (5, None, "", ["ada"], {"ada": 1}, "a\0", "\ud800")]
    + [(PERSON, {"email": one}) for one in (5, None, "", ["a@b.org"], {}, "a\0@example.org", "\ud800@example.org")],
    ids=lambda value: repr(value)[:40],
)
def test_an_answer_of_no_use_is_told_in_plain_words(
    client: Client, ada: User, hostile: str, settings: Any, where: str, answer: Any
) -> None:
    answers = good_answers(hostile, ada.email)
    answers[where] = {**answers[where], **answer} if isinstance(answer, dict) and answer else answer

    assert (led(client, hostile, settings, answers), is_in(client)) == (["away", "/sign-in/not-known/"], False)


@pytest.mark.parametrize(
    "signed",
    [
        {"sub": "ben"},
        {"sub": 5},
        {"sub": None},
        {"exp": 1},
        {"exp": "later"},
        {"exp": 10**400, "jti": "x"},
        {"exp": "99999999999", "jti": "x"},
        {"iss": "https://other.example.org"},
        {"aud": "another"},
        {"aud": 5},
    ],
    ids=repr,
)
def test_a_signed_word_that_does_not_fit_opens_nothing(
    client: Client, ada: User, hostile: str, settings: Any, signed: dict[str, Any]
) -> None:
    answers = good_answers(hostile, ada.email, **signed)

    assert (led(client, hostile, settings, answers), is_in(client)) == (["away", "/sign-in/not-known/"], False)


def test_the_log_says_what_was_of_no_use_and_nothing_of_the_answer(
    client: Client, ada: User, hostile: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answers = good_answers(hostile, ada.email, sub="ben")

    led(client, hostile, settings, answers)

    assert "provider riverside did not work: the provider told of two people" in caplog.text
    assert [word for word in (ada.email, "ben\n", answers[TOKEN]["id_token"]) if word in caplog.text] == []


def test_a_fault_of_ours_is_not_told_as_the_providers(client: Client, db: None, settings: Any) -> None:
    app = {"provider_id": "riverside", "name": "Riverside Council", "client_id": "alongside", "secret": "a long secret"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{**app, "settings": {}}]}}

    with pytest.raises(KeyError, match="server_url"):
        client.post("/sign-in/with/riverside/")


def test_asking_needs_a_press_of_the_button_and_a_provider_that_is_known(
    client: Client, db: None, vouching: str
) -> None:
    page = client.get("/sign-in/with/riverside/")
    assert (page.status_code, page.templates[0].name) == (200, "socialaccount/login.html")
    assert "<title>Sign in with Riverside Council" in page.content.decode()
    assert "Sign in with a code instead" in page.content.decode()
    assert client.post("/sign-in/with/harbour/").status_code == 404


def run_with(**given: str) -> str:
    """What the product says that is started with these settings."""
    words = "import elearning.identity as i; print(i.OIDC_ORIGINS, i.SESSION_COOKIE_NAME)"
    asked = (
        "; [print(*one['settings']['scope'], end='') for one in i.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']]"
    )
    command = [sys.executable, "-c", words + asked]
    env = {"PATH": "/usr/bin:/bin", **given}
    done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout + done.stderr


def test_settings_name_providers_and_refuse_nonsense() -> None:
    one = {"OIDC": "riverside", "OIDC_RIVERSIDE_CLIENT_ID": "x", "OIDC_RIVERSIDE_CLIENT_SECRET": "y"}
    good = run_with(**one, OIDC_RIVERSIDE_ISSUER="https://id.example.org/realm/", BASE_URL="https://learn.example.org")

    assert good.split() == ["['https://id.example.org']", "__Host-sessionid", "openid", "email"]
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
