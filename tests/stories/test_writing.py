"""What an author is told while writing a pack, in Wagtail's editor, in a browser; the editor needs scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from packs.models import LearningPackPage
from tests.stories.checks import keep
from tests.stories.conftest import Visit
from tests.stories.steps import sign_in

pytestmark = pytest.mark.browser
WITH_SCRIPTS = pytest.mark.parametrize("scripts", [pytest.param(True, id="js")])
SHORT = "<p>Far too short a reading.</p>"


@pytest.fixture
def draft(stage: Stage) -> Iterator[LearningPackPage]:
    """A draft of a published pack, in which the scenario is missing and the reading is short."""
    pack = LearningPackPage.objects.get(code="MPW:410-09")
    raw = [block for block in pack.body.get_prep_value() if block["type"] != "scenario"]
    raw = [block | ({"value": SHORT} if block["type"] == "reading" else {}) for block in raw]
    pack.body = LearningPackPage._meta.get_field("body").stream_block.to_python(raw)
    pack.save_revision()
    yield pack
    LearningPackPage.objects.get(pk=pack.pk).save_revision()


@pytest.fixture
def editing(stage: Stage, draft: LearningPackPage, visit: Visit) -> Page:
    """The editor of the draft, as the demonstration's publisher sees it."""
    page = visit()
    sign_in(page, stage.staff["publisher"].email)
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    return page


@pytest.mark.one_database("what a script counts in the window")
@WITH_SCRIPTS
def test_words_are_counted_while_they_are_written(editing: Page, scripts: bool) -> None:
    field = editing.locator(".w-field[class*=words-300]")
    count = field.locator("p[aria-hidden=true]")

    expect(count).to_have_text("5 words, about 1 min to read. 595 more to reach 600.")
    field.locator("[contenteditable=true]").press("Control+Home")
    field.locator("[contenteditable=true]").press_sequentially("Three more words. ", delay=20)
    expect(count).to_have_text("8 words, about 1 min to read. 592 more to reach 600.")
    expect(field.locator("[role=status]").last).to_have_text("8 words, about 1 min to read. 592 more to reach 600.")
    editing.locator("#id_format").select_option("resource")
    expect(count).to_have_text("8 words, about 1 min to read. 292 more to reach 300.")
    keep(editing, "words-counted", 1280)


@WITH_SCRIPTS
def test_what_is_missing_stands_in_wagtails_checks(editing: Page, scripts: bool) -> None:
    editing.get_by_role("button", name="Toggle checks").click()

    names = editing.locator("[data-checks-panel] [data-content-checker-name]")
    expect(names).to_have_count(2, timeout=30_000)
    assert sorted(names.all_inner_texts()) == ["Missing: Scenario", "The reading is too short or too long"]
    expect(editing.locator("[data-reading-advice]")).to_be_visible()
    keep(editing, "checks", 1280)


@pytest.mark.one_database("what a menu of the editor shows")
@WITH_SCRIPTS
def test_picker_shows_a_sample_of_each_block(editing: Page, scripts: bool) -> None:
    editing.get_by_role("button", name=re.compile("Insert a block")).first.click()
    editing.locator(".w-combobox__option-preview").nth(2).click()

    expect(editing.frame_locator("iframe[src*=block-preview]").get_by_text("A hand-over card").first).to_be_visible()
    expect(editing.get_by_text("One to three of them")).to_be_visible()
    keep(editing, "block-picker", 1280)
