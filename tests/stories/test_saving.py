"""Nothing acknowledged is ever lost: offline, signed out, in two windows, with the browser gone (TRUST D01, D02, D05)."""

import re
from contextlib import suppress
from itertools import cycle, islice

import pytest
from playwright.sync_api import Error, Page, Response, expect

from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.assessments import answering
from elearning.assessments.models import ResponseSet
from elearning.profiles.models import Result
from elearning.programmes.models import Enrolment
from tests.stories import answering as story
from tests.stories.checks import keep
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser

MOST_KEYS = 180
CHANGES = 50
needs_scripts = pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)


def wait_for_status(page: Page, words: str) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text(words, timeout=20_000)


def opened(page: Page, stage: Stage, site: str) -> tuple[Enrolment, ResponseSet]:
    """Somebody before the first page of questions."""
    enrolment, mine = story.begun(stage)
    story.enter(page, enrolment, site)
    page.goto(story.questionnaire(stage).door("subject", 1))
    return enrolment, mine


@needs_scripts
def test_without_a_network_answers_stay_and_are_saved_when_it_is_back(
    stage: Stage, site: str, visit: Visit, look: Look
) -> None:
    page = visit()
    _enrolment, mine = opened(page, stage, site)
    page.context.set_offline(True)

    story.choose(page, 0, "4")
    wait_for_status(page, "Not saved – retrying")
    press(page, "Save and continue")

    expect(page).to_have_title(re.compile("subject 1 of 9"))
    wait_for_status(page, "Not saved – retrying")
    assert is_held_up(page)
    keep(page, "saving-offline", 1280)
    assert story.kept(mine) == ["", "", "", ""]

    page.context.set_offline(False)

    wait_for_status(page, "Saved at")
    assert story.kept(mine) == ["4", "", "", ""]
    assert not is_held_up(page)


def is_held_up(page: Page) -> bool:
    """Whether the browser would ask somebody who leaves the page if they mean it."""
    leaving = "() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    return bool(page.evaluate(leaving))


