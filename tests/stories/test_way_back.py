"""The browser's Back: what was typed into a form that is not saved by itself is there again, for this person in this window."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.accounts.models import User
from tests.stories.conftest import Visit
from tests.stories.steps import press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sessionStorage, which is the browser’s")]
needs_scripts = pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
TYPED = "Half written, and then led away"


def typed(stage: Stage, page: Page) -> User:
    """Somebody has typed a name for themselves, and follows a link before sending it."""
    user = stage.people["F02"].user
    sign_in(page, user.email)
    page.goto(reverse("account_details"))
    page.locator("input[name=first_name]").fill(TYPED)
    page.get_by_role("link", name="Help", exact=True).first.click()
    page.wait_for_url("**/help/")
    return user


def held(page: Page) -> str:
    return str(page.evaluate("() => JSON.stringify({...sessionStorage})"))


@needs_scripts
def test_words_are_there_again_on_the_way_back_and_once_only(stage: Stage, visit: Visit) -> None:
    page = visit()
    user = typed(stage, page)

    page.go_back()
    expect(page.locator("input[name=first_name]")).to_have_value(TYPED)
    assert page.locator("input[name=last_name]").input_value() == user.last_name
    page.reload()
    expect(page.locator("input[name=first_name]")).to_have_value(TYPED)
    page.goto("/help/")
    page.goto(reverse("account_details"))
    expect(page.locator("input[name=first_name]")).to_have_value(user.first_name)
    page.locator("input[name=first_name]").fill(user.first_name + " ")
    press(page, "Save")
    assert TYPED not in held(page)


@needs_scripts
def test_nothing_is_held_once_somebody_signs_out(stage: Stage, visit: Visit) -> None:
    page = visit()
    typed(stage, page)
    assert TYPED in held(page)

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert TYPED not in held(page)
    page.go_back()
    assert TYPED not in page.content()


@needs_scripts
def test_what_somebody_typed_is_not_given_to_the_next_who_signs_in(stage: Stage, visit: Visit) -> None:
    page = visit()
    typed(stage, page)
    page.context.clear_cookies()
    other = stage.people["F03"].user
    sign_in(page, other.email)

    page.goto(reverse("account_details"))
    page.reload()

    expect(page.locator("input[name=first_name]")).to_have_value(other.first_name)
    assert TYPED not in held(page)
