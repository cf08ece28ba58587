"""What answers say of themselves where nobody walks: errors, refusals, the admin, and a cache in between (TRUST S02-S06)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, TestCase
from django.urls import path, reverse
from django.utils import timezone

from elearning import urls
from elearning.accounts.models import User
from elearning.outgoing import FILES_POLICY, ON_EVERY_ANSWER
from elearning.programmes.models import Enrolment
from tests.conftest import Cast, signed_in

SECRET = "Rosalind Quartermaine wrote this"
LEAKS = ("Traceback", "Exception", "Django", "settings", "elearning.", "site-packages", "/home/", SECRET)


def failing(error: type[Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error(SECRET)

    view.login_required = False  # type: ignore[attr-defined]
    return view


handler400 = urls.handler400
urlpatterns = [
    path("refused/", failing(SuspiciousOperation)),
    path("forbidden/", failing(PermissionDenied)),
    path("missing/", failing(Http404)),
    path("broken/", failing(ValueError)),
    *urls.urlpatterns,
]


def policy(answer: HttpResponse) -> str:
    return answer.headers["Content-Security-Policy"]


def is_enveloped(answer: HttpResponse) -> bool:
    return {name: answer.headers.get(name) for name in ON_EVERY_ANSWER} == ON_EVERY_ANSWER


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status"),
    [("/refused/", 400), ("/forbidden/", 403), ("/missing/", 404), ("/no/such/page/", 404), ("/broken/", 500)],
)
def test_page_of_an_error_tells_nothing(cast: Cast, settings: Any, address: str, status: int) -> None:
    assert not settings.DEBUG
    for client in (Client(raise_request_exception=False), signed_in(cast.ada.user)):
        client.raise_request_exception = False
        answer = client.get(address)
        words = answer.content.decode()

        assert answer.status_code == status
        # A refusal says why, in words that a view of ours chose for the person.
        assert [leak for leak in LEAKS if leak in words and (status, leak) != (403, SECRET)] == []
        assert ("alongside.css" in words, "<h1" in words, "unsafe" in policy(answer)) == (True, True, False)
        assert is_enveloped(answer)


@pytest.mark.django_db
def test_too_much_at_once_is_said_so_in_our_design(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "x" * 3_000_000})

    assert (answer.status_code, "That was too much at once" in answer.content.decode()) == (413, True)
    assert is_enveloped(answer)


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "x y", "[", ""])
@pytest.mark.django_db
def test_host_that_is_not_ours_is_refused(client: Client, host: str) -> None:
    answer = client.get("/sign-in/", HTTP_HOST=host, SERVER_NAME="evil.example")

    assert answer.status_code == 400
    assert is_enveloped(answer)
    assert "frame-ancestors 'none'" in policy(answer)


FORGED: dict[str, str] = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-server": "evil.example",
    "x-original-host": "evil.example",
    "x-host": "evil.example",
    "forwarded": "host=evil.example;proto=https",
}


@pytest.mark.parametrize("door", ["account_login", "account_reset_password"])
def test_links_in_letters_never_lead_where_a_request_says(cast: Cast, settings: Any, door: str) -> None:
    """Nor to another of our own names: a link is good at the one address that people know."""
    settings.ALLOWED_HOSTS = ["testserver", "second.example.org"]
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = "https://learning.example.org"
    cast.ada.user.set_password("a long enough password")
    cast.ada.user.save()
    client = Client(headers=FORGED, SERVER_NAME="second.example.org")

    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse(door), {"email": cast.ada.user.email}, HTTP_HOST="second.example.org")

    assert answer.status_code == 302
    (letter,) = mail.outbox
    words = f"{letter.body} {letter.alternatives}"
    hosts = set(re.findall(r"https?://([^/\s\"'<)]+)", words))
    assert hosts <= {"learning.example.org"}
    assert door == "account_login" or hosts


def test_redirects_stay_on_the_host_that_was_asked(cast: Cast) -> None:
    answer = signed_in(cast.ada.user).get("/my/details", headers=FORGED)

    assert answer.headers["Location"] == "/my/details/"


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner@site.example")


def test_admin_may_be_framed_by_itself_and_runs_inline_code(owner: User) -> None:
    answer = signed_in(owner).get(reverse("wagtailadmin_home"))

    assert "script-src 'self' 'unsafe-inline'" in policy(answer)
    assert "frame-ancestors 'self'" in policy(answer)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert {name: answer.headers[name] for name in ON_EVERY_ANSWER if name != "X-Frame-Options"} == {
        name: value for name, value in ON_EVERY_ANSWER.items() if name != "X-Frame-Options"
    }


def test_no_admin_page_is_kept_on_the_way(owner: User) -> None:
    said = signed_in(owner).get(reverse("wagtailadmin_home")).headers["Cache-Control"]

    assert ("private" in said, "no-store" in said) == (True, True)


@pytest.mark.parametrize(
    "address", ["/health/live", "/health/ready", "/metrics", "/sign-in", "/static/alongside/mark.svg"]
)
@pytest.mark.django_db
def test_what_programs_ask_bears_the_same(client: Client, address: str) -> None:
    answer = client.get(address)

    assert is_enveloped(answer)
    assert policy(answer) == FILES_POLICY or answer.headers["Content-Type"].startswith("text/html")


def test_visitors_pages_may_be_kept_and_files_of_the_product_are(client: Client, cast: Cast) -> None:
    assert "no-store" not in client.get(reverse("packs:catalogue")).headers.get("Cache-Control", "")
    assert "no-store" not in signed_in(cast.ada.user).get("/static/alongside/mark.svg").headers["Cache-Control"]


class Cache:
    """A proxy that keeps whatever it may for everybody, by address alone: it does not even look at cookies (`Vary`)."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.given = 0

    def get(self, client: Client, address: str) -> bytes:
        if address in self.kept:
            self.given += 1
            return self.kept[address]
        answer = client.get(address)
        said = answer.headers.get("Cache-Control", "")
        if answer.status_code in {200, 301, 404} and not any(
            word in said for word in ("private", "no-store", "no-cache")
        ):
            self.kept[address] = answer.getvalue()
        return answer.getvalue()


