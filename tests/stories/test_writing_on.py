"""Writing in two windows, or while answers get lost: one's own words are known again, and what was removed stays removed."""

import pytest
from playwright.sync_api import Page, Route, expect

from actionsets.models.private import Reflection
from actionsets.rehearsing.people import Stage
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser
needs_scripts = pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)


def wait_for_status(page: Page, words: str) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text(words, timeout=20_000)


def begun(stage: Stage, page: Page, words: str) -> None:
    """Somebody writes a reflection, and its first words are saved."""
    sign_in(page, stage.people["F02"].user.email)
    page.goto(f"{stage.programme.url}set/reflections/new/")
    page.get_by_label("Your reflection").fill(words)
    wait_for_status(page, "Saved at")


def texts(words: str) -> list[str]:
    return [one.text for one in Reflection.objects.all() if words in one.text]


@needs_scripts
def test_words_whose_answer_was_lost_are_not_somebody_elses(stage: Stage, visit: Visit) -> None:
    page, lost = visit(), []
    begun(stage, page, "Quietly one.")

    def lose(route: Route) -> None:
        """It arrives, and the answer does not."""
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/reflections/*/", lose)
    page.get_by_label("Your reflection").fill("Quietly one, and two.")
    wait_for_status(page, "Not saved – retrying")
    page.get_by_label("Your reflection").fill("Quietly one, and two, and three.")
    wait_for_status(page, "Saved at")

    assert lost == [200]
    assert texts("Quietly one") == ["Quietly one, and two, and three."]


@needs_scripts
def test_words_of_another_window_are_still_told(stage: Stage, visit: Visit) -> None:
    page = visit()
    begun(stage, page, "Loudly one.")
    Reflection.objects.filter(pk=next(one.pk for one in Reflection.objects.all() if "Loudly" in one.text)).update(
        text="Loudly from elsewhere.", revision=7
    )

    page.get_by_label("Your reflection").fill("Loudly one, and two.")
    wait_for_status(page, "Changed elsewhere")
    press(page, "Keep it")

    expect(page.get_by_text("Loudly from elsewhere.")).to_be_visible()
    assert texts("Loudly") == ["Loudly from elsewhere."]


@needs_scripts
def test_what_was_removed_in_one_window_stays_removed_in_the_other(stage: Stage, visit: Visit, look: Look) -> None:
    page = visit(width=360)
    begun(stage, page, "Softly one.")
    Reflection.objects.filter(pk=next(one.pk for one in Reflection.objects.all() if "Softly" in one.text)).delete()

    page.get_by_label("Your reflection").fill("Softly one, and two.")
    wait_for_status(page, "Changed elsewhere")
    assert texts("Softly") == []
    press(page, "Keep it")
    look(page, "reflection-removed-elsewhere")

    expect(page.get_by_role("heading", name="Removed elsewhere")).to_be_visible()
    assert page.get_by_label("Your reflection").input_value() == "Softly one, and two."
    assert texts("Softly") == []
    press(page, "Keep it")
    assert heading(page) == "Your reflections"
    assert texts("Softly") == ["Softly one, and two."]
