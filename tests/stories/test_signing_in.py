"""Signing in as a person meets it: by code, by password, with a second step; what is said when it does not work; one's own
devices and address. Every page is looked at, empty, full and with its errors."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.accounts.models import User
from tests import factories
from tests.stories.conftest import Look, Visit
from tests.stories.steps import enter_on, heading, press, sign_in, tab_onto

pytestmark = pytest.mark.browser
HOME = "/my/signing-in/"
CODE = re.compile(r"^([A-Z0-9-]{6,9})\s*$", re.MULTILINE)
New = Callable[[str], User]


@pytest.fixture
def new(stage: Stage, request: pytest.FixtureRequest, scripts: bool) -> New:
    """Somebody who is known here and has a password."""

    def made(name: str) -> User:
        user = factories.user(f"{name}{scripts}")
        user.set_password(PASSWORD)
        user.save()
        request.addfinalizer(user.delete)
        return user

    return made


def code_for(email: str) -> str:
    """The code in the last mail to this address."""
    body = [str(message.body) for message in mail.outbox if message.to == [email]][-1]
    found = CODE.search(body)
    assert found, body
    return found[1]


def error(page: Page, words: str) -> None:
    """The page says so in its summary, and in its title that something is wrong."""
    expect(page.locator(".govuk-error-summary")).to_contain_text(words)
    expect(page).to_have_title(re.compile("^Error: "))


def is_in(page: Page) -> bool:
    page.wait_for_load_state()
    return page.get_by_role("button", name="Sign out", exact=True).count() > 0


def test_sign_in_by_code(new: New, visit: Visit, look: Look, settings: Any) -> None:
    """By keyboard: a wrong code, one that has run out, three wrong ones, and the right one."""
    nia = new("Nia Code")
    page = visit(width=360)
    page.goto("/sign-in/?next=/my/details/")
    tab_onto(page, page.get_by_label("E-mail address"))
    page.keyboard.type("nobody")
    enter_on(page, page.get_by_role("button", name="Send me a code"))
    error(page, "address")
    assert page.get_by_label("E-mail address").input_value() == "nobody"
    look(page, "sign-in-error")
    page.get_by_label("E-mail address").fill(nia.email)
    enter_on(page, page.get_by_role("button", name="Send me a code"))
    assert heading(page) == "Enter your code"
    look(page, "sign-in-code")
    page.get_by_label("Code from the e-mail").fill("AAA-AAA")
    enter_on(page, page.get_by_role("button", name="Sign in"))
    error(page, "That is not the code we sent.")
    look(page, "sign-in-code-wrong")
    for _try in range(2):
        page.get_by_label("Code from the e-mail").fill("AAA-AAA")
        press(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("wrong too often")
    look(page, "sign-in-code-thrice-wrong")

    page.get_by_label("E-mail address").fill(nia.email)
    press(page, "Send me a code")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    page.get_by_label("Code from the e-mail").fill(code_for(nia.email))
    press(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("no longer works")
    assert not is_in(page)
    look(page, "sign-in-code-expired")

    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
    page.goto("/sign-in/?next=/my/details/")
    page.get_by_label("E-mail address").fill(nia.email)
    press(page, "Send me a code")
    page.get_by_label("Code from the e-mail").fill(code_for(nia.email))
    enter_on(page, page.get_by_role("button", name="Sign in"))
    assert heading(page) == "Your details"


def test_sign_in_by_password(new: New, visit: Visit, look: Look, settings: Any) -> None:
    """A wrong one, too many, and the right one later."""
    nia = new("Nia Password")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/15m/key"}
    page = visit()
    page.goto("/sign-in/password/")
    look(page, "password")
    for _try in range(2):
        page.get_by_label("E-mail address").fill(nia.email)
        page.get_by_label("Password").fill("three other words")
        press(page, "Sign in")
        error(page, "Address and password do not belong together.")
    assert page.get_by_label("E-mail address").input_value() == nia.email
    look(page, "password-wrong")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    error(page, "There have been too many attempts.")
    look(page, "password-too-many")
    assert not is_in(page)

    settings.ACCOUNT_RATE_LIMITS = False
    press(page, "Send me a code instead")
    assert heading(page) == "Sign in"
    sign_in(page, nia.email)
    assert is_in(page)


def shown_by_app(page: Page, later: int = 0) -> str:
    """What an app shows that has read the key on the page."""
    return app_code(page.locator("main code").first.inner_text(), later)


def app_code(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def test_app_and_its_recovery_codes(new: New, visit: Visit, look: Look) -> None:
    """Set up with a wrong code and the right one; then a wrong one at the door, the last recovery code, and new codes."""
    nia = new("Nia App")
    page = visit(width=360)
    sign_in(page, nia.email)
    page.goto(f"{HOME}app/")
    expect(page.get_by_role("img", name=re.compile("picture that the app reads"))).to_be_visible()
    assert page.locator("main img").evaluate("node => node.complete && node.naturalWidth > 0")
    look(page, "app")
    secret = page.locator("main code").inner_text()
    page.get_by_label("The code that the app shows").fill("000000")
    press(page, "Use this app")
    error(page, "That is not the right code.")
    assert page.locator("main code").inner_text() == secret
    look(page, "app-wrong")
    page.get_by_label("The code that the app shows").fill(app_code(secret))
    enter_on(page, page.get_by_role("button", name="Use this app"))
    assert heading(page) == "Recovery codes"
    look(page, "codes-shown")
    codes = page.locator("main code").all_inner_texts()
    page.emulate_media(media="print")
    assert page.locator("main code").last.is_visible()
    page.emulate_media(media="screen")
    assert len(codes) == 10

    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, nia.email)
    assert heading(page) == "The second step"
    look(page, "second-step")
    page.get_by_label("Code from your app, or a recovery code").fill("000000")
    press(page, "Sign in")
    error(page, "That is not the right code.")
    look(page, "second-step-wrong")
    use_all_but_one(nia)
    page.get_by_label("Code from your app, or a recovery code").fill(codes[-1])
    press(page, "Sign in")
    page.goto(HOME)
    expect(page.get_by_text("No code is left.")).to_be_visible()
    look(page, "signing-in-no-codes")
    page.goto(f"{HOME}recovery-codes/")
    look(page, "codes-none-left")
    prove(page, app_code(secret, later=1))
    press(page, "Make new codes")
    assert set(page.locator("main code").all_inner_texts()).isdisjoint(codes)
    page.goto(HOME)
    press(page, "Remove the app")
    expect(page.get_by_text("It is removed.")).to_be_visible()


def prove(page: Page, code: str) -> None:
    """Show by a code of the app that it is still them, where that is asked."""
    if heading(page) == "Is it you?":
        page.get_by_label("Code from your app, or a recovery code").fill(code)
        press(page, "Go on")


def use_all_but_one(user: User) -> None:
    """All recovery codes but the last are used."""
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    row.data["used_mask"] = (1 << 9) - 1
    row.save()


def test_whoever_runs_a_programme_sets_up_a_second_step_first(
    stage: Stage, visit: Visit, look: Look, settings: Any
) -> None:
    settings.SECOND_STEP_REQUIRED = True
    page = visit(width=360)
    sign_in(page, stage.manager.email)
    page.goto("/cohorts/")
    assert heading(page) == "How you sign in"
    expect(page.get_by_text("Before you go on, please set up a second step")).to_be_visible()
    look(page, "second-step-required")
    enter_on(page, page.get_by_role("link", name="Set up an app"))
    page.get_by_label("The code that the app shows").fill(shown_by_app(page))
    press(page, "Use this app")
    page.goto("/cohorts/")
    assert heading(page) == "Cohorts"
    page.goto(HOME)
    press(page, "Remove the app")
    expect(page.get_by_role("alert")).to_contain_text("Your role needs a second step.")
    look(page, "second-step-kept")
    Authenticator.objects.filter(user=stage.manager).delete()


def test_devices_are_signed_out_one_by_one_and_all_at_once(new: New, visit: Visit, look: Look) -> None:
    nia = new("Nia Devices")
    page, *others = [visit(user_agent=one) if one else visit() for one in (None, PHONE, TABLET, PHONE)]
    for one in (page, *others):
        sign_in(one, nia.email)
    page.goto(HOME)
    expect(page.get_by_text("(this device)")).to_be_visible()
    look(page, "devices")
    enter_on(page, page.get_by_role("button", name="Sign out there").first)
    expect(page.get_by_text("It is signed out.")).to_be_visible()
    assert [is_in_at(one) for one in others].count(False) == 1
    press(page, "Sign out everywhere else")
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    look(page, "devices-one")

    assert [is_in_at(one) for one in (page, *others)] == [True, False, False, False]


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1"
TABLET = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def is_in_at(page: Page) -> bool:
    page.goto("/my/details/")
    return heading(page) == "Your details"


def test_address_is_changed(new: New, visit: Visit, look: Look) -> None:
    """A wrong one, one that is somebody else's, a wrong code, one that has run out, and the right one."""
    nia, ben = new("Nia Address"), new("Ben Taken")
    wanted = f"new.{nia.email}"
    page = visit(width=360)
    sign_in(page, nia.email)
    page.goto("/my/details/")
    enter_on(page, page.get_by_role("link", name="Change your address"))
    look(page, "address")
    page.get_by_label("New e-mail address").fill("nia at home")
    press(page, "Send a code")
    error(page, "address")
    assert page.get_by_label("New e-mail address").input_value() == "nia at home"
    look(page, "address-wrong")
    page.get_by_label("New e-mail address").fill(ben.email)
    press(page, "Send a code")
    taken = page.locator("main").inner_text().replace(ben.email, "X")
    assert mail.outbox[-1].to == [ben.email]
    press(page, "Another address")
    page.get_by_label("New e-mail address").fill(wanted)
    press(page, "Send a code")
    assert page.locator("main").inner_text().replace(wanted, "X") == taken
    look(page, "address-code")
    for _try in range(2):
        page.get_by_label("Code from the e-mail to the new address").fill("AAA-AAA")
        press(page, "Change my address")
        error(page, "That is not the code we sent.")
    look(page, "address-code-wrong")
    page.get_by_label("Code from the e-mail to the new address").fill("AAA-AAA")
    press(page, "Change my address")
    page.goto("/my/address/confirm/")
    assert heading(page) == "Change your address"

    page.get_by_label("New e-mail address").fill(wanted)
    press(page, "Send a code")
    page.get_by_label("Code from the e-mail to the new address").fill(code_for(wanted))
    enter_on(page, page.get_by_role("button", name="Change my address"))
    expect(page.get_by_text(f"From now on you sign in with {wanted}.")).to_be_visible()
    assert User.objects.get(pk=nia.pk).email == wanted


def test_organisations_sign_in_that_fails_says_what_to_do(visit: Visit, look: Look, settings: Any) -> None:
    """The provider cannot be reached, or does not let them in: a page in plain words, and the way by a code."""
    app = {"provider_id": "riverside", "name": "Riverside Council", "client_id": "alongside", "secret": "a long secret"}
    app |= {"settings": {"server_url": "http://127.0.0.1:9", "oauth_pkce_enabled": True}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    page = visit(width=360)
    page.goto("/sign-in/")
    look(page, "sign-in-with-organisation")
    enter_on(page, page.get_by_role("button", name="Sign in with Riverside Council"))
    assert heading(page) == "You could not be signed in"
    look(page, "not-known")
    enter_on(page, page.get_by_role("link", name="Sign in with a code"))
    assert heading(page) == "Sign in"
