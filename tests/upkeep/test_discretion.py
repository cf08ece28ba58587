"""What the log says of a whole way into the product, with everything told that can be: doors, and nobody (TRUST P06, I03)."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from tests.accounts.test_sign_in import code_in
from tests.conftest import Cast, signed_in
from tests.partnering import makers as partnering
from tests.upkeep.listening import listening

WORDS = "Rosalind Quartermaine wrote this for herself"
PASSWORD = "a long enough pass phrase"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What both kinds of log would say at DEBUG."""
    with listening() as said:
        yield said


def way_in(client: Client, cast: Cast) -> list[str]:
    """Sign in by code after a wrong one, ask for a new password, and follow its link; returns every secret on the way."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        sent = client.post(f"{reverse('account_login')}?next=/cohorts/", {"email": cast.ada.user.email})
        client.post(reverse("account_reset_password"), {"email": cast.ada.user.email})
    letters = [str(letter.body) for letter in mail.outbox]
    links = [link for words in letters for link in re.findall(r"/password/new/(\S+?)/", words)]
    code = code_in(mail.outbox[0])
    client.post(sent.headers["Location"], {"code": "WRONG1"})
    client.post(sent.headers["Location"], {"code": code})
    for link in links:
        Client().get(f"/password/new/{link}/", follow=True)
    Client().get(f"/join/{'s3cret' * 8}/")
    Client().post(reverse("account_login_with_password"), {"login": cast.ada.user.email, "password": PASSWORD})
    return [code, *links, "s3cret", PASSWORD, "WRONG1"]


def test_whole_way_in_and_what_is_written_leave_no_trace_in_the_log(cast: Cast, lines: list[str]) -> None:
    client = Client(raise_request_exception=False)
    cast.ada.user.set_password("something else entirely")
    cast.ada.user.save()
    secrets = way_in(client, cast)
    page = partnering.map_page(cast.programme)
    writer = signed_in(cast.ada.user)
    writer.post(page.door("add"), partnering.typed(name=WORDS, note=WORDS))
    writer.get(f"{reverse('packs:catalogue')}?q={WORDS}")
    writer.get(f"/{WORDS.replace(' ', '-')}/")
    writer.post(reverse("account_details"), {"first_name": WORDS, "last_name": "x" * 500})
    cookies = [cookie.value for cookie in (*client.cookies.values(), *writer.cookies.values()) if cookie.value]

    told = "\n".join(lines)
    assert len(lines) > 20
    assert len(secrets) >= 5
    forbidden = [*secrets, *cookies, WORDS, WORDS.replace(" ", "-"), cast.ada.user.email, cast.ada.user.name]
    assert [word for word in forbidden if word in told] == []
    assert settings.SECRET_KEY not in told
