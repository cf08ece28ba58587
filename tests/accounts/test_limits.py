"""How often something may be tried: counted before any hashing, by the address our proxy names, never for ever (TRUST I06)."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client, RequestFactory, TestCase
from django.utils import timezone

from elearning.accounts import limiting
from elearning.accounts.models import Tries, User
from tests.conftest import Cast
from tests.laying import laid

PASSWORD = "four unrelated quiet words"
WRONG = "three other words"
LIMITS = {"login_failed": "30/15m/ip,5/15m/key", "request_login_code": "5/15m/key", "reset_password": "5/15m/key"}


class CountingHasher(MD5PasswordHasher):
    """Counts how often something is hashed."""

    algorithm = "counting"
    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashed += 1
        return super().encode(password, salt)


@laid
def ada(cast: Cast) -> User:
    cast.ada.user.set_password(PASSWORD)
    cast.ada.user.save()
    return cast.ada.user


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS


def tried(email: str, password: str = WRONG, **headers: str) -> Any:
    """A try to sign in by password from a browser of its own."""
    client = Client(**headers)
    answer = client.post("/sign-in/password/", {"login": email, "password": password})
    answer.is_in = "_auth_user_id" in client.session
    return answer


def test_sixth_wrong_password_is_refused_without_hashing(ada: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    ada.set_password(PASSWORD)
    ada.save()
    for email in (ada.email, "nobody.known@example.org"):
        CountingHasher.hashed = 0
        counts = [(tried(email).status_code, CountingHasher.hashed) for _guess in range(7)]

        assert counts == [(200, 1), (200, 2), (200, 3), (200, 4), (200, 5), (429, 5), (429, 5)]


def test_right_password_is_refused_too_while_too_many_were_wrong(ada: User) -> None:
    for _guess in range(5):
        tried(ada.email.upper())

    answer = tried(ada.email, PASSWORD)

    assert (answer.status_code, answer.is_in) == (429, False)
    assert "Wait a quarter of an hour, or sign in with a code." in answer.content.decode()


def test_whoever_is_guessed_at_can_sign_in_by_code_meanwhile(ada: User, client: Client) -> None:
    for _guess in range(6):
        tried(ada.email)

    with TestCase.captureOnCommitCallbacks(execute=True):
        asked = client.post("/sign-in/", {"email": ada.email})

    assert (asked.status_code, mail.outbox[-1].subject) == (302, "Your sign-in code")


def test_a_quarter_of_an_hour_later_the_password_counts_again(ada: User) -> None:
    for _guess in range(9):
        tried(ada.email)
    for row in Tries.objects.all():
        Tries.objects.filter(pk=row.pk).update(times=[at - 901 for at in row.times])

    assert tried(ada.email, PASSWORD).is_in


def test_right_passwords_are_not_counted(ada: User) -> None:
    assert [tried(ada.email, PASSWORD).is_in for _time in range(7)] == [True] * 7


def test_thirty_wrong_passwords_of_a_network_are_the_most(ada: User) -> None:
    answers = [tried(f"p{n}@example.org", REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(1, 31)]

    assert (set(answers), tried(ada.email, PASSWORD, REMOTE_ADDR="192.0.2.99").status_code) == ({200}, 429)
    assert tried(ada.email, PASSWORD, REMOTE_ADDR="198.51.100.1").is_in


@pytest.mark.parametrize("spoofed", ["1.2.3.4", "198.51.100.7, 1.2.3.4", "nonsense", ""])
def test_no_sender_chooses_an_address(rf: RequestFactory, settings: Any, spoofed: str) -> None:
    def addresses(proxies: int) -> list[str]:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        came = [f"{spoofed}, 203.0.113.{n}" if spoofed else f"203.0.113.{n}" for n in (5, 6)]
        requests = [rf.post("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": one}) for one in came]
        return [get_adapter().get_client_ip(one) for one in requests]

    assert addresses(0) == ["10.0.0.1", "10.0.0.1"]
    assert addresses(1) == ["203.0.113.5", "203.0.113.6"]


def test_without_the_proxys_word_everybody_is_not_one_person_for_ever(rf: RequestFactory, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert get_adapter().get_client_ip(rf.post("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"


def test_codes_are_asked_for_five_times_alike_for_known_and_unknown(ada: User) -> None:
    def asked(email: str) -> list[int]:
        return [Client().post("/sign-in/", {"email": email}).status_code for _time in range(6)]

    assert asked(ada.email) == asked("nobody.known@example.org") == [302] * 5 + [429]


def test_links_for_a_new_password_are_asked_for_five_times_alike(ada: User) -> None:
    def asked(email: str) -> list[int]:
        return [Client().post("/password/forgotten/", {"email": email}).status_code for _time in range(6)]

    assert asked(ada.email) == asked("nobody.known@example.org") == [302] * 5 + [429]


def test_no_address_is_kept_with_what_is_counted(ada: User) -> None:
    tried(ada.email, REMOTE_ADDR="192.0.2.77")

    rows = str(list(Tries.objects.values()))

    assert Tries.objects.count() == 2
    assert [part for part in (ada.email, "192.0.2", "login_failed") if part in rows] == []


def test_what_no_limit_asks_for_is_forgotten(ada: User) -> None:
    tried(ada.email)
    limiting.tidy(timezone.now())
    kept = Tries.objects.count()

    limiting.tidy(timezone.now() + timedelta(minutes=16))

    assert (kept, Tries.objects.count()) == (2, 0)


def test_a_try_that_is_refused_under_one_name_counts_under_none(rf: RequestFactory, db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,1/15m/key"}
    request = rf.post("/")
    limiting.take(request, "login_failed", key="a")
    limiting.take(request, "login_failed", key="a")

    assert sorted(len(row.times) for row in Tries.objects.all()) == [1, 1]
    assert all(at <= time.time() for row in Tries.objects.all() for at in row.times)
