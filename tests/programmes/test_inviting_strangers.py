"""What whoever runs a cohort learns of an address by inviting it: nothing of an account elsewhere, on any page (TRUST I05)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from elearning.accounts.models import User
from elearning.programmes import enrolling
from elearning.programmes.models import Enrolment
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid

KNOWN, UNKNOWN = "stranger@example.org", "nobody.yet@example.org"
CHANGING = re.compile(
    r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|data-keeping="[0-9a-f]+"'
    r'|name="(csrfmiddlewaretoken|sealed|made_for)" value="[^"]+"'
)
WAYS = {
    "pasted": lambda words: {"pasted": words},
    "without a name": lambda words: {"pasted": words.replace("Grace Otieno", "")},
    "file": lambda words: {"file": SimpleUploadedFile("people.csv", words.encode())},
    "headings": lambda words: {
        "file": SimpleUploadedFile("people.csv", f"Name,Address,Employer\n{words}".encode("utf-16"))
    },
    "capitals": lambda words: {"pasted": words.replace("@example", "@EXAMPLE")},
    "mailto": lambda words: {"pasted": words.replace(",", ",mailto:", 1)},
}
WHOLE_WAY = {"pasted", "without a name"}
"""Lists of which every page is read; of the others, what follows at once."""


@laid
def stranger(cast: Cast) -> User:
    """Somebody of another programme and organisation, who has been here for long and is called otherwise than the list says."""
    found = factories.user("Zebedee Aardvark")
    found.email, found.last_login = KNOWN, timezone.now()
    found.set_password("four unrelated quiet words")
    found.save()
    factories.enrolment(factories.cohort(), found, organisation=cast.other)
    return found


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def bare(page: Any, email: str) -> str:
    """A page without what differs from one time to the next, and without the address itself."""
    assert page.status_code == 200
    return CHANGING.sub("", page.content.decode()).replace(email, "X")


def read_of(cast: Cast, email: str, way: str) -> dict[str, str]:
    """All that is read, and by whom, of somebody who is invited, asked again, taken back."""
    door = f"/cohorts/{cast.cohort.public_id}/"
    fay, max_, olu = (signed_in(one) for one in (cast.fay, cast.max, cast.olu))
    sent = WAYS[way](f"Grace Otieno,{email},Riverside Council\n")
    pages = {"preview": fay.post(f"{door}invite/", sent)}
    sealed = pages["preview"].context["sealed"]
    pages["sent"] = fay.post(f"{door}invite/confirm/", {"sealed": sealed}, follow=True)
    if way not in WHOLE_WAY:
        return {name: bare(page, email) for name, page in pages.items()}
    pages["sent again"] = fay.post(f"{door}invite/confirm/", {"sealed": sealed}, follow=True)
    pages |= {sort: fay.get(f"{door}?sort={sort}") for sort in ("name", "-name", "organisation", "state")}
    pages |= {one: max_.get(f"{door}{one}/") for one in ("attendance", "twice", "helpers")}
    pages |= {one: fay.get(f"{door}{one}") for one in ("board.csv", "")}
    pages["own people"] = olu.get(f"{door}our-people/")
    found = Enrolment.objects.get(cohort=cast.cohort, user__email=email)
    pages["again"] = fay.post(f"{door}people/{found.public_id}/invite-again/", follow=True)
    pages["listed already"] = fay.post(f"{door}invite/", sent)
    pages["taken back"] = fay.post(f"{door}people/{found.public_id}/take-back/", follow=True)
    return {name: bare(page, email) for name, page in pages.items() if page.status_code != 404}


@pytest.mark.parametrize("way", WAYS)
def test_inviting_tells_nothing_of_an_account_elsewhere(cast: Cast, stranger: User, way: str) -> None:
    read = {}
    for email in (KNOWN, UNKNOWN):
        with taken_back():
            read[email] = read_of(cast, email, way)

    assert len(read[KNOWN]) == (16 if way in WHOLE_WAY else 2)
    assert [name for name, words in read[KNOWN].items() if words != read[UNKNOWN][name]] == []
    assert [name for name, words in read[KNOWN].items() if "Aardvark" in words] == []
    named = [name for name, words in read[KNOWN].items() if "Grace Otieno" in words]
    assert set(named) >= {"preview", "sent"} if way != "without a name" else not named
    assert way != "pasted" or set(named) >= {"board.csv", "own people", "again", "taken back"}


def test_a_stranger_who_declined_stays_one(cast: Cast, stranger: User) -> None:
    door = f"/cohorts/{cast.cohort.public_id}/"
    found = factories.enrolment(cast.cohort, stranger, state="declined", joined_at=None, invited_first_name="Grace")

    page = signed_in(cast.fay).get(door).content.decode()

    assert ("Aardvark" in page, "Grace" in page) == (False, True)
    assert found.called == "Grace"


def test_who_has_come_is_known_by_their_own_name(cast: Cast, stranger: User, monkeypatch: pytest.MonkeyPatch) -> None:
    found = factories.enrolment(
        cast.cohort, stranger, state="invited", joined_at=None, invited_first_name="Grace", invited_last_name="Otieno"
    )
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: "a-token-that-is-known")
    enrolling.resend(found, by=cast.fay)

    come = enrolling.accept("a-token-that-is-known")

    assert (come.called, come.invited_first_name, come.invited_last_name) == ("Zebedee Aardvark", "", "")
    page = signed_in(cast.fay).get(f"/cohorts/{cast.cohort.public_id}/").content.decode()
    assert ("Aardvark" in page, "Otieno" in page) == (True, False)