@needs_scripts
def test_somebody_signed_out_signs_in_elsewhere_and_the_page_saves_by_itself(
    stage: Stage, site: str, visit: Visit, look: Look
) -> None:
    page = visit()
    enrolment, mine = opened(page, stage, site)
    story.sign_out_everywhere()

    story.choose(page, 0, "4")
    wait_for_status(page, "Not saved – you have been signed out")
    look(page, "saving-signed-out")
    with page.context.expect_page() as fresh:
        page.get_by_role("link", name="Sign in again").click()
    other = fresh.value
    sign_in_there(other, enrolment.user.email)
    expect(other.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    look(other, "saving-signed-in-again")
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    wait_for_status(page, "Saved at")
    assert story.kept(mine) == ["4", "", "", ""]
    press(page, "Save and continue")
    expect(page).to_have_title(re.compile("subject 2 of 9"))


def sign_in_there(page: Page, email: str) -> None:
    """Sign in where the page asks for it, with a password instead of a code, and be led on."""
    page.goto(page.url.replace("/sign-in/", "/sign-in/password/", 1))
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Sign in")


@needs_scripts
def test_page_of_one_person_saves_nothing_for_the_next(stage: Stage, site: str, visit: Visit) -> None:
    page = visit()
    _enrolment, mine = opened(page, stage, site)
    next_person, theirs = story.begun(stage)
    story.sign_out_everywhere()
    other = page.context.new_page()
    sign_in(other, next_person.user.email)
    expect(other.get_by_role("heading", level=1)).to_contain_text(stage.programme.title)

    story.choose(page, 0, "4")

    wait_for_status(page, "somebody else is signed in here now")
    assert (story.kept(mine), story.kept(theirs)) == (["", "", "", ""], ["", "", "", ""])


@pytest.mark.parametrize("scripts", [False], ids=["no-js"], indirect=True)
def test_what_was_sent_after_the_session_ended_comes_back(stage: Stage, site: str, visit: Visit) -> None:
    page = visit()
    enrolment, mine = opened(page, stage, site)
    story.sign_out_everywhere()
    story.choose(page, 0, "4")
    story.choose(page, 2, "no_chance")

    press(page, "Save and continue")
    assert heading(page) == "Sign in again, then save what you sent"
    keep(page, "saving-sent-signed-out", 1280)
    with page.context.expect_page() as fresh:
        press(page, "Sign in again")
    sign_in_there(fresh.value, enrolment.user.email)
    press(page, "I have signed in: go on")
    assert heading(page) == "Save what you sent"
    press(page, "Save it now")

    expect(page).to_have_title(re.compile("subject 2 of 9"))
    assert story.kept(mine) == ["4", "", "no_chance", ""]


@pytest.mark.parametrize("theirs", ["Usually", "About half the time"])
def test_an_answer_changed_in_two_windows_is_the_persons_to_choose(
    stage: Stage, site: str, visit: Visit, look: Look, scripts: bool, theirs: str
) -> None:
    one = visit()
    _enrolment, mine = opened(one, stage, site)
    story.choose(one, 0, "2")
    save(one, scripts)
    one.goto(story.questionnaire(stage).door("subject", 1))
    two = one.context.new_page()
    two.goto(one.url)

    story.choose(one, 0, "4")
    story.choose(one, 1, "5")
    save(one, scripts)
    story.choose(two, 0, "3")
    story.choose(two, 2, "1")
    if scripts:
        wait_for_status(two, "Changed elsewhere")
    else:
        press(two, "Save and continue")

    box = two.locator("[data-clash]")
    expect(box).to_contain_text("In another window you answered Usually; here you chose About half the time.")
    assert story.kept(mine) == ["4", "5", "1", ""]
    look(two, "saving-two-windows")
    button = two.get_by_role("button", name=f"Keep “{theirs}”")
    button.focus()
    two.keyboard.press("Enter")

    expect(box).to_have_count(0)
    expect(two).to_have_title(re.compile("subject 1 of 9"))
    assert story.kept(mine) == ["4" if theirs == "Usually" else "3", "5", "1", ""]
    expect(two.locator("fieldset[data-question]").first).to_be_focused()


def save(page: Page, scripts: bool) -> None:
    """Have what was chosen saved: by itself, or with the button."""
    if scripts:
        wait_for_status(page, "Saved at")
    else:
        press(page, "Save and continue")


@needs_scripts
def test_the_last_acknowledged_answer_outlives_the_browser(stage: Stage, site: str, visit: Visit) -> None:
    """D01: fifty changes, then the browser is gone in the middle of it."""
    page = visit()
    enrolment, mine = opened(page, stage, site)
    acknowledged = 0

    def count(answer: Response) -> None:
        nonlocal acknowledged
        if answer.request.method == "POST" and answer.ok:
            acknowledged += 1

    page.on("response", count)
    sent = [(number % 4, str(number % 5 + 1)) for number in range(CHANGES)]
    for place, choice in sent:
        story.choose(page, place, choice)
    wait_for_status(page, "Saved at")
    story.choose(page, 3, "no_chance")
    page.context.close()

    last = dict(sent)
    assert acknowledged > 0
    before = story.kept(mine)
    assert before[:3] == [last[0], last[1], last[2]]
    again = visit()
    story.enter(again, enrolment, site)
    again.goto(story.questionnaire(stage).door("subject", 1))
    shown = [
        again.locator("fieldset[data-question]").nth(n).locator("input:checked").get_attribute("value")
        for n in range(4)
    ]
    # The server may still have been at work on what the browser sent last.
    assert shown in (before, story.kept(mine))
    assert shown[3] in {last[3], "no_chance"}


@needs_scripts
def test_saving_is_announced_once_and_then_only_for_the_worse_and_the_better(
    stage: Stage, site: str, visit: Visit
) -> None:
    """Check 18 of UX 7: the live region is there from the start, and says at most one thing a save."""
    page = visit()
    opened(page, stage, site)
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.querySelector('[role=status][data-autosave-status]');
          new MutationObserver(() => region.getAttribute('aria-live') === 'polite' && window.said.push(region.dataset.state))
            .observe(region, {childList: true, characterData: true, subtree: true});
        }"""
    )

    for place in range(3):
        story.choose(page, place, "4")
        wait_for_status(page, "Saved at")
    assert page.evaluate("window.said") == ["saved"]
    page.context.set_offline(True)
    story.choose(page, 3, "4")
    wait_for_status(page, "Not saved")
    page.context.set_offline(False)
    wait_for_status(page, "Saved at")

    assert page.evaluate("window.said") == ["saved", "failed", "saved"]


class Keyboard:
    """A keyboard that counts its presses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, key: str, times: int = 1) -> None:
        for _press in range(times):
            self.page.keyboard.press(key)
            self.presses += 1

    def tab_to(self, selector: str) -> None:
        """Tab until this has the focus."""
        for _press in range(40):
            if self.page.evaluate("selector => document.activeElement?.matches(selector)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} cannot be reached")

    def digit(self, choice: int, _of: int) -> None:
        """Choose in the group of radios that has the focus by its number: the first is 1."""
        self.press(str(choice + 1))

    def arrows(self, choice: int, of: int) -> None:
        """Choose in the group of radios that has the focus: the first by Space, the others by the nearer way of arrows."""
        if choice == 0:
            self.press("Space")
        else:
            up = of - choice
            self.press("ArrowDown", choice) if choice <= up else self.press("ArrowUp", up)


