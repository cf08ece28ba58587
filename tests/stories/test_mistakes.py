"""Mistakes and second thoughts: what a form says when something is wrong, and a note that is open in two windows."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press, sign_in

pytestmark = pytest.mark.browser

Opened = Callable[[Page, Stage], None]
Words = dict[str, str]
REFLECT = "/alder-lane/410-07-trak/reflect/"


def new_cohort(page: Page, stage: Stage) -> None:
    """A cohort that its manager sets up, the day of the workshop given already."""
    sign_in(page, stage.manager.email)
    page.goto("/cohorts/new/?workshop_on_day=6&workshop_on_month=10&workshop_on_year=2027")


def new_helper(page: Page, stage: Stage) -> None:
    """Somebody who is to help to run the running cohort."""
    sign_in(page, stage.manager.email)
    page.goto(f"/cohorts/{stage.cohorts['running'].public_id}/helpers/")


def new_partner(page: Page, stage: Stage) -> None:
    """A partner on the map of somebody in the running cohort."""
    sign_in(page, stage.people["R02"].user.email)
    page.goto("/making-partnering-work/map/")
    press(page, "Add a partner")


FORMS = [
    pytest.param(
        new_cohort,
        "Set up the cohort",
        {
            "name": "",
            "ends": "half past",
            "grouping_on_month": "13",
            "workshop_place": "Town Hall",
            "largest_set": "12",
        },
        ["id_name", "id_ends", "id_grouping_on_0", "id_largest_set"],
        id="cohort",
    ),
    pytest.param(
        new_helper,
        "Add",
        {"email": "fay at council", "organisation": "Skerrow Homes"},
        ["id_email", "id_kind_0"],
        id="helper",
    ),
    pytest.param(new_partner, "Save", {"name": "", "sector": "public"}, ["id_name", "id_level_now_0"], id="partner"),
]


def boxes(page: Page, words: Words) -> dict[str, str]:
    """What stands in each of the boxes."""
    return {name: page.locator(f"main [name={name}]").input_value() for name in words}


def fill(page: Page, words: Words) -> None:
    """Write each text into its box, or choose it from its list."""
    for name, text in words.items():
        if page.locator(f"main select[name={name}]").count():
            page.locator(f"main select[name={name}]").select_option(text)
        else:
            page.locator(f"main [name={name}]").fill(text)


@pytest.mark.one_database("nothing is kept: a form, its words and where the focus goes")
@pytest.mark.parametrize(("opened", "button", "words", "wrong"), FORMS)
def test_a_form_says_what_is_wrong_and_where(
    opened: Opened, button: str, words: Words, wrong: list[str], stage: Stage, visit: Visit, look: Look, scripts: bool
) -> None:
    """Check 4 of UX 7: title, focus, links that reach their inputs, and nothing typed is lost."""
    page = visit()
    opened(page, stage)
    fill(page, words)

    press(page, button)

    expect(page).to_have_title(re.compile("^Error: "))
    assert boxes(page, words) == words
    summary = page.locator(".govuk-error-summary")
    if scripts:
        expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    assert sorted({(link.get_attribute("href") or "").removeprefix("#") for link in links}) == sorted(wrong)
    for link in links:
        box = page.locator(f"{link.get_attribute('href')}:is(input, textarea, select)")
        link.click()
        expect(box).to_be_in_viewport()
        if scripts:
            expect(box).to_be_focused()
        expect(page.locator(".govuk-form-group--error").filter(has=box).first).to_contain_text(link.inner_text())
    look(page, f"error-{wrong[-1]}")


def new_reflection(page: Page) -> None:
    """A reflection of one's own, kept once, and open to be changed."""
    page.goto("/making-partnering-work/set/")
    press(page, "Your reflections")
    press(page, "Write a reflection")
    page.locator("textarea").fill("We began.")
    press(page, "Keep it")
    press(page, "Change")


def pack_note(page: Page) -> None:
    """The private note on the first question of a pack."""
    page.goto(REFLECT)


def partnering_question(page: Page) -> None:
    """One's own answer to the first of the partnering questions."""
    page.goto("/making-partnering-work/questions/check/")
    press(page, "Change")


@pytest.mark.parametrize(
    ("opened", "button"),
    [
        pytest.param(partnering_question, "Save and continue", id="question"),
        pytest.param(new_reflection, "Keep it", id="reflection"),
        pytest.param(pack_note, "Save and go on", id="pack-note"),
    ],
)
def test_a_note_in_two_windows_loses_nothing(
    opened: Callable[[Page], None], button: str, stage: Stage, visit: Visit, look: Look, scripts: bool
) -> None:
    one = visit()
    sign_in(one, stage.people["F02"].user.email)
    opened(one)
    two = one.context.new_page()
    two.goto(one.url)
    first, second = f"Written on the train ({scripts}).", f"Written at the kitchen table ({scripts})."

    one.locator("textarea").first.fill(first)
    press(one, button)
    two.locator("textarea").first.fill(second)
    if scripts:
        expect(two.locator("[data-autosave-status]")).to_contain_text("in another window")
        one.goto(two.url)
        expect(one.locator("textarea").first).to_have_value(first)  # saving by itself has overwritten nothing
    press(two, button)

    expect(two.get_by_text("Changed elsewhere").first).to_be_visible()
    expect(two.get_by_role("main").get_by_text(first)).to_be_visible()
    expect(two.locator("textarea").first).to_have_value(second)
    look(two, "two-windows")
    address = two.url
    press(two, button)
    one.goto(address)
    expect(one.locator("textarea").first).to_have_value(second)
