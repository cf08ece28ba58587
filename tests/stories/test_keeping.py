"""What is one's own: an action that is shown to the set and taken back, a learning log, and a record to take away."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from actionsets.models import SetMembership
from actionsets.rehearsing.people import Stage
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press_on, sign_in

pytestmark = pytest.mark.browser

WORDS = "Ask the second provider what a good Thursday looks like"


def test_an_action_is_shared_with_the_set_and_taken_back(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    one = SetMembership.objects.live().get(enrolment=stage.people["F02"]).learning_set
    places = SetMembership.objects.live().filter(learning_set=one).select_related("enrolment__user")
    fellow = places.exclude(enrolment=stage.people["F02"])[0].enrolment.user
    text = f"{WORDS} {'with' if scripts else 'without'} scripts."

    mine, theirs = visit(width=360), visit()
    sign_in(mine, stage.people["F02"].user.email)
    mine.goto(f"{stage.programme.url}set/actions/new/")
    mine.get_by_label("What you will do").fill(text)
    mine.locator("summary").filter(has_text="What it is about").click()
    look(mine, "action-new")
    press_on(mine, "Keep it")
    look(mine, "actions")

    sign_in(theirs, fellow.email)
    theirs.goto(f"{stage.programme.url}set/")
    expect(theirs.get_by_text(text)).to_have_count(0)

    card = mine.locator(".pd-card").filter(has_text=text)
    card.get_by_role("link", name="Share with the set").click()
    look(mine, "action-share")
    press_on(mine, "Share it")
    theirs.reload()
    expect(theirs.get_by_text(text)).to_be_visible()
    look(theirs, "set-with-shared-actions")

    mine.locator(".pd-card").filter(has_text=text).get_by_role("link", name="Take back from the set").click()
    press_on(mine, "Take it back")
    theirs.reload()
    expect(theirs.get_by_text(text)).to_have_count(0)

    mine.goto(f"{stage.programme.url}set/log/")
    mine.get_by_role("search").get_by_role("textbox").fill("good thursday")
    mine.get_by_role("button", name="Find", exact=True).click()
    mine.wait_for_load_state()
    expect(mine.get_by_text(text)).to_be_visible()
    look(mine, "log-found")
    mine.goto(f"{stage.programme.url}set/log/")
    look(mine, "log")


def fetched(page: Page, words: str) -> Path:
    """The file that a link or button of this name gives."""
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_text(words, exact=True).click(no_wait_after=True)
    return Path(waiting.value.path())


def test_a_person_takes_their_record_away(stage: Stage, visit: Visit, look: Look) -> None:
    page, user = visit(width=360), stage.people["F02"].user
    sign_in(page, user.email)
    page.goto(stage.programme.url)
    page.get_by_role("link", name="Download your record").first.click()
    assert heading(page) == "Your record"
    look(page, "record")

    told = json.loads(fetched(page, "Download as JSON").read_text(encoding="utf-8"))
    whole = fetched(page, "Download as a page").read_text(encoding="utf-8")
    pdf = fetched(page, "Make a PDF").read_bytes()

    assert told["rooms"]["house"]["tables"]["account"]["rows"][0]["email"] == user.email
    assert ("half an hour with no agenda" in whole, user.email in whole) == (True, True)
    assert pdf[:5] == b"%PDF-"
    wide = visit()
    wide.set_content(whole)
    look(wide, "record-as-a-page")