# Of twenty answers one is "hardly ever", three "now and then", six "about half the time", seven "usually", three "almost
# always": a person who thinks well of their practice, and dearer in keys than an even mixture.
MIXTURE = [3, 2, 3, 1, 2, 3, 4, 2, 3, 0, 2, 3, 1, 4, 3, 2, 3, 1, 4, 2]
# The answer that is farthest from both ends of the list, every time: the dearest pattern by arrows; by digits all cost the same.
FARTHEST = [3]


@pytest.mark.one_database("how many keys a questionnaire takes; that it is kept is told in test_journey.py")
@needs_scripts
@pytest.mark.parametrize(("way", "pattern"), [("arrows", MIXTURE), ("digit", FARTHEST)], ids=["arrows", "digits"])
def test_every_answer_takes_at_most_180_keys(
    stage: Stage, site: str, visit: Visit, way: str, pattern: list[int]
) -> None:
    """Check 11 of UX 7: 36 statements, nine ratings and the submission, from “Start now”, by keyboard alone."""
    page = visit()
    enrolment = story.somebody(stage)
    story.enter(page, enrolment, site)
    page.goto(story.questionnaire(stage).url)
    keyboard, choices = Keyboard(page), cycle(pattern)
    page.get_by_role("heading", level=1).click()

    press_button(page, keyboard, "Start now")
    for _page in range(10):
        for group in page.locator("fieldset[data-question]").all():
            keyboard.press("Tab")
            radios = group.locator("input[type=radio]")
            assert radios.first.evaluate("node => node === document.activeElement")
            getattr(keyboard, way)(next(choices), radios.count())
        title = page.title()
        press_button(page, keyboard, "Save and continue")
        expect(page).not_to_have_title(title)
        page.wait_for_load_state()
    assert page.locator(".pd-open li").all_inner_texts() == []
    press_button(page, keyboard, "Submit my answers")

    expect(page.get_by_role("heading", level=1)).to_contain_text("results")
    mine = ResponseSet.objects.of(enrolment).get()
    assert len(answering.answers_of(mine)) == 36
    assert len(answering.ratings_of(mine)) == 9
    print(f"keys for 36 statements, 9 ratings and the submission: {keyboard.presses}")
    assert keyboard.presses <= MOST_KEYS


def press_button(page: Page, keyboard: Keyboard, words: str) -> None:
    """Tab to the button and press it."""
    page.evaluate(
        """words => { for (const button of document.querySelectorAll('main button'))
             if (button.textContent.trim().startsWith(words)) button.setAttribute('data-wanted', ''); }""",
        words,
    )
    keyboard.tab_to("[data-wanted]")
    with page.expect_navigation():
        keyboard.press("Enter")
    page.wait_for_load_state()


def test_submitting_twice_and_going_back_change_nothing(stage: Stage, site: str, visit: Visit, look: Look) -> None:
    page = visit(width=360)
    enrolment, mine = story.begun(stage)
    everything = [statement.key for statement in mine.version.instrument.statements]
    answering.record(mine, answering.Sheet(given=dict.fromkeys(islice(everything, 30), "4")))
    story.enter(page, enrolment, site)
    page.goto(story.questionnaire(stage).door("check"))
    look(page, "saving-open-statements")
    page.locator(".pd-open a").first.click()
    expect(page.locator("fieldset[data-question]").nth(2)).to_be_focused()
    page.goto(story.questionnaire(stage).door("check"))
    second = page.context.new_page()
    second.goto(page.url)

    press(page, "Submit my answers")
    first_heading = heading(page)
    press(second, "Submit my answers")

    assert heading(second) == first_heading
    assert Result.objects.filter(enrolment=enrolment).count() == 1
    with suppress(Error):  # a browser without scripts may refuse to go back onto a page that was sent
        page.go_back()
    page.goto(story.questionnaire(stage).door("subject", 1))
    expect(page.get_by_text("You have submitted your answers").first).to_be_visible()
