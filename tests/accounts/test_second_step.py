"""The second step of signing in: an app, recovery codes, who must have one, and what becomes of a lost device."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.urls import URLResolver, get_resolver

from elearning.accounts import securing, signins
from elearning.accounts.models import SignIn, User
from elearning.programmes import arranging
from tests.conftest import Cast, signed_in
from tests.laying import laid

PASSWORD = "four unrelated quiet words"
HOME = "/my/signing-in/"


@laid
def ada(cast: Cast) -> User:
    cast.ada.user.set_password(PASSWORD)
    cast.ada.user.save()
    return cast.ada.user


@laid
def pia(cast: Cast) -> User:
    """Pia, who publishes packs."""
    cast.pia.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return cast.pia


def code_of(secret: str, *, later: int = 0) -> str:
    """What an app with this secret shows, or will show `later` half minutes."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def set_up(client: Client) -> str:
    """Set up an app as a person does; gives its secret."""
    found = re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/my/signing-in/app/").content.decode())
    assert found
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post("/my/signing-in/app/", {"code": code_of(found[1])})
    assert answer.headers["Location"] == "/my/signing-in/recovery-codes/"
    return found[1]


def codes_on(page: Any) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", page.content.decode())


def at_the_second_step(user: User) -> Client:
    """Somebody whose password was right."""
    client = Client()
    answer = client.post("/sign-in/password/", {"login": user.email, "password": PASSWORD})
    assert (answer.headers["Location"], "_auth_user_id" in client.session) == ("/sign-in/second-step/", False)
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_app_is_asked_for_at_the_next_sign_in(ada: User) -> None:
    secret = set_up(signed_in(ada))
    client = at_the_second_step(ada)

    client.post("/sign-in/second-step/", {"code": "000000"})
    before = is_in(client)
    client.post("/sign-in/second-step/", {"code": code_of(secret, later=1)})

    assert (before, is_in(client)) == (False, True)


