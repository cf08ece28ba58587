"""Nobody is sent away to another site by an address that somebody else wrote (TRUST S07): every parameter that says where to go
next, with everything that browsers have been known to take for another host."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from elearning.accounts.models import User
from tests.accounts.test_sign_in import code_in
from tests.conftest import Cast, signed_in

AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://testserver.evil.example/",
    "http://evil.example#@testserver/",
    "http://evil.example?testserver/",
    "http://evil.example\\@testserver/",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://evil.example/",
    "//evil%E3%80%82example",
    "//[::1]/",
    "http://[evil",
    "/%0d%0aLocation:%20https://evil.example",
    "%2f%2fevil.example",
]
PASSWORD = "a long enough password"
Trial = Callable[[Cast, str], HttpResponse]


def sign_in_by_code(cast: Cast, wanted: str) -> HttpResponse:
    client, query = Client(), f"?next={quote(wanted, safe='')}"
    with TestCase.captureOnCommitCallbacks(execute=True):
        sent = client.post(reverse("account_login") + query, {"email": cast.ada.user.email, "next": wanted})
    return client.post(sent.headers["Location"] + "&" + query[1:], {"code": code_in(mail.outbox[-1]), "next": wanted})


def sign_in_by_password(cast: Cast, wanted: str) -> HttpResponse:
    cast.ada.user.set_password(PASSWORD)
    cast.ada.user.save()
    address = f"{reverse('account_login_with_password')}?next={quote(wanted, safe='')}"
    return Client().post(address, {"login": cast.ada.user.email, "password": PASSWORD, "next": wanted})


def signed_in_already(cast: Cast, wanted: str) -> HttpResponse:
    return signed_in(cast.ada.user).get(reverse("account_login"), {"next": wanted})


def sign_out(cast: Cast, wanted: str) -> HttpResponse:
    return signed_in(cast.ada.user).post(f"/sign-out/?next={quote(wanted, safe='')}", {"next": wanted})


def prove(cast: Cast, wanted: str) -> HttpResponse:
    return signed_in(cast.ada.user).post(f"{reverse('account_prove')}?next={quote(wanted, safe='')}", {"next": wanted})


def side_door(cast: Cast, wanted: str) -> HttpResponse:
    return Client().get("/_util/login/", {"next": wanted})


def admin_door(cast: Cast, wanted: str) -> HttpResponse:
    return Client().get("/admin/login/", {"next": wanted})


def no_slash(cast: Cast, wanted: str) -> HttpResponse:
    """Django adds the slash that is missing, to whatever stands before it."""
    return Client().get("/" + quote(wanted, safe="/:\\@%").rstrip("/"))


def admin_form(cast: Cast, wanted: str) -> HttpResponse:
    owner = User.objects.create_superuser("owner@redirects.example")
    address = reverse("wagtailadmin_pages:unpublish", args=[cast.programme.pk])
    return signed_in(owner).post(f"{address}?next={quote(wanted, safe='')}", {"next": wanted})


TRIALS: dict[str, Trial] = {
    "sign in by code": sign_in_by_code,
    "sign in by password": sign_in_by_password,
    "signed in already": signed_in_already,
    "sign out": sign_out,
    "prove": prove,
    "Wagtail’s side door": side_door,
    "the admin’s door": admin_door,
    "no slash": no_slash,
    "a form of the admin": admin_form,
}


@pytest.mark.parametrize("trial", TRIALS)
def test_nobody_is_sent_to_another_site(cast: Cast, trial: str) -> None:
    """A browser strips blanks, tabs and line ends, and takes a backslash for a slash: so is compared here."""
    away, led = [], 0
    for wanted in AWAY[:1] if trial == "a form of the admin" else AWAY:
        answer = TRIALS[trial](cast, wanted)
        if "Location" not in answer.headers:
            continue
        led += 1
        place = answer.headers["Location"].strip().replace("\\", "/").replace("\t", "").replace("\n", "")
        found = urlsplit(place)
        if found.scheme not in {"", "http"} or found.netloc not in {"", "testserver"} or place.startswith("//"):
            away.append((wanted, answer.headers["Location"]))

    assert away == []
    assert led or trial == "no slash"


@pytest.mark.parametrize("trial", ["sign in by code", "sign in by password", "signed in already", "prove"])
def test_addresses_of_ours_are_followed(cast: Cast, trial: str) -> None:
    assert TRIALS[trial](cast, "/cohorts/").headers["Location"] == "/cohorts/"
