"""What a reader says at the end of a pack, and who hears it, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from actionsets.rehearsing.people import Stage
from packs.models import LearningPackPage, PackFeedback, PackTap
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser

WORDS = "The second question made us laugh, and then talk."


def test_reader_taps_twice_and_writes_to_the_authors(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    page, pack = visit(width=360), LearningPackPage.objects.get(code="MPW:410-08")
    reader = stage.people["F02"].user
    last = pack.sections(with_trainer_notes=False)[-1].slug

    sign_in(page, reader.email)
    page.goto(f"{pack.url}{last}/")
    press(page, "Done")
    page.goto(f"{pack.url}{last}/")
    look(page, "taps")
    page.get_by_role("button", name="In part").click()
    page.goto(f"{pack.url}{last}/")
    page.get_by_role("button", name="Too long").click()
    page.goto(f"{pack.url}{last}/")
    expect(page.get_by_role("button", name="In part")).to_have_attribute("aria-pressed", "true")
    tap = PackTap.objects.get(reading__enrolment__user=reader, reading__pack=pack)
    assert (tap.useful, tap.length) == ("partly", "long")

    page.get_by_role("link", name="Write to the authors of this pack").click()
    look(page, "feedback")
    press(page, "Send")
    expect(page.get_by_role("alert").or_(page.locator(".govuk-error-summary")).first).to_be_visible()
    page.get_by_label("Your message").fill(f"{WORDS} {scripts}")
    press(page, "Send")
    assert heading(page) == pack.title
    expect(page.get_by_text("Your message is with the authors.")).to_be_visible()


@pytest.mark.parametrize("scripts", [pytest.param(True, id="js")])
def test_publisher_reads_it_without_a_name(stage: Stage, visit: Visit, scripts: bool) -> None:
    page, pack = visit(), LearningPackPage.objects.get(code="MPW:410-08")
    PackFeedback.objects.create(version=pack.versions.latest("number"), about="worked", text=WORDS)

    sign_in(page, stage.staff["publisher"].email)
    page.goto("/admin/packs/voices/")
    row = page.get_by_role("row").filter(has_text=WORDS).first
    expect(row).to_contain_text("Not signed")
    row.get_by_role("button", name=re.compile("Answered")).click()
    expect(page.get_by_role("row").filter(has_text=WORDS).first).to_contain_text("Answered (")


def test_publisher_reads_a_month_of_use(stage: Stage, visit: Visit) -> None:
    page = visit()

    sign_in(page, stage.staff["publisher"].email)
    page.goto("/admin/packs/use/")

    whole = page.get_by_role("row").filter(has_text="MPW:410-08")
    expect(whole.get_by_role("cell")).to_have_text(["all", "13", "6", "15", "", ""])
    expect(page.get_by_role("row").filter(has_text="MPW:410-03").get_by_role("cell").nth(1)).to_have_text(
        "fewer than 5"
    )
