"""What people of every story do: sign in, press a button, read the heading, open the link in their mail."""

import re

from django.core import mail
from playwright.sync_api import Locator, Page, expect

from actionsets.rehearsing.people import PASSWORD
from elearning.post import carrying


def token_for(email: str) -> str:
    """The token in the last mail to this address."""
    body = [str(message.body) for message in mail.outbox if message.to == [email]][-1]
    found = re.search(r"/join/([\w-]{43})/", body)
    assert found
    return found[1]


def mails_to(email: str) -> int:
    """How many mails have gone to this address. What waits is sent first, as the clock of an installation does: a request
    spares a mail server that was in trouble a moment ago (`carrying.soon`)."""
    carrying.carry_due(lambda: None)
    return sum(message.to == [email] for message in mail.outbox)


def press(page: Page, name: str) -> None:
    """Press the button, or follow the link, whose words begin with `name`; the page that answers is whole after it."""
    words = re.compile(rf"^\s*{re.escape(name)}")
    page.get_by_role("main").locator("a, button").filter(has_text=words).first.click()
    page.wait_for_load_state()


def press_on(page: Page, name: str) -> None:
    """Press what leads to another page, and be there: a page that saves while one writes sends itself a moment later."""
    before = page.url
    press(page, name)
    expect(page).not_to_have_url(before)
    page.wait_for_load_state()


def tab_onto(page: Page, wanted: Locator, *, most: int = 150) -> None:
    """Go on with the Tab key until `wanted` has the focus; fails after `most` presses."""
    for _press in range(most):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} keys do not lead to {wanted}")


def enter_on(page: Page, wanted: Locator) -> None:
    """Go to a button or link with the Tab key and press Enter on it; the page that answers is whole after it."""
    tab_onto(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_load_state()


def heading(page: Page) -> str:
    """The page's one first-level heading, without the line above it, once the page is dressed."""
    page.wait_for_load_state()
    return page.get_by_role("heading", level=1).inner_text().strip().splitlines()[-1].strip()


def sign_in(page: Page, email: str) -> None:
    """Sign in with the password that everybody of the demonstration has."""
    page.goto("/sign-in/password/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Sign in")
