"""What is kept of packs for visitors: one question a page, nobody's own page, and gone with the pack."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from packs import tending
from packs.models import Erratum, LearningPackPage
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def read(address: str, times: int = 1) -> str:
    """What the last of several visitors reads."""
    return [Client().get(address).content.decode() for _visitor in range(times)][-1]


@pytest.mark.parametrize("door", ["", "whole/", "reading/", "reflect/"])
def test_third_visitor_costs_one_question(pack: LearningPackPage, door: str) -> None:
    second = read(pack.url + door, times=2)

    with CaptureQueriesContext(connection) as asked:
        third = read(pack.url + door)

    assert (third, len(asked)) == (second, 1)


def test_what_is_kept_bears_the_same_headers(pack: LearningPackPage) -> None:
    first, *_more, last = [Client().get(pack.url) for _visitor in range(3)]
    every_time_new = {"X-Request-ID"}

    assert {**last.headers} | dict.fromkeys(every_time_new) == {**first.headers} | dict.fromkeys(every_time_new)


def test_browser_with_a_cookie_is_neither_given_nor_leaves_what_is_kept(pack: LearningPackPage) -> None:
    browser = Client()
    browser.get("/sign-in/")
    assert "csrftoken" in browser.cookies
    secret = browser.cookies["csrftoken"].value
    for _time in range(3):
        browser.get(pack.url)

    with CaptureQueriesContext(connection) as asked:
        told = read(pack.url)

    assert len(asked) > 1
    assert secret not in told


def test_withdrawn_pack_is_gone_at_the_next_request(pack: LearningPackPage) -> None:
    read(pack.url, times=3)
    tending.withdraw(pack, notice="We are looking at this again.", by=makers.editor(pack.publisher))

    assert "We are looking at this again." in read(pack.url)
    assert Client().get(f"{pack.url}reading/").status_code == 302


def test_unpublished_pack_is_gone_at_the_next_request(pack: LearningPackPage) -> None:
    read(pack.url, times=3)
    pack.unpublish()

    assert Client().get(pack.url).status_code == 404


def test_new_version_and_erratum_are_read_at_once(pack: LearningPackPage) -> None:
    read(pack.url, times=3)
    pack.summary = "Said anew for everybody."
    pack.save_revision().publish()
    anew = read(pack.url)
    read(pack.url, times=3)
    Erratum.objects.create(version=pack.versions.order_by("-number")[0], place="Tool 2", words="It says the opposite.")

    assert "Said anew for everybody." in anew
    assert "It says the opposite." in read(pack.url)


def test_nobody_who_signed_in_reads_or_leaves_what_is_kept(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    own = [client.get(pack.url).content.decode() for _time in range(3)][-1]
    visitors = read(pack.url, times=3)

    assert cast.ada.user.name not in visitors
    assert own != visitors
    assert client.get(pack.url).content.decode().count("Sign out") == own.count("Sign out") == 1


def test_what_is_asked_beside_the_address_is_never_kept(pack: LearningPackPage) -> None:
    lined, plain = read(f"{pack.url}whole/?with=lines", times=3), read(f"{pack.url}whole/", times=3)

    with CaptureQueriesContext(connection) as asked:
        again = read(f"{pack.url}whole/?with=lines")

    assert again == lined != plain
    assert len(asked) > 1
