"""Where one is signed in: the list is one's own, and what is ended is over at the next request (TRUST I07)."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from elearning.accounts import devices, signins
from elearning.accounts.models import SignIn, User
from tests.conftest import Cast, signed_in
from tests.laying import laid

PASSWORD = "four unrelated quiet words"
NEW = "five unrelated quiet little words"
END = "/my/signing-in/sign-out/"


@laid
def ada(cast: Cast) -> User:
    cast.ada.user.set_password(PASSWORD)
    cast.ada.user.save()
    return cast.ada.user


def is_in(client: Client) -> bool:
    return client.get("/my/details/").status_code == 200


def test_signing_out_there_ends_that_sign_in_only(ada: User) -> None:
    here, there, third = signed_in(ada), signed_in(ada), signed_in(ada)
    row = SignIn.objects.get(session_key=there.session.session_key)

    here.post(END, {"which": row.pk})

    assert [is_in(one) for one in (here, there, third)] == [True, False, True]


def test_signing_out_everywhere_else_ends_all_others(ada: User, cast: Cast) -> None:
    here, there, bens = signed_in(ada), signed_in(ada), signed_in(cast.ben.user)

    here.post(END, {"which": "others"})

    assert [is_in(one) for one in (here, there, bens)] == [True, False, True]
    assert SignIn.objects.filter(user=ada).count() == 1


@pytest.mark.parametrize("which", ["", "x", "²", "-1", "9" * 40])
def test_nonsense_ends_nothing(ada: User, which: str) -> None:
    here, there = signed_in(ada), signed_in(ada)

    here.post(END, {"which": which})

    assert [is_in(one) for one in (here, there)] == [True, True]


def test_nobody_ends_or_reads_another_persons(ada: User, cast: Cast) -> None:
    adas, bens = signed_in(ada), signed_in(cast.ben.user)
    SignIn.objects.filter(user=ada).update(device="Lynx on Plan 9")
    row = SignIn.objects.get(user=ada)

    bens.post(END, {"which": row.pk})

    assert is_in(adas)
    assert "Plan 9" not in bens.get("/my/signing-in/").content.decode()


def test_a_changed_password_ends_all_others(ada: User) -> None:
    here, there = signed_in(ada), signed_in(ada)

    here.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert [is_in(one) for one in (here, there)] == [True, False]
    assert [row.session_key for row in SignIn.objects.filter(user=ada)] == [here.session.session_key]


def test_a_closed_account_is_out_at_the_next_request(ada: User) -> None:
    client = signed_in(ada)
    before = is_in(client)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert (before, is_in(client)) == (True, False)


def test_an_old_session_is_dead_after_signing_out(ada: User) -> None:
    client, thief = signed_in(ada), Client()
    thief.cookies["sessionid"] = client.session.session_key

    before = is_in(thief)
    client.post("/sign-out/")

    assert (before, is_in(thief), SignIn.objects.count()) == (True, False, 0)
    assert not Session.objects.filter(session_key=thief.cookies["sessionid"].value).exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0.0.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<script>alert(1)</script>", "A device we do not know by name"),
        ("", "A device we do not know by name"),
    ],
)
def test_a_device_is_called_by_a_name_people_know(agent: str, words: str) -> None:
    assert devices.called(agent) == words


def test_rows_of_sign_ins_that_are_over_go(ada: User, settings: Any) -> None:
    signed_in(ada)
    SignIn.objects.update(seen_at=timezone.now() - timezone.timedelta(seconds=settings.SESSION_COOKIE_AGE + 60))

    signins.tidy(timezone.now())

    assert SignIn.objects.count() == 0
