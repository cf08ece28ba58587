"""Changing one's address: proved, confirmed from the new one, told to the old one; nobody learns who is here (TRUST I05, I08)."""

import re
import time
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, TestCase

from elearning.accounts.models import User
from tests.conftest import Cast, signed_in
from tests.laying import laid

NEW = "ada.new@example.org"


@laid
def ada(cast: Cast) -> User:
    return cast.ada.user


def asked(client: Client, address: str) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/my/address/", {"email": address})


def code() -> str:
    found = re.search(r"^([A-Z0-9-]{6,9})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def confirmed(client: Client, typed: str) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/my/address/confirm/", {"code": typed})


def address_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def test_address_changes_by_the_code_from_the_new_one_and_the_old_one_is_told(ada: User, cast: Cast) -> None:
    old, here, there = ada.email, signed_in(ada), signed_in(ada)
    EmailAddress.objects.create(user=ada, email=old, verified=True, primary=True)
    asked(here, NEW.upper())
    before = address_of(ada)

    answer = confirmed(here, code())

    assert (mail.outbox[-2].to, before, address_of(ada)) == ([NEW], old, NEW)
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([old], "Your address has changed")
    assert answer.headers["Location"] == "/my/details/"
    assert [one.get("/my/details/").status_code for one in (here, there)] == [200, 302]
    assert cast.cohort.enrolments.get(pk=cast.ada.pk).user.email == NEW


def test_the_old_address_opens_nothing_any_more(ada: User) -> None:
    old, client = ada.email, signed_in(ada)
    EmailAddress.objects.create(user=ada, email=old, verified=True, primary=True)
    asked(client, NEW)
    confirmed(client, code())

    with TestCase.captureOnCommitCallbacks(execute=True):
        Client().post("/sign-in/", {"email": old})

    assert mail.outbox[-1].subject == "About signing in"


def test_somebody_elses_address_is_not_told_and_not_taken(ada: User, cast: Cast) -> None:
    client = signed_in(ada)
    free, free_page = asked(client, NEW), client.get("/my/address/confirm/").content.decode()

    taken = asked(client, cast.ben.user.email)
    page = client.get("/my/address/confirm/").content.decode()

    token = re.compile(r'value="[\w-]{64}"')
    assert (taken.status_code, taken.headers["Location"]) == (free.status_code, free.headers["Location"])
    assert token.sub("", page).replace(cast.ben.user.email, "X") == token.sub("", free_page).replace(NEW, "X")
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([cast.ben.user.email], "About your address")
    assert confirmed(client, "AAA-AAA").status_code == 422


def test_an_address_that_was_taken_meanwhile_stays_its_owners(ada: User, cast: Cast) -> None:
    client, old = signed_in(ada), ada.email
    asked(client, NEW)
    right = code()
    User.objects.filter(pk=cast.ben.user.pk).update(email=NEW)

    answer = confirmed(client, right)

    assert (answer.status_code in {302, 422}, address_of(ada), address_of(cast.ben.user)) == (True, old, NEW)


def test_three_wrong_codes_end_the_right_one(ada: User) -> None:
    client, old = signed_in(ada), ada.email
    asked(client, NEW)
    right = code()
    for _try in range(3):
        confirmed(client, "AAA-AAA")

    confirmed(client, right)

    assert address_of(ada) == old


def test_nobody_changes_an_address_at_a_screen_left_open(ada: User) -> None:
    client = signed_in(ada)
    session = client.session
    session["proved_to_be"] = {"user": ada.pk, "at": time.time() - 16 * 60}
    session.save()

    answers = [asked(client, NEW), confirmed(client, "AAA-AAA")]

    assert {one.headers["Location"].partition("?")[0] for one in answers} == {"/my/details/is-it-you/"}
    assert mail.outbox == []


def test_a_code_is_its_own_persons(ada: User, cast: Cast) -> None:
    asked(signed_in(ada), NEW)
    right, other = code(), signed_in(cast.ben.user)

    confirmed(other, right)

    assert address_of(cast.ben.user) != NEW
