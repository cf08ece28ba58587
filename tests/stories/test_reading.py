"""Finding and reading a pack: a visitor on a phone, and a participant who goes on at another device; with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from packs.models import LearningPackPage
from tests.stories.checks import keep
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, press_on, sign_in

pytestmark = pytest.mark.browser

NOTE = "We skipped the spring review and nobody said so."
ISSUE = "A report that is always late, and that nobody names."


def count(page: Page) -> int:
    """How many publications the list says it has."""
    return int(re.sub(r"\D.*", "", page.locator("#found").inner_text()))


def narrow(page: Page, words: str) -> int:
    """Follow a choice of a filter; returns how many publications it promised."""
    summary = page.get_by_text("Narrow the list", exact=True)
    if summary.is_visible():
        summary.click()
    link = page.get_by_role("link", name=re.compile(rf"^{re.escape(words)} \d+ publication"))
    promised = int(re.findall(r"(\d+)\s+publication", link.inner_text())[-1])
    link.click()
    page.wait_for_load_state()
    return promised


def test_a_visitor_on_a_phone_finds_reads_and_takes_a_pack_away(stage: Stage, visit: Visit, look: Look) -> None:
    page = visit(width=360)
    pack = LearningPackPage.objects.get(code="MPW:410-07")

    page.goto("/packs/")
    look(page, "catalogue")
    everything = count(page)
    promised = narrow(page, "Resource")
    assert count(page) == promised < everything
    look(page, "catalogue-narrowed")
    page.get_by_role("link", name=re.compile("^Take away the filter Resource")).click()
    assert count(page) == everything
    page.get_by_label("Words or code").fill("patnership")
    page.get_by_role("button", name="Search").click()
    look(page, "catalogue-mistyped")
    page.get_by_role("link", name="partnership", exact=True).click()
    assert count(page) > 0
    look(page, "catalogue-searched")
    page.get_by_label("Words or code").fill("410-07")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").locator(".pd-card__title a").first.click()

    assert heading(page) == pack.title
    look(page, "pack-front")
    press_on(page, str(pack.sections(with_trainer_notes=False)[0].title))
    look(page, "pack-reading")
    page.go_back()
    with page.expect_download() as waiting:
        press(page, "Download to read (PDF)")
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    page.goto(f"{pack.url}whole/?with=lines")
    look(page, "pack-whole-lines")


def test_a_participant_goes_on_at_another_device(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    phone, desk = visit(width=360), visit()
    pack = LearningPackPage.objects.get(code="MPW:410-07")
    email = stage.people["R05" if scripts else "R04"].user.email

    sign_in(phone, email)
    phone.goto(pack.url)
    press_on(phone, "Start this pack")
    look(phone, "pack-part")
    press_on(phone, "Done, go on")
    phone.goto(f"{pack.url}reflect/")
    phone.locator("textarea").first.fill(NOTE)
    press_on(phone, "Save and go on")
    phone.goto(f"{pack.url}bring/")
    phone.locator("textarea").first.fill(ISSUE)
    press_on(phone, "Save and")

    sign_in(desk, email)
    desk.goto(f"{stage.programme.url}packs/")
    look(desk, "shelf-going-on")
    desk.get_by_role("link", name=re.compile(f"^Go on where you were ?: {pack.title}")).first.click()
    expect(desk).to_have_url(re.compile("/tool-1/$"))
    desk.goto(f"{pack.url}reflect/")
    assert desk.locator("textarea").first.input_value() == NOTE
    look(desk, "pack-reflect")
    desk.goto(f"{pack.url}whole/?with=notes")
    expect(desk.get_by_text(NOTE)).to_be_visible()
    look(desk, "pack-whole-notes")
    desk.goto(f"{pack.url}card/")
    expect(desk.get_by_role("definition").get_by_text(ISSUE)).to_be_visible()
    look(desk, "pack-card")
    desk.emulate_media(media="print")
    keep(desk, "pack-card-print", 1280)


@pytest.mark.one_database("what the clipboard holds")
@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_the_card_is_copied_by_one_press(stage: Stage, visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    pack = LearningPackPage.objects.get(code="MPW:410-07")
    sign_in(page, stage.people["R06"].user.email)
    page.goto(f"{pack.url}bring/")
    page.locator("textarea").first.fill(ISSUE)
    press_on(page, "Save and")
    page.goto(f"{pack.url}card/")

    page.get_by_role("button", name="Copy the text").click()

    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"My issue in one sentence\n{ISSUE}"
