"""The story of somebody's results: read then and now, keep them, show them to the facilitator, see that she looked, take
them back."""

from playwright.sync_api import Page

from actionsets.rehearsing.people import Stage
from elearning.profiles.models import ResultsPage
from tests.stories.checks import keep
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

WITH_SCRIPTS, WITHOUT = "F24", "F09"  # answered at the end, and not three months later
ROLES = "table => [...table.rows].filter(row => row.getAttribute('role') !== 'row' || !row.cells.length).length"


def read_then_and_now(page: Page, look: Look, address: str) -> None:
    """The table with both times; numbers only when asked for."""
    page.goto(address)
    assert page.get_by_role("columnheader").all_inner_texts()[:3] == ["Subject", "Then and now", "Change"]
    look(page, "results-then-and-now")
    press(page, "Show numbers")
    assert "Give or take about half a point." in page.get_by_role("main").inner_text()
    look(page, "results-numbers")
    see_the_marks_in_forced_colours(page)
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.locator("table").evaluate(ROLES) == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    assert page.locator(".govuk-button:visible, .pd-screen:visible").count() == 0
    assert page.locator(".pd-meter:visible").count() > 0
    keep(page, "results-print", 1280)
    page.emulate_media(media="screen")


def see_the_marks_in_forced_colours(page: Page) -> None:
    """The ring is open and the dot is full, whatever colours the reader's system has."""
    page.emulate_media(forced_colors="active")
    fills = [
        page.locator(f".pd-meter__{mark}").first.evaluate("mark => getComputedStyle(mark).fill")
        for mark in ("now", "then", "back")
    ]
    line = page.locator(".pd-meter line").first.evaluate("mark => getComputedStyle(mark).stroke")
    page.emulate_media(forced_colors="none")
    assert fills[0] == line
    assert fills[1:] == [fills[1]] * 2
    assert fills[0] != fills[1]


def show_to_the_facilitator(page: Page, look: Look, facilitator: str) -> None:
    """What they would see, then the share itself."""
    press(page, "Show my results to somebody")
    look(page, "results-share")
    press(page, "Look at what they would see")
    assert heading(page) == "What they would see"
    look(page, "results-share-preview")
    press(page, "Back")
    press(page, "Show them my results")
    assert page.title().startswith("Error:")
    look(page, "results-share-error")
    page.get_by_label(f"{facilitator}, facilitator").check()
    press(page, "Show them my results")
    assert "they can open your results now" in page.get_by_role("main").inner_text()


def open_what_was_shown(page: Page, look: Look, owner: str) -> str:
    """The address of the share, opened with a press that its owner sees."""
    page.goto("/my/")
    press(page, f"Results of {owner}")
    look(page, "results-shared-closed")
    assert page.get_by_role("table").count() == 0
    press(page, "Open their results")
    look(page, "results-shared")
    assert f"{owner} sees that you opened this" in page.get_by_role("main").inner_text()
    return page.url


def test_results_are_read_shown_looked_at_and_taken_back(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    owner = stage.people[WITH_SCRIPTS if scripts else WITHOUT]
    address = ResultsPage.objects.child_of(stage.programme).get().url
    mine, hers = visit(), visit()
    sign_in(mine, owner.user.email)
    sign_in(hers, stage.facilitator.email)

    read_then_and_now(mine, look, address)
    show_to_the_facilitator(mine, look, stage.facilitator.name)
    shared = open_what_was_shown(hers, look, owner.user.name)
    mine.reload()
    assert "Opened:" in mine.get_by_role("main").inner_text()
    look(mine, "results-share-opened")
    press(mine, "Take back")

    answer = hers.goto(shared)
    assert answer
    assert answer.status == 404


def test_results_of_the_first_time_are_read(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    page = visit()
    sign_in(page, stage.people["R05"].user.email)
    page.goto(ResultsPage.objects.child_of(stage.programme).get().url)

    look(page, "results-first")
    assert page.get_by_role("table").count() == 1
