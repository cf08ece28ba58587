"""Joining by invitation: who gets in by a link, once, and what comes before anything personal is entered."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from elearning.accounts.models import User
from elearning.programmes import enrolling
from elearning.programmes.enrolling import InvitationGoneError
from elearning.programmes.http import enter
from elearning.programmes.models import CohortRole, Enrolment, Invitation, ProgrammeManager
from tests import factories
from tests.conftest import Cast, signed_in
from tests.programmes import doors
from tests.programmes.makers import a_row, a_step, invited, token_of

Capture = Any
PROFILE = {
    "first_name": "Grace",
    "last_name": "Otieno",
    "role_title": "Head of Community Services",
    "level": "senior",
    "line_manager_email": "Boss@example.org",
    "availability": ["TUE-AM", "THU-PM"],
    "access_needs": "Captions, please",
}


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Capture) -> Capture:
    return django_capture_on_commit_callbacks


def test_invitation_keeps_only_a_hash_of_its_token(cast: Cast, capture: Capture) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)

    invitation = enrolment.invitations.get()
    assert len(token) >= 43
    assert invitation.token_hash == enrolling.digest(token)
    assert token not in str(Invitation.objects.values().get())


def test_invitation_mail_is_answered_by_the_programme_manager(cast: Cast, capture: Capture) -> None:
    invited(cast.cohort, cast.fay, capture)

    message = mail.outbox[-1]
    assert message.subject == "An invitation from Fay Example"
    assert message.reply_to == [cast.max.email]
    assert cast.max.email in message.body


def test_join_shows_whom_the_invitation_is_for_and_changes_nothing(
    client: Client, cast: Cast, capture: Capture
) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)

    for _twice in range(2):
        response = client.get(f"/join/{token}/")

    assert "This is for Grace Otieno" in response.content.decode()
    assert Enrolment.objects.get(pk=enrolment.pk).state == "invited"
    assert "_auth_user_id" not in client.session


def test_join_signs_a_newcomer_in_under_a_new_session(client: Client, cast: Cast, capture: Capture) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)
    client.session["kept"] = "before"
    session = client.session
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    response = client.post(f"/join/{token}/", {"answer": "yes"})

    assert response.headers["Location"] == f"/my/{enrolment.public_id}/who-sees-what/"
    assert client.session["_auth_user_id"] == str(enrolment.user_id)
    assert client.session.session_key != before
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.joined_at is not None) == ("joined", True)


def test_join_works_once_and_then_looks_like_any_wrong_link(client: Client, cast: Cast, capture: Capture) -> None:
    _enrolment, token = invited(cast.cohort, cast.fay, capture)
    client.post(f"/join/{token}/", {"answer": "yes"})

    replayed, unknown = Client().get(f"/join/{token}/"), Client().get("/join/never-made/")

    assert (replayed.status_code, unknown.status_code) == (404, 404)
    assert replayed.templates[0].name == unknown.templates[0].name == "programmes/invitation_gone.html"
    assert replayed.content.replace(token.encode(), b"never-made") == unknown.content


def test_join_leads_whoever_has_used_the_link_home(client: Client, cast: Cast, capture: Capture) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)
    client.post(f"/join/{token}/", {"answer": "yes"})

    response = client.get(f"/join/{token}/")

    assert response.headers["Location"] == f"/my/{enrolment.public_id}/who-sees-what/"


@pytest.mark.parametrize("spoil", ["expired", "revoked", "resent", "removed", "closed", "disabled"])
def test_join_refuses_a_link_that_is_over(client: Client, cast: Cast, capture: Capture, spoil: str) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)
    if spoil == "expired":
        enrolment.invitations.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif spoil == "revoked":
        enrolling.revoke(enrolment, by=cast.fay)
    elif spoil == "resent":
        enrolling.resend(enrolment, by=cast.fay)
    elif spoil == "removed":
        Enrolment.objects.filter(pk=enrolment.pk).update(state="removed")
    elif spoil == "closed":
        type(cast.cohort).objects.update(state="closed")
    else:
        User.objects.filter(pk=enrolment.user_id).update(is_active=False)

    response = client.post(f"/join/{token}/", {"answer": "yes"})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session
    assert Enrolment.objects.get(pk=enrolment.pk).joined_at is None


FORGED = {
    "role": "manager",
    "kind": "facilitator",
    "state": "completed",
    "is_staff": "1",
    "is_superuser": "1",
    "email": "somebody.else@example.org",
}


def test_link_gives_what_was_sent_and_no_other_role_cohort_or_organisation(
    client: Client, cast: Cast, capture: Capture
) -> None:
    """I04: whatever is sent along, the token alone says who comes in, where and as what."""
    enrolment, token = invited(cast.cohort, cast.fay, capture)
    elsewhere, other = factories.cohort(cast.cohort.programme), factories.organisation()
    more = {**FORGED, "cohort": elsewhere.pk, "organisation": other.pk, "user": cast.max.pk, "enrolment": cast.ada.pk}
    before = CohortRole.objects.count()

    client.post(f"/join/{token}/?{urlencode(more)}", {"answer": "yes", **more})

    joined, user = Enrolment.objects.get(pk=enrolment.pk), User.objects.get(pk=enrolment.user_id)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (joined.state, joined.cohort, joined.organisation) == ("joined", cast.cohort, enrolment.organisation)
    assert (user.email, user.is_staff, user.is_superuser) == (enrolment.user.email, False, False)
    assert (CohortRole.objects.count(), ProgrammeManager.objects.filter(user=user).exists()) == (before, False)
    assert list(Enrolment.objects.filter(user=user)) == [joined]


@pytest.mark.parametrize("letter", range(0, 43, 6))
def test_token_with_another_letter_opens_nothing(client: Client, cast: Cast, capture: Capture, letter: int) -> None:
    _enrolment, token = invited(cast.cohort, cast.fay, capture)
    other = token[:letter] + ("A" if token[letter] != "A" else "B") + token[letter + 1 :]

    assert client.post(f"/join/{other}/", {"answer": "yes"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("gone", ["enrolment", "person", "cohort"])
@pytest.mark.parametrize("signed", [False, True])
def test_link_to_what_has_been_deleted_looks_like_any_wrong_link(
    client: Client, cast: Cast, capture: Capture, gone: str, signed: bool
) -> None:
    empty = factories.cohort(cast.cohort.programme, name="Given up")
    enrolment, token = invited(empty, cast.max, capture)
    client = signed_in(cast.zoe) if signed else client
    enrolment.delete()  # before a person or a cohort can be deleted at all
    if gone != "enrolment":
        {"person": enrolment.user, "cohort": empty}[gone].delete()

    answers = [client.get(f"/join/{token}/"), client.post(f"/join/{token}/", {"answer": "yes"})]
    unknown = client.get("/join/never-made/")

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].templates[0].name == unknown.templates[0].name == "programmes/invitation_gone.html"


def test_accept_lets_one_of_two_through(cast: Cast, capture: Capture) -> None:
    _enrolment, token = invited(cast.cohort, cast.fay, capture)
    enrolling.accept(token)

    with pytest.raises(InvitationGoneError):
        enrolling.accept(token)


def test_join_tells_somebody_else_who_is_signed_in(cast: Cast, capture: Capture) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)
    zoe = signed_in(cast.zoe)

    response = zoe.post(f"/join/{token}/", {"answer": "yes"})

    assert "You are signed in as somebody else" in response.content.decode()
    assert Enrolment.objects.get(pk=enrolment.pk).state == "invited"


def test_join_never_opens_an_account_in_use(client: Client, cast: Cast, capture: Capture) -> None:
    User.objects.filter(pk=cast.zoe.pk).update(last_login=timezone.now())
    _enrolment, token = invited(cast.cohort, cast.fay, capture, a_row(cast.zoe.email))

    response = client.post(f"/join/{token}/", {"answer": "yes"})

    assert "Sign in to answer" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_join_lets_the_invited_accept_once_signed_in(cast: Cast, capture: Capture) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture, a_row(cast.zoe.email))

    signed_in(cast.zoe).post(f"/join/{token}/", {"answer": "yes"})

    assert Enrolment.objects.get(pk=enrolment.pk).state == "joined"


def test_join_takes_a_no_without_a_reason(client: Client, cast: Cast, capture: Capture) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)

    response = client.post(f"/join/{token}/", {"answer": "no"})

    assert response.templates[0].name == "programmes/declined.html"
    assert Enrolment.objects.get(pk=enrolment.pk).state == "declined"
    assert "_auth_user_id" not in client.session


def test_invite_leaves_existing_people_as_they_are(cast: Cast, capture: Capture) -> None:
    invited(cast.cohort, cast.fay, capture, a_row(cast.zoe.email.upper(), name="Someone Else"))

    zoe = User.objects.get(pk=cast.zoe.pk)
    assert zoe.get_full_name() == "Zoe Example"
    assert Enrolment.objects.filter(user=zoe).count() == 1


def test_invite_twice_sends_once(cast: Cast, capture: Capture) -> None:
    invited(cast.cohort, cast.fay, capture)

    assert enrolling.invite(cast.cohort, [a_row()], by=cast.fay) == []
    assert Invitation.objects.count() == 1


def test_invite_asks_somebody_who_declined_again(cast: Cast, capture: Capture) -> None:
    enrolment, token = invited(cast.cohort, cast.fay, capture)
    enrolling.decline(token)

    again, new_token = invited(cast.cohort, cast.fay, capture)

    assert again.pk == enrolment.pk
    assert enrolling.find(new_token).enrolment.pk == enrolment.pk


def test_resend_replaces_the_link(cast: Cast, capture: Capture) -> None:
    enrolment, old = invited(cast.cohort, cast.fay, capture)

    with capture(execute=True):
        enrolling.resend(enrolment, by=cast.fay)

    assert enrolling.find(token_of(mail.outbox[-1])).enrolment == enrolment
    with pytest.raises(InvitationGoneError):
        enrolling.find(old)


@pytest.mark.parametrize("name", ["ben", "fay", "max", "olu", "zoe"])
@pytest.mark.parametrize("door", ["who-sees-what", "profile"])
def test_notice_and_profile_are_their_persons_own(cast: Cast, name: str, door: str) -> None:
    who = getattr(cast, name)

    response = signed_in(getattr(who, "user", who)).get(f"/my/{cast.ada.public_id}/{door}/")

    assert response.status_code == 404


@pytest.mark.parametrize("door", ["who-sees-what", "profile"])
def test_notice_and_profile_ask_a_visitor_to_sign_in(client: Client, cast: Cast, door: str) -> None:
    response = client.get(f"/my/{cast.ada.public_id}/{door}/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=")


def newly_joined(cast: Cast) -> Client:
    Enrolment.objects.filter(pk=cast.ada.pk).update(
        state="joined", privacy_version="", privacy_acknowledged_at=None, profile_completed_at=None
    )
    return signed_in(cast.ada.user)


def test_step_is_locked_until_notice_and_profile_are_done(cast: Cast, rf: RequestFactory) -> None:
    step, ada = a_step(cast, "map"), newly_joined(cast)
    address, wanted = f"/my/{cast.ada.public_id}", "next=%2Fmaking-partnering-work%2Fmap%2F"
    request = rf.get(step.url)
    request.user = cast.ada.user

    first = enter(request, step, "", doors)
    ada.post(f"{address}/who-sees-what/", {"acknowledged": "on"})
    second = enter(request, step, "", doors)
    ada.post(f"{address}/profile/", PROFILE)
    request.user.refresh_from_db()
    third = enter(request, step, "", doors)

    assert first.headers["Location"] == f"{address}/who-sees-what/?{wanted}"
    assert second.headers["Location"] == f"{address}/profile/?{wanted}"
    assert third.content == b"the map of Grace Otieno"


def test_notice_needs_the_tick(cast: Cast) -> None:
    response = newly_joined(cast).post(f"/my/{cast.ada.public_id}/who-sees-what/", {})

    assert "Tick the box when you have read who sees what." in response.content.decode()
    cast.ada.refresh_from_db()
    assert cast.ada.privacy_acknowledged_at is None


def test_profile_comes_after_the_notice(cast: Cast) -> None:
    response = newly_joined(cast).post(f"/my/{cast.ada.public_id}/profile/", PROFILE)

    assert response.headers["Location"] == f"/my/{cast.ada.public_id}/who-sees-what/"
    cast.ada.refresh_from_db()
    assert cast.ada.line_manager_email == ""


def test_profile_makes_the_person_active_and_keeps_the_organisation(cast: Cast) -> None:
    ada = newly_joined(cast)
    ada.post(f"/my/{cast.ada.public_id}/who-sees-what/", {"acknowledged": "on"})

    response = ada.post(
        f"/my/{cast.ada.public_id}/profile/", {**PROFILE, "organisation": cast.other.pk, "state": "completed"}
    )

    cast.ada.refresh_from_db()
    cast.ada.user.refresh_from_db()
    assert response.headers["Location"] == cast.programme.url
    assert (cast.ada.state, cast.ada.organisation, cast.ada.user.name) == ("active", cast.organisation, "Grace Otieno")
    assert (cast.ada.line_manager_email, cast.ada.availability) == ("boss@example.org", ["TUE-AM", "THU-PM"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("last_name", "x" * 151),
        ("role_title", "nul\x00byte"),
        ("level", "emperor"),
        ("availability", ["SUN-AM"]),
        ("line_manager_email", "not an address"),
        ("access_needs", "x" * 1001),
    ],
)
def test_profile_says_what_is_wrong_and_keeps_the_rest(cast: Cast, field: str, value: object) -> None:
    response = signed_in(cast.ada.user).post(f"/my/{cast.ada.public_id}/profile/", {**PROFILE, field: value})

    assert list(response.context["form"].errors) == [field]
    assert response.content.decode().count("<title>Error:") == 1


def test_profile_refuses_ones_own_address_as_the_line_managers(cast: Cast) -> None:
    sent = {**PROFILE, "line_manager_email": cast.ada.user.email.upper()}

    response = signed_in(cast.ada.user).post(f"/my/{cast.ada.public_id}/profile/", sent)

    assert list(response.context["form"].errors) == ["line_manager_email"]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_profile_never_leads_to_another_site(cast: Cast, wanted: str) -> None:
    response = signed_in(cast.ada.user).post(f"/my/{cast.ada.public_id}/profile/?next={wanted}", PROFILE)

    assert response.headers["Location"] == cast.programme.url
