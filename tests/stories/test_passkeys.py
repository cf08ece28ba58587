"""A passkey in a real browser, whose device is played by Chromium itself: added, used, another person's refused, removed.

Passkeys belong to a name, so the site is met as `localhost` here.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_encode
from playwright.sync_api import Page, Route, expect

from actionsets.rehearsing.people import PASSWORD
from elearning.accounts.models import User
from tests import factories
from tests.stories.conftest import Look, Visit
from tests.stories.steps import enter_on, heading, press, sign_in

pytestmark = pytest.mark.browser
WITH_SCRIPTS = pytest.mark.parametrize("scripts", [True])
WITHOUT_SCRIPTS = pytest.mark.parametrize("scripts", [False])
HOME = "/my/signing-in/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

New = Callable[[str], User]


@pytest.fixture
def named(site: str) -> str:
    """The address of the site by a name."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def new(stage: Any, request: pytest.FixtureRequest) -> New:
    """Somebody who is known here and has a password."""

    def made(name: str) -> User:
        user = factories.user(name)
        user.set_password(PASSWORD)
        user.save()
        request.addfinalizer(user.delete)
        return user

    return made


def device_of(page: Page, *, verifies: bool = True) -> None:
    """Give the browser of `page` a device that keeps passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": verifies}})


def add_passkey(page: Page, name: str) -> None:
    """Add a passkey as somebody who has just signed in, and keep the recovery codes."""
    page.goto(f"{HOME}passkey/")
    page.get_by_label("What to call it").fill(name)
    press(page, "Make the passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    press(page, "I have kept them")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_load_state()


def is_in(page: Page) -> bool:
    return page.get_by_role("button", name="Sign out", exact=True).count() > 0


@WITH_SCRIPTS
def test_passkey_is_added_signs_in_and_is_removed(named: str, new: New, visit: Visit, look: Look) -> None:
    nia = new("Nia Passkey")
    page = visit(base_url=named)
    device_of(page)
    sign_in(page, nia.email)
    page.goto(HOME)
    enter_on(page, page.get_by_role("link", name="Add a passkey"))
    look(page, "passkey-add")
    expect(page.get_by_text("Your browser makes no passkey here")).to_be_hidden()
    page.get_by_label("What to call it").fill("My phone")
    enter_on(page, page.get_by_role("button", name="Make the passkey"))
    assert heading(page) == "Recovery codes"
    look(page, "passkey-codes")
    press(page, "I have kept them")
    expect(page.get_by_text("My phone").first).to_be_visible()
    look(page, "passkey-listed")

    sign_out(page)
    page.goto("/sign-in/?next=/my/details/")
    look(page, "passkey-sign-in")
    expect(page.get_by_text("That did not work")).to_be_hidden()
    enter_on(page, page.get_by_role("button", name="Sign in with a passkey"))
    assert heading(page) == "Your details"
    page.goto(HOME)
    expect(page.get_by_text("used last on")).to_be_visible()
    press(page, "Remove My phone")
    assert not Authenticator.objects.filter(user=nia).exists()

    sign_out(page)
    page.goto("/sign-in/")
    press(page, "Sign in with a passkey")
    expect(page.get_by_text("That passkey is not known here")).to_be_visible()
    look(page, "passkey-unknown")
    assert not is_in(page)


@WITH_SCRIPTS
def test_passkey_is_the_second_step_after_a_password(named: str, new: New, visit: Visit, look: Look) -> None:
    nia = new("Nia Second")
    page = visit(width=360, base_url=named)
    device_of(page)
    sign_in(page, nia.email)
    add_passkey(page, "Laptop")
    sign_out(page)

    sign_in(page, nia.email)
    assert heading(page) == "The second step"
    expect(page.get_by_label("A recovery code")).to_be_visible()
    look(page, "passkey-second-step")
    with page.expect_navigation():
        page.get_by_role("button", name="Use a passkey").click()

    assert is_in(page)


@WITH_SCRIPTS
def test_passkey_of_somebody_else_opens_nothing(named: str, new: New, visit: Visit, look: Look) -> None:
    """Neither their device at my second step, nor their passkey with my number written over theirs."""
    nia, ben = new("Nia Mine"), new("Ben Other")
    mine, theirs = visit(base_url=named), visit(base_url=named)
    for page, user in ((mine, nia), (theirs, ben)):
        device_of(page)
        sign_in(page, user.email)
        add_passkey(page, "Phone")
        sign_out(page)

    sign_in(theirs, nia.email)
    theirs.get_by_role("button", name="Use a passkey").click()
    expect(theirs.get_by_text("That did not work. You can try again, or type a code.")).to_be_visible()
    look(theirs, "passkey-failed")
    assert not is_in(theirs)

    def forged(route: Route) -> None:
        sent = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
        if "credential" in sent:
            shown = json.loads(sent["credential"])
            shown["response"]["userHandle"] = websafe_encode(user_pk_to_url_str(nia).encode())
            sent["credential"] = json.dumps(shown)
        route.continue_(post_data=urlencode(sent) if sent else None)

    press(theirs, "Use another address")
    theirs.goto("/sign-in/")
    theirs.route("**/sign-in/passkey/", forged)
    theirs.get_by_role("button", name="Sign in with a passkey").click()
    expect(theirs.get_by_text("That passkey is not known here")).to_be_visible()
    assert not is_in(theirs)

    mine.goto("/sign-in/")
    press(mine, "Sign in with a passkey")
    expect(mine.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


@WITH_SCRIPTS
def test_device_that_does_not_look_who_holds_it_makes_no_passkey(named: str, new: New, visit: Visit) -> None:
    page = visit(base_url=named)
    device_of(page, verifies=False)
    sign_in(page, new("Nia Unseen").email)
    page.goto(f"{HOME}passkey/")

    press(page, "Make the passkey")

    expect(page.get_by_text("That did not work: no passkey was made. You can try again.")).to_be_visible()


@WITH_SCRIPTS
def test_address_that_is_a_number_says_what_to_do_instead(site: str, new: New, visit: Visit, look: Look) -> None:
    page = visit(width=360)
    sign_in(page, new("Nia Number").email)
    page.goto(f"{HOME}passkey/")

    expect(page.get_by_text("Your browser makes no passkey here")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
    look(page, "passkey-impossible")
    press(page, "Set up an app instead")
    assert heading(page) == "Set up an app"


@WITHOUT_SCRIPTS
def test_page_without_scripts_says_what_to_do_instead(named: str, new: New, visit: Visit) -> None:
    nia = new("Nia Plain")
    page = visit(base_url=named)
    sign_in(page, nia.email)
    page.goto(f"{HOME}passkey/")
    expect(page.get_by_text("Your browser makes no passkey here")).to_be_visible()
    expect(page.get_by_text("That did not work")).to_be_hidden()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
    press(page, "Set up an app instead")

    assert heading(page) == "Set up an app"


@pytest.mark.parametrize(
    "shown", ["", "no json", "[]", "{}", '"x"', "1", "null", '{"id": 1}', '{"response": {"userHandle": 7}}',
              '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "AA"}}'],
)  # fmt: skip
def test_what_no_browser_would_show_is_refused(stage: Any, new: New, shown: str) -> None:
    """At each of the three doors that take a passkey, with words and without a fault of ours."""
    nia, inside, outside, half = new("Nia Odd"), Client(), Client(), Client()
    inside.post("/sign-in/password/", {"login": nia.email, "password": PASSWORD})
    inside.get(f"{HOME}passkey/")
    added = inside.post(f"{HOME}passkey/", {"name": "x", "credential": shown})
    outside.get("/sign-in/passkey/", headers={"accept": "application/json"})
    came = outside.post("/sign-in/passkey/", {"credential": shown})
    Authenticator.objects.create(user=nia, type=Authenticator.Type.TOTP, data={"secret": "none"})
    half.post("/sign-in/password/", {"login": nia.email, "password": PASSWORD})
    stepped = half.post("/sign-in/second-step/", {"credential": shown})

    assert (added.status_code, came.status_code, stepped.status_code) == (422, 302, 200)
    assert ["_auth_user_id" in client.session for client in (outside, half)] == [False, False]
    assert not Authenticator.objects.filter(user=nia, type=Authenticator.Type.WEBAUTHN).exists()
    assert "There is a problem" in added.content.decode()
    assert "There is a problem" in stepped.content.decode()