def test_app_is_asked_for_after_a_mailed_code_too(ada: User) -> None:
    set_up(signed_in(ada))
    client = Client()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/sign-in/", {"email": ada.email})
    found = re.search(r"^([A-Z0-9-]{6,9})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found

    answer = client.post("/sign-in/code/confirm/", {"code": found[1]})

    assert (answer.headers["Location"], is_in(client)) == ("/sign-in/second-step/", False)
    assert client.get("/my/details/").headers["Location"].startswith("/sign-in/")


def test_a_code_of_the_app_is_taken_once_by_all_processes(ada: User, settings: Any) -> None:
    from django.core.cache import cache  # noqa: PLC0415

    settings.ACCOUNT_RATE_LIMITS = {"used_code": "1/2m/key"}
    secret = set_up(signed_in(ada))
    code, first, second = code_of(secret, later=1), at_the_second_step(ada), at_the_second_step(ada)
    first.post("/sign-in/second-step/", {"code": code})
    cache.clear()  # as in another process

    second.post("/sign-in/second-step/", {"code": code})

    assert (is_in(first), is_in(second)) == (True, False)


def test_codes_are_guessed_five_times_and_no_more(ada: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"second_step": "5/15m/key"}
    secret = set_up(signed_in(ada))
    for _guess in range(5):
        at_the_second_step(ada).post("/sign-in/second-step/", {"code": "000000"})
    client = at_the_second_step(ada)

    answer = client.post("/sign-in/second-step/", {"code": code_of(secret, later=1)})

    assert (answer.status_code, is_in(client)) == (429, False)


def test_recovery_codes_are_shown_once_and_work_once(ada: User) -> None:
    client = signed_in(ada)
    set_up(client)
    codes = codes_on(client.get("/my/signing-in/recovery-codes/"))
    file = client.get("/my/signing-in/recovery-codes/?file=1").content.decode().split()
    session = client.session
    session["codes_shown_until"] = time.time() - 1
    session.save()
    late = [client.get("/my/signing-in/recovery-codes/"), client.get("/my/signing-in/recovery-codes/?file=1")]

    first, second = at_the_second_step(ada), at_the_second_step(ada)
    first.post("/sign-in/second-step/", {"code": codes[0]})
    second.post("/sign-in/second-step/", {"code": codes[0]})

    assert (len(codes), file, [codes_on(page) for page in late]) == (10, codes, [[], []])
    assert (is_in(first), is_in(second)) == (True, False)


def test_new_recovery_codes_end_the_old_ones(ada: User) -> None:
    client = signed_in(ada)
    set_up(client)
    old = codes_on(client.get("/my/signing-in/recovery-codes/"))
    session = client.session
    session["proved_to_be"] = {"user": ada.pk, "at": time.time()}
    session.save()

    client.post("/my/signing-in/recovery-codes/")

    new = codes_on(client.get("/my/signing-in/recovery-codes/"))
    stale = at_the_second_step(ada)
    stale.post("/sign-in/second-step/", {"code": old[0]})
    assert (len(new), set(new) & set(old), is_in(stale)) == (10, set(), False)


def test_secrets_lie_sealed(ada: User, settings: Any) -> None:
    client = signed_in(ada)
    secret = set_up(client)

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert [word for word in (secret, *codes_on(client.get("/my/signing-in/recovery-codes/"))) if word in stored] == []


def test_a_new_second_step_ends_other_sign_ins_and_is_told(ada: User) -> None:
    other, client = signed_in(ada), signed_in(ada)

    set_up(client)

    assert other.get("/my/details/").status_code == 302
    assert client.get("/my/details/").status_code == 200
    assert mail.outbox[-1].subject == "Your signing in has changed"


@pytest.mark.parametrize("door", ["app/", "passkey/", "recovery-codes/"])
def test_nothing_is_set_up_at_a_screen_left_open(ada: User, door: str) -> None:
    client = signed_in(ada)
    session = client.session
    session["proved_to_be"] = {"user": ada.pk, "at": 0}
    session.save()

    assert client.get(f"{HOME}{door}").headers["Location"].startswith("/my/details/is-it-you/")


def test_with_an_app_a_mailed_code_or_a_password_proves_nothing(ada: User) -> None:
    client = signed_in(ada)
    secret = set_up(client)
    session = client.session
    session["proved_to_be"] = {"user": ada.pk, "at": 0}
    session.save()

    client.post("/my/details/is-it-you/", {"send": "1"})
    client.post("/my/details/is-it-you/", {"password": PASSWORD})
    before = client.get("/my/signing-in/passkey/").status_code
    client.post("/my/details/is-it-you/", {"code": code_of(secret, later=1)})

    assert (before, client.get("/my/signing-in/passkey/").status_code) == (302, 200)


def test_nobody_removes_another_persons_step(ada: User, cast: Cast) -> None:
    set_up(signed_in(ada))
    number = Authenticator.objects.get(user=ada, type="totp").pk

    answer = signed_in(cast.ben.user).post(f"/my/signing-in/remove/{number}/")

    assert (answer.status_code, Authenticator.objects.filter(pk=number).exists()) == (404, True)


def test_the_app_can_be_removed_with_its_recovery_codes(ada: User) -> None:
    client = signed_in(ada)
    set_up(client)
    client.post(f"/my/signing-in/remove/{Authenticator.objects.get(user=ada, type='totp').pk}/")

    assert Authenticator.objects.count() == 0


def admin_addresses() -> list[str]:
    """Every address of Wagtail's admin; where it wants a number or a name, it gets a 1."""
    routes = {f"/{route}" for route in walked(get_resolver()) if route.startswith("admin/")}
    filled = {re.sub(r"<[^>]+>", "1", route) for route in routes}
    return sorted(route for route in filled if not re.search(r"[(\\^$?]", route))


def walked(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The route of every pattern."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^/")
        yield from walked(entry, route) if isinstance(entry, URLResolver) else [route]


def test_without_a_second_step_a_publisher_gets_to_no_address_of_the_admin(pia: User, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    client = signed_in(pia)

    answers = {}
    for address in admin_addresses():
        answers[address] = [getattr(client, way)(address) for way in ("get", "post")]

    assert len(answers) > 150
    shown = {
        address: [one.status_code for one in pair]
        for address, pair in answers.items()
        if any(one.status_code != 404 and one.headers.get("Location") not in (HOME, "/sign-in/") for one in pair)
    }
    assert shown == {}
    assert {one.headers.get("Location") for one in answers["/admin/"]} == {HOME}


@pytest.mark.parametrize("address", ["/my/", "/my/record/", "/my/details/", "/cohorts/", "/"])
def test_without_a_second_step_staff_are_led_to_set_one_up(pia: User, settings: Any, address: str) -> None:
    settings.SECOND_STEP_REQUIRED = True

    assert signed_in(pia).get(address).headers["Location"] == HOME


def test_whoever_manages_a_programme_needs_one_and_who_takes_part_does_not(cast: Cast, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    who = {"manager": cast.max, "facilitator": cast.fay, "participant": cast.ada.user}

    led = {name: signed_in(user).get("/my/details/").status_code for name, user in who.items()}

    assert led == {"manager": 302, "facilitator": 200, "participant": 200}


@pytest.mark.parametrize("address", ["/cohorts/", "/my/record/"])
def test_whoever_runs_a_programme_is_asked_for_one_right_after_signing_in(
    cast: Cast, settings: Any, address: str
) -> None:
    settings.SECOND_STEP_REQUIRED = True
    cast.max.set_password(PASSWORD)
    cast.max.save()
    client = Client()

    client.post("/sign-in/password/", {"login": cast.max.email, "password": PASSWORD})

    assert (is_in(client), client.get(address).headers["Location"]) == (True, HOME)


def test_whoever_is_appointed_while_signed_in_needs_one_at_the_very_next_page(cast: Cast, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    client, other = signed_in(cast.zoe), signed_in(cast.ada.user)
    before = client.get("/my/details/").status_code
    arranging.appoint_manager(cast.programme, cast.zoe)

    assert (before, client.get("/my/details/").headers["Location"]) == (200, HOME)
    assert other.get("/my/details/").status_code == 200


def test_with_a_second_step_staff_go_on(pia: User, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    client = signed_in(pia)
    page = client.get(HOME).content.decode()

    set_up(client)

    assert "Before you go on, please set up a second step" in page
    assert client.get("/admin/").status_code == 200
    assert "Before you go on" not in client.get(HOME).content.decode()


def test_staff_cannot_remove_their_last_second_step(pia: User, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    client = signed_in(pia)
    set_up(client)

    client.post(f"/my/signing-in/remove/{Authenticator.objects.get(user=pia, type='totp').pk}/")

    assert securing.has_second_step(pia)


def test_whoever_becomes_staff_needs_one_at_the_very_next_address_of_the_admin(cast: Cast, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    client = signed_in(cast.zoe)
    before = client.get("/my/details/").status_code
    cast.zoe.user_permissions.add(Permission.objects.get(codename="access_admin"))

    assert (before, client.get("/admin/").headers["Location"]) == (200, HOME)


def test_a_lost_device_is_reset_with_a_reason_that_the_person_reads(ada: User) -> None:
    client = signed_in(ada)
    set_up(client)

    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("reset_second_step", ada.email.upper(), reason="Phone lost, known by voice.")

    assert (Authenticator.objects.count(), SignIn.objects.filter(user=ada).count()) == (0, 0)
    assert client.get("/my/details/").status_code == 302
    assert "Phone lost, known by voice." in str(mail.outbox[-1].body)
    with pytest.raises(CommandError):
        call_command("reset_second_step", "nobody@example.org", reason="x")


def test_secrets_are_sealed_anew_with_a_new_key(ada: User, settings: Any) -> None:
    secret = set_up(signed_in(ada))
    old = list(settings.SEALING_KEYS)
    settings.SEALING_KEYS = ["z5mtlfNcZ8cBHMXObwUkrSwbVWBdEuX/Tfce0ppuhfM=", *old]

    done = [securing.seal_anew(), securing.seal_anew()]

    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    client = at_the_second_step(ada)
    client.post("/sign-in/second-step/", {"code": code_of(secret, later=1)})
    assert (done, is_in(client)) == ([2, 0], True)


def test_page_names_each_device_in_plain_words(ada: User) -> None:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0"})
    client.post("/sign-in/password/", {"login": ada.email, "password": PASSWORD})

    page = client.get(HOME).content.decode()

    assert "Firefox on Windows" in page
    assert [one.device for one in SignIn.objects.filter(user=ada)] == ["Firefox on Windows"]


def test_staff_who_were_idle_are_signed_out_and_others_are_not(pia: User, ada: User) -> None:
    answers = {}
    for user in (pia, ada):
        client = signed_in(user)
        session = client.session
        session[signins.SEEN] = time.time() - 31 * 60
        session.save()
        answers[user.email] = (client.get("/my/details/").status_code, is_in(client))

    assert list(answers.values()) == [(302, False), (200, True)]
