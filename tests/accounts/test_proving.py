"""Showing that it is still oneself: by a mailed code or a password, for a quarter of an hour, before a record is handed out."""

import re
import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from elearning.accounts.models import User
from tests.conftest import Cast, signed_in
from tests.laying import laid

PASSWORD = "four unrelated quiet words"
FILES = ["records:data", "records:page", "records:pdf"]
PROVE = "/my/details/is-it-you/"


@laid
def ada(cast: Cast) -> User:
    """Ada, who has no password."""
    cast.ada.user.set_unusable_password()
    cast.ada.user.save()
    return cast.ada.user


def a_while_ago(user: User, seconds: int = 16 * 60) -> Client:
    """A window in which somebody signed in some time ago."""
    client = signed_in(user)
    session = client.session
    session["proved_to_be"] = {"user": user.pk, "at": time.time() - seconds}
    session.save()
    return client


def asked(client: Client) -> str:
    """The code that is mailed on asking."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(PROVE, {"send": "1", "next": "/my/record/"})
    found = re.search(r"^([A-Z0-9-]{6,9})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def is_asked_first(answer: Any) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(PROVE)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_record_is_not_handed_to_whoever_finds_a_screen_left_open(ada: User, name: str, method: str) -> None:
    answer = getattr(a_while_ago(ada), method)(reverse(name))

    assert is_asked_first(answer) or answer.status_code == 405


def test_the_page_of_the_record_asks_before_it_offers_files(ada: User) -> None:
    page = a_while_ago(ada).get("/my/record/").content.decode()

    assert "Show that it is you" in page
    assert [name for name in FILES if reverse(name) in page] == []


def test_who_has_just_signed_in_by_code_is_not_asked_again(client: Client, ada: User) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/sign-in/", {"email": ada.email})
    found = re.search(r"^([A-Z0-9-]{6,9})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    client.post("/sign-in/code/confirm/", {"code": found[1]})

    assert client.get(reverse("records:data")).status_code == 200


def test_a_mailed_code_opens_the_record_to_who_has_no_password(ada: User) -> None:
    client = a_while_ago(ada)
    code = asked(client)

    proved = client.post(PROVE, {"code": code.lower().replace("-", " "), "next": "/my/record/"})

    assert (mail.outbox[-1].to, proved.headers["Location"]) == ([ada.email], "/my/record/")
    assert client.get(reverse("records:data")).status_code == 200


def test_a_code_is_nobody_elses(ada: User, cast: Cast) -> None:
    code, other = asked(a_while_ago(ada)), a_while_ago(cast.ben.user)
    asked(other)

    answer = other.post(PROVE, {"code": code})

    assert (answer.status_code, is_asked_first(other.get(reverse("records:data")))) == (422, True)


def test_a_code_works_once(ada: User) -> None:
    client = a_while_ago(ada)
    code = asked(client)
    client.post(PROVE, {"code": code})
    session = client.session
    session["proved_to_be"] = {"user": ada.pk, "at": 0}
    session.save()

    client.post(PROVE, {"code": code})

    assert is_asked_first(client.get(reverse("records:data")))


def test_three_wrong_codes_end_the_right_one(ada: User) -> None:
    client = a_while_ago(ada)
    code = asked(client)
    for _try in range(3):
        refused = client.post(PROVE, {"code": "AAA-AAA"})

    client.post(PROVE, {"code": code})

    assert refused.context["form"].errors["code"] == [
        "That was the third wrong code, so it works no more. Ask for another one."
    ]
    assert is_asked_first(client.get(reverse("records:data")))


def test_a_code_ends_after_a_quarter_of_an_hour(ada: User) -> None:
    client = a_while_ago(ada)
    code = asked(client)
    session = client.session
    session["proof_code"] = {**session["proof_code"], "at": time.time() - 15 * 60 - 1}
    session.save()

    client.post(PROVE, {"code": code})

    assert is_asked_first(client.get(reverse("records:data")))


def test_a_password_is_taken_of_who_has_one(ada: User) -> None:
    ada.set_password(PASSWORD)
    ada.save()
    client = a_while_ago(ada)

    refused = client.post(PROVE, {"password": "something else entirely"})
    client.post(PROVE, {"password": PASSWORD})

    assert list(refused.context["form"].errors) == ["password"]
    assert client.get(reverse("records:data")).status_code == 200


def test_tries_are_counted(ada: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"prove": "10/15m/user"}
    ada.set_password(PASSWORD)
    ada.save()
    client = a_while_ago(ada)
    for _try in range(10):
        client.post(PROVE, {"password": "something else entirely"})

    client.post(PROVE, {"password": PASSWORD})

    assert is_asked_first(client.get(reverse("records:data")))


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example.org/", "//elsewhere.example.org/", "javascript:alert(1)"]
)
def test_nobody_is_led_away(ada: User, onward: str) -> None:
    assert signed_in(ada).get(PROVE, {"next": onward}).headers["Location"] == "/"


def test_an_empty_form_says_what_to_do(ada: User) -> None:
    client = a_while_ago(ada)
    asked(client)

    assert list(client.post(PROVE, {}).context["form"].errors) == ["code"]