def own_addresses(*people: Enrolment) -> Iterator[str]:
    yield from (
        reverse(name) for name in ("home", "programmes:mine", "account_details", "account_prove", "records:mine")
    )
    yield from (
        reverse(name) for name in ("packs:catalogue", "pages:security", "events:listed", "opportunities:listed")
    )
    yield from ("/no/such/page/", "/sign-in/")
    yield from (reverse("programmes:notice", args=[one.public_id]) for one in people)


def test_two_people_behind_one_cache_never_see_each_other(cast: Cast) -> None:
    cache, people = Cache(), [cast.ada, cast.ben]
    for one, other in (people, people[::-1]):
        client = signed_in(one.user)
        for address in own_addresses(*people):
            words = cache.get(client, address).decode()
            assert [told for told in (other.user.email, other.user.name) if told in words] == [], address
    visitor = Client()
    for address in own_addresses(*people):
        words = cache.get(visitor, address).decode()
        assert [one.user.email for one in people if one.user.email in words or one.user.name in words] == [], address

    assert set(cache.kept) == {reverse("home"), reverse("packs:catalogue"), reverse("pages:security"), "/no/such/page/"}
    client = signed_in(cast.ada.user)
    assert cast.ada.user.email not in "".join(cache.get(client, address).decode() for address in cache.kept)


@pytest.mark.django_db
def test_security_txt_says_whom_to_tell(client: Client, settings: Any) -> None:
    answer = client.get("/.well-known/security.txt")
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.strptime(told.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert told == {
        "Contact": settings.SECURITY_CONTACT,
        "Preferred-Languages": "en",
        "Canonical": f"{settings.BASE_URL}/.well-known/security.txt",
    }
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)


@pytest.mark.django_db
def test_security_txt_is_missing_where_nobody_is_named(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404
