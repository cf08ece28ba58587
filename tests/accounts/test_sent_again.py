"""What was sent after its sender had been signed out: never lost, never another person's (TRUST D05)."""

from django.test import Client
from django.urls import reverse

from elearning.accounts.http import MADE_FOR, mark_of
from elearning.accounts.models import User
from elearning.partnering.models import MapEntry
from tests.assessments.makers import begun, keys, posted, stored
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers as partnering
from tests.profiles import makers

TEXT = "They open the hall at night <b>for us</b>.\nEvery week."


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


def page_of(user: User, places: list[str], **more: str) -> dict[str, str]:
    """A posted page of answers that was made for `user`."""
    return posted(places, {0: "4"}) | {MADE_FOR: mark_of(user), **more}


def strict(user: User | None = None) -> Client:
    """A browser whose forms need a token, as outside tests."""
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_form_of_the_signed_out_comes_back_with_what_was_sent(cast: Cast, steps: makers.Steps, client: Client) -> None:
    mine = begun(signed_in(cast.ada.user), steps.assessment, cast.ada)
    places = keys(mine, "LEAD")

    answer = client.post(steps.assessment.door("subject", 1), page_of(cast.ada.user, places, note=TEXT))

    page = answer.content.decode()
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert f'<input type="hidden" name="a-{places[0]}" value="4">' in page
    assert "They open the hall at night &lt;b&gt;for us&lt;/b&gt;.<br>Every week." in page
    assert f'action="{steps.assessment.door("subject", 1)}"' in page
    assert stored(mine, places) == ["", "", "", ""]


def test_form_of_the_signed_out_without_a_mark_leads_to_the_sign_in(steps: makers.Steps, client: Client) -> None:
    address = steps.assessment.door("subject", 1)

    answers = [client.post(address, {"a-x": "4", MADE_FOR: mark}) for mark in ("", "1:forged:mark", "\x00")]

    assert [answer.headers.get("Location") for answer in answers] == [f"/sign-in/?next={address}"] * 3


def test_autosave_of_the_signed_out_is_told_so(cast: Cast, steps: makers.Steps, client: Client) -> None:
    answer = client.post(
        steps.assessment.door("subject", 1), {MADE_FOR: mark_of(cast.ada.user)}, headers={"X-Autosave": "1"}
    )

    assert (answer.status_code, answer.content) == (401, b"")


def test_form_sent_after_signing_in_again_is_offered_and_then_saved(cast: Cast, steps: makers.Steps) -> None:
    mine = begun(signed_in(cast.ada.user), steps.assessment, cast.ada)
    places, address = keys(mine, "LEAD"), steps.assessment.door("subject", 1)
    client = strict(cast.ada.user)
    stale = page_of(cast.ada.user, places, csrfmiddlewaretoken="x" * 64)

    offered = client.post(address, stale)
    token = offered.context["csrf_token"]
    saved = client.post(address, {**dict(offered.context["sent"]), "csrfmiddlewaretoken": str(token)})

    assert (offered.status_code, "Save it now" in offered.content.decode()) == (403, True)
    assert saved.status_code == 302
    assert stored(mine, places) == ["4", "", "", ""]


def test_form_of_another_person_is_neither_shown_nor_saved(cast: Cast, steps: makers.Steps) -> None:
    mine = begun(signed_in(cast.ben.user), steps.assessment, cast.ben)
    places, address = keys(mine, "LEAD"), steps.assessment.door("subject", 1)
    adas = page_of(cast.ada.user, places, note="Only Ada may read this")

    answers = [signed_in(cast.ben.user).post(address, adas), strict(cast.ben.user).post(address, adas)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert ["Only Ada" in answer.content.decode() for answer in answers] == [False, False]
    assert stored(mine, places) == ["", "", "", ""]


def test_map_entry_of_the_signed_out_comes_back(cast: Cast, client: Client) -> None:
    step = partnering.map_page(cast.programme)

    page = client.post(step.door("add"), partnering.typed(**{MADE_FOR: mark_of(cast.ada.user)})).content.decode()

    assert '<input type="hidden" name="name" value="Health board">' in page
    assert MapEntry.objects.count() == 0


def test_too_long_a_text_is_not_sent_again_but_shown(cast: Cast, steps: makers.Steps, client: Client) -> None:
    long = "word " * 50_000

    page = client.post(
        steps.assessment.door("subject", 1), {"note": long, MADE_FOR: mark_of(cast.ada.user)}
    ).content.decode()

    assert "<form" not in page.partition("<main")[2]
    assert "word word" in page


def test_token_is_handed_to_the_person_of_the_page_only(cast: Cast, client: Client) -> None:
    address, mark = reverse("account_signed_in"), mark_of(cast.ada.user)
    headers = {"X-Autosave": "1", "X-Made-For": mark}

    answers = [
        who.get(address, headers=headers) for who in (signed_in(cast.ada.user), signed_in(cast.ben.user), client)
    ]

    assert [answer.status_code for answer in answers] == [200, 409, 302]
    assert list(answers[0].json()) == ["token"]


def test_failed_token_of_another_form_says_what_happened(client: Client) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "ada@example.org"})

    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()
