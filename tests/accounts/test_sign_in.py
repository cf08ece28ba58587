"""Signing in: by a code from an e-mail or by password, and nobody learns who has an account."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from elearning.accounts.models import User
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid

PASSWORD = "four unrelated quiet words"


@laid
def ada(cast: Cast) -> User:
    return cast.ada.user


def ask_for_code(client: Client, email: str, query: str = "") -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(f"/sign-in/{query}", {"email": email})


def code_in(message: Any) -> str:
    found = re.search(r"^([A-Z0-9-]{6,9})$", message.body, re.MULTILINE)
    assert found
    return found[1]


def without_token(response: Any) -> str:
    return re.sub(r'value="[\w-]{64}"', "", response.content.decode())


def test_sign_in_by_code_leads_to_the_page_that_was_asked_for(client: Client, ada: User) -> None:
    sent = ask_for_code(client, ada.email.upper(), "?next=/cohorts/")
    answered = client.post(sent.headers["Location"], {"code": code_in(mail.outbox[-1])})

    assert answered.headers["Location"] == "/cohorts/"
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_sign_in_without_a_wish_leads_to_ones_programmes(client: Client, ada: User) -> None:
    ask_for_code(client, ada.email)

    answered = client.post("/sign-in/code/confirm/", {"code": code_in(mail.outbox[-1])})

    assert answered.headers["Location"] == "/my/"


def test_sign_in_refuses_a_wrong_code(client: Client, ada: User) -> None:
    ask_for_code(client, ada.email)

    answered = client.post("/sign-in/code/confirm/", {"code": "WRONG1"})

    assert list(answered.context["verify_form"].errors) == ["code"]
    assert "_auth_user_id" not in client.session


def test_three_wrong_codes_lead_back_to_asking_for_another(client: Client, ada: User) -> None:
    ask_for_code(client, ada.email)
    for _try in range(3):
        answered = client.post("/sign-in/code/confirm/", {"code": "WRONG1"}, follow=True)

    assert answered.redirect_chain == [("/sign-in/", 302)]
    assert "The code was wrong too often, so it works no more. Ask for another one." in answered.content.decode()
    assert "Wait a quarter of an hour" not in answered.content.decode()


def test_code_works_once(client: Client, ada: User) -> None:
    ask_for_code(client, ada.email)
    code = code_in(mail.outbox[-1])
    client.post("/sign-in/code/confirm/", {"code": code})
    client.post("/sign-out/")

    client.post("/sign-in/code/confirm/", {"code": code})

    assert "_auth_user_id" not in client.session


def test_sign_in_answers_alike_for_known_and_unknown_addresses(ada: User) -> None:
    answers = []
    for email in (ada.email, "nobody.known@example.org"):
        client = Client()
        answers.append((ask_for_code(client, email).status_code, without_token(client.get("/sign-in/code/confirm/"))))

    assert answers[0][0] == answers[1][0] == 302
    assert answers[0][1].replace(ada.email, "X") == answers[1][1].replace("nobody.known@example.org", "X")
    assert [message.subject for message in mail.outbox] == ["Your sign-in code", "About signing in"]


def test_sign_in_refuses_somebody_whose_account_is_closed(client: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    ask_for_code(client, ada.email)

    if [message for message in mail.outbox if message.subject == "Your sign-in code"]:
        client.post("/sign-in/code/confirm/", {"code": code_in(mail.outbox[-1])})

    assert "_auth_user_id" not in client.session


def test_sign_in_by_password(client: Client, ada: User) -> None:
    ada.set_password(PASSWORD)
    ada.save()

    client.post("/sign-in/password/", {"login": ada.email, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(ada.pk)


def test_sign_in_by_password_answers_alike_for_known_and_unknown(ada: User) -> None:
    ada.set_password(PASSWORD)
    ada.save()

    answers = [
        without_token(Client().post("/sign-in/password/", {"login": email, "password": "not the password"}))
        for email in (ada.email, "nobody.known@example.org")
    ]

    assert answers[0].replace(ada.email, "X") == answers[1].replace("nobody.known@example.org", "X")


def test_password_is_guessed_five_times_and_no_more(client: Client, ada: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,5/15m/key"}
    ada.set_password(PASSWORD)
    ada.save()
    for _guess in range(5):
        client.post("/sign-in/password/", {"login": ada.email, "password": "not the password"})

    client.post("/sign-in/password/", {"login": ada.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/"])
def test_sign_in_never_leads_to_another_site(client: Client, ada: User, wanted: str) -> None:
    ask_for_code(client, ada.email, f"?next={wanted}")

    answered = client.post(f"/sign-in/code/confirm/?next={wanted}", {"code": code_in(mail.outbox[-1])})

    assert answered.headers["Location"] == "/my/"


def test_sign_in_changes_the_session(client: Client, ada: User) -> None:
    ask_for_code(client, ada.email)
    before = client.session.session_key

    client.post("/sign-in/code/confirm/", {"code": code_in(mail.outbox[-1])})

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_sign_out_needs_a_post_and_ends_the_session(ada: User) -> None:
    client = signed_in(ada)
    client.get("/sign-out/")
    key = client.session.session_key
    assert client.session["_auth_user_id"] == str(ada.pk)

    response = client.post("/sign-out/")

    assert response.headers["Location"] == "/"
    assert not Session.objects.filter(session_key=key).exists()


def test_nobody_can_sign_up(client: Client, db: None) -> None:
    response = client.post("/sign-in/by-invitation/", {"email": "new@example.org", "password1": PASSWORD})

    assert "People join by invitation" in response.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_password_can_be_set_and_changed(ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    client = signed_in(ada)

    client.post("/password/", {"password1": PASSWORD, "password2": PASSWORD})
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    weak = client.post("/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})

    assert "password1" in weak.context["form"].errors
    assert client.get("/password/").headers["Location"] == "/password/change/"


def test_password_link_sets_a_new_one_once(client: Client, ada: User) -> None:
    ada.set_password("something else entirely")
    ada.save()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/password/forgotten/", {"email": ada.email})
    found = re.search(r"http://testserver(/password/new/\S+)", str(mail.outbox[-1].body))
    assert found
    form = client.get(found[1], follow=True)

    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert "This link no longer works" in Client().get(found[1], follow=True).content.decode()


@pytest.mark.parametrize("side_door", ["/admin/login/", "/_util/login/"])
def test_side_doors_lead_to_our_sign_in(client: Client, db: None, side_door: str) -> None:
    assert client.post(side_door, {"username": "x", "password": "y"}).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_login_with_password",
        "account_inactive",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_open_pages_look_like_ours(client: Client, db: None, name: str) -> None:
    body = client.get(reverse(name)).content.decode()

    assert 'class="pd-header"' in body
    assert body.count("<h1") == 1


def test_broken_mail_server_does_not_break_the_page(client: Client, ada: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert ask_for_code(client, ada.email).status_code == 302


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/packs/use/"])
def test_admin_does_not_exist_for_whoever_is_signed_in_without_business_there(db: None, address: str) -> None:
    answer = signed_in(factories.user()).get(address, follow=True)

    assert answer.status_code == 404
