"""Choosing priorities without the questionnaire, on a phone, and putting them in order by each way alone."""

import re
from datetime import timedelta
from itertools import count, permutations

import pytest
from django.utils import timezone
from playwright.sync_api import FloatRect, Locator, Page, Route, ViewportSize, expect

from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.profiles import choosing, weighing
from elearning.programmes.models import Enrolment
from tests import factories
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser

START = "/making-partnering-work/priorities/"
PICKED = ["LEAD", "TRAK", "GRUP"]
MOST_KEYS = 120
people = count(1)


@pytest.fixture
def kit(stage: Stage) -> Enrolment:
    """Somebody who has done nothing yet, in a cohort whose sets are formed in nine days."""
    starts_at = timezone.now() - timedelta(days=5)
    here = factories.cohort(stage.programme, workshop_starts_at=starts_at)
    who = factories.user("Kit Marlow", email=f"kit.{next(people)}@example.org", password=PASSWORD)
    return factories.enrolment(here, who)


def codes(page: Page) -> list[str]:
    """The order that the page shows."""
    return [str(field.get_attribute("value")) for field in page.locator("input[name=codes]").all()]


def chosen(enrolment: Enrolment) -> list[str]:
    return [choice.subject.code for choice in choosing.current(enrolment)]


def to_the_order(page: Page, enrolment: Enrolment) -> None:
    """Sign in and tick three subjects."""
    sign_in(page, enrolment.user.email)
    page.goto(f"{START}choose/")
    for code in PICKED:
        page.locator(f"input[name=subjects][value={code}]").check()
    press(page, "Continue")
    assert heading(page) == "Put your priorities in order"
    assert codes(page) == PICKED


def tab_to(page: Page, wanted: str) -> None:
    """Go on with the Tab key until what has the focus matches `wanted`."""
    for _key in range(MOST_KEYS):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{MOST_KEYS} keys do not lead to {wanted}")


# All places are in sight, so that a hand that drags never leaves the window, where a slow browser loses hold of what it drags.
TALL: ViewportSize = {"width": 1280, "height": 2400}


def grip(page: Page, code: str) -> Locator:
    return page.locator("li", has=page.locator(f"input[name=codes][value={code}]")).locator("[data-grip]")


def carry(page: Page, code: str, place: int) -> None:
    """Take the handle of a subject and bring it over another place, counted from 0."""
    handle = grip(page, code)
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    assert start
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    move(page, code, place, start)


def move(page: Page, code: str, place: int, start: FloatRect) -> None:
    """Move a subject whose handle is held at `start` over another place."""
    end, down = page.locator("[data-sortable] > li").nth(place).bounding_box(), place > codes(page).index(code)
    assert end
    goal = end["y"] + (end["height"] - 10 if down else 10)
    page.mouse.move(start["x"] + 20, (start["y"] + goal) / 2, steps=8)
    page.mouse.move(start["x"] + 20, goal, steps=12)
    for nudge in range(200):  # a busy browser swaps places a moment later, and only while the pointer moves
        if (
            page.locator("[data-sortable] > li:not(.sortable-fallback) input[name=codes]").nth(place).input_value()
            == code
        ):
            break
        page.wait_for_timeout(50)
        page.mouse.move(start["x"] + 20, goal + nudge % 3)


def drag(page: Page, code: str, place: int) -> None:
    """Carry a subject to another place, let it go there, and wait until that is kept."""
    carry(page, code, place)
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/order/")):
        page.mouse.up()


def test_one_person_chooses_without_the_questionnaire_on_a_phone(kit: Enrolment, visit: Visit, look: Look) -> None:
    page = visit(width=360)
    sign_in(page, kit.user.email)

    page.goto(START)
    assert heading(page) == "Say what will matter in your role"
    look(page, "choosing-importance")
    page.locator("input[name=importance-PMOT][value='5']").check()
    page.locator("input[name=importance-GRUP][value='4']").check()
    press(page, "Continue to the subjects")
    look(page, "choosing-choose")
    first = page.locator(".govuk-checkboxes__item").first
    expect(first).to_contain_text("you answered “Essential”")
    for code in ("PMOT", "GRUP", "LEAD"):
        page.locator(f"input[name=subjects][value={code}]").check()
    press(page, "Continue")
    assert codes(page) == ["PMOT", "GRUP", "LEAD"]
    page.locator("#up-GRUP").click()
    page.get_by_text("Note your own reason").first.click()
    page.locator("#id_reason-GRUP").fill("Our meetings go round in circles.")
    look(page, "choosing-order")
    press(page, "Confirm my priorities")

    expect(page.get_by_text("Our meetings go round in circles.")).to_be_visible()
    look(page, "choosing-confirmed")
    assert chosen(kit) == ["GRUP", "PMOT", "LEAD"]
    assert {choice.source for choice in choosing.current(kit)} == {"unscored"}
    assert weighing.stated(kit) == {"GRUP": 4, "PMOT": 5}


def test_a_change_says_its_consequences_first_and_leaves_a_history(
    kit: Enrolment, stage: Stage, visit: Visit, look: Look
) -> None:
    subjects = {one.code: one for one in stage.programme.framework.subjects.all()}
    choosing.confirm(kit, [subjects["LEAD"]], by=kit.user, reasons={"LEAD": "I lead nobody and need everybody."})
    kit.cohort.grouping_on = timezone.localdate() - timedelta(days=1)
    kit.cohort.save()
    page = visit(width=360)
    sign_in(page, kit.user.email)

    page.goto(START)
    press(page, "Change my priorities")
    page.locator("input[name=subjects][value=LEAD]").uncheck()
    page.locator("input[name=subjects][value=TRAK]").check()
    press(page, "Continue")
    expect(page.get_by_text("Your facilitator is told that your priorities have changed.")).to_be_visible()
    page.get_by_label("Ask me about another set").check()
    look(page, "choosing-change")
    press(page, "Confirm my priorities")

    look(page, "choosing-history")
    expect(page.get_by_role("heading", name="What you chose before")).to_be_visible()
    expect(page.get_by_text("I lead nobody and need everybody.")).to_be_visible()
    assert chosen(kit) == ["TRAK"]
    assert choosing.current(kit)[0].priority_list.would_move is True


def test_the_whole_way_goes_by_keyboard_alone(kit: Enrolment, visit: Visit) -> None:
    page = visit(width=360)
    sign_in(page, kit.user.email)
    page.goto(START)
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=subjects]").first).to_be_visible()
    for code in PICKED:
        tab_to(page, f"input[name=subjects][value={code}]")
        page.keyboard.press("Space")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#up-GRUP")).to_be_visible()

    tab_to(page, "#up-GRUP")
    page.keyboard.press("Enter")
    expect(page.locator("[data-sortable] > li").nth(1)).to_contain_text("2. Group dynamics")
    assert page.evaluate("document.activeElement.id") == "up-GRUP"
    page.keyboard.press("Enter")
    expect(page.locator("[data-sortable] > li").nth(0)).to_contain_text("1. Group dynamics")
    assert page.evaluate("document.activeElement.id") == "down-GRUP"
    tab_to(page, "button[name=confirm]")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your priorities are confirmed.")).to_be_visible()
    assert chosen(kit) == ["GRUP", "LEAD", "TRAK"]


def test_every_order_is_reached_by_places_alone(kit: Enrolment, visit: Visit) -> None:
    page = visit(width=360)
    to_the_order(page, kit)

    for wanted in permutations(PICKED):
        for number, code in enumerate(wanted, start=1):
            page.locator(f"#id_place-{code}").select_option(str(number))
        press(page, "Show the places chosen")
        expect(page.locator("[data-sortable] > li").first.locator("input[name=codes]")).to_have_value(wanted[0])
        assert codes(page) == list(wanted)


def test_every_order_is_reached_by_buttons_alone(kit: Enrolment, visit: Visit) -> None:
    page = visit(width=360)
    to_the_order(page, kit)

    for wanted in permutations(PICKED):
        for place, code in enumerate(wanted):
            while (now := codes(page).index(code)) > place:
                page.locator(f"#up-{code}").click()
                expect(page.locator("[data-sortable] > li").nth(now - 1).locator("input[name=codes]")).to_have_value(
                    code
                )
        assert codes(page) == list(wanted)


def test_every_order_is_reached_by_dragging_alone(kit: Enrolment, visit: Visit, scripts: bool) -> None:
    page = visit()
    page.set_viewport_size(TALL)
    to_the_order(page, kit)
    if not scripts:
        assert [grip(page, code).is_visible() for code in PICKED] == [False] * 3
        return
    expect(grip(page, "LEAD")).to_be_visible()
    page.get_by_text("Note your own reason").first.click()
    page.locator("#id_reason-LEAD").fill("A reason that is being written.")

    for wanted in permutations(PICKED):
        for place, code in enumerate(wanted):
            if codes(page).index(code) != place:
                with page.expect_response(lambda answer: answer.request.method == "POST"):
                    drag(page, code, place)
                expect(page.locator("[data-sortable] > li").nth(place)).to_contain_text(f"{place + 1}. ")
                expect(page.locator(f"#id_place-{code}")).to_have_value(str(place + 1))
        assert codes(page) == list(wanted)
    page.reload()

    assert codes(page) == list(wanted)
    assert page.locator("#id_reason-LEAD").input_value() == "A reason that is being written."
    press(page, "Confirm my priorities")
    assert chosen(kit) == list(wanted)


@pytest.mark.one_database("a finger does what the mouse does")
@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_what_is_held_is_not_taken_out_of_the_hand(kit: Enrolment, visit: Visit, scripts: bool) -> None:
    page = visit()
    page.set_viewport_size(TALL)
    to_the_order(page, kit)
    expect(grip(page, "LEAD")).to_be_visible()
    waiting: list[Route] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST" and not waiting:
            waiting.append(route)
        else:
            route.continue_()

    page.route("**/order/", slowly)
    before = codes(page)
    carry(page, before[1], 0)
    with page.expect_request(lambda request: request.method == "POST"):
        page.mouse.up()
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    grip(page, before[2]).scroll_into_view_if_needed()
    third = grip(page, before[2]).bounding_box()
    assert third
    page.mouse.move(third["x"] + 20, third["y"] + 20)
    page.mouse.down()
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/order/")):
        waiting[0].continue_()
    page.wait_for_timeout(300)  # the list would be laid anew by now

    wanted = [before[2], before[1], before[0]]
    move(page, before[2], 0, third)
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/order/")):
        page.mouse.up()
    expect(page.locator("[data-sortable] > li").first).to_contain_text("1. ")
    expect(page.locator("[data-sortable] > li input[name=codes]").first).to_have_value(before[2])
    page.reload()
    assert codes(page) == wanted


@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_a_finger_drags_too(kit: Enrolment, visit: Visit, scripts: bool) -> None:
    page = visit(width=360, has_touch=True, is_mobile=True)
    to_the_order(page, kit)
    expect(grip(page, "GRUP")).to_be_visible()
    grip(page, "GRUP").scroll_into_view_if_needed()
    start, goal = grip(page, "GRUP").bounding_box(), page.locator("[data-sortable] > li").nth(1).bounding_box()
    assert start
    assert goal
    hand = page.context.new_cdp_session(page)
    x, y, end = start["x"] + 20, start["y"] + 20, goal["y"] + 12

    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 21):
        point = {"x": x, "y": y + (end - y) * part / 20}
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        page.wait_for_timeout(20)
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/order/")):
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(page.locator("[data-sortable] > li").nth(1)).to_contain_text("2. Group dynamics")
    assert codes(page) == ["LEAD", "GRUP", "TRAK"]


@pytest.mark.one_database("what moves on the screen")
@pytest.mark.parametrize(("motion", "length"), [("reduce", 0), ("no-preference", 150)])
@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_nothing_moves_by_itself_for_those_who_ask_for_that(
    kit: Enrolment, visit: Visit, scripts: bool, motion: str, length: int
) -> None:
    page = visit(reduced_motion=motion)
    to_the_order(page, kit)
    expect(grip(page, "LEAD")).to_be_visible()

    option = page.evaluate("Sortable.get(document.querySelector('[data-sortable]')).option('animation')")

    assert option == length


def test_without_the_borrowed_script_the_buttons_still_work(kit: Enrolment, visit: Visit) -> None:
    page = visit()
    page.route(re.compile(r"Sortable\.min.*\.js"), lambda route: route.abort())
    to_the_order(page, kit)

    page.locator("#up-GRUP").click()

    expect(page.locator("[data-sortable] > li").nth(1)).to_contain_text("2. Group dynamics")
    assert [grip(page, code).is_visible() for code in PICKED] == [False] * 3


@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_a_second_drag_waits_for_the_first_and_counts(kit: Enrolment, visit: Visit, scripts: bool) -> None:
    page = visit()
    to_the_order(page, kit)
    expect(grip(page, "GRUP")).to_be_visible()
    posted: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST":
            posted.append(route)
        if route.request.method != "POST" or len(posted) > 1:
            route.continue_()

    page.route("**/order/", hold_the_first)
    for code in ("GRUP", "TRAK"):
        carry(page, code, 0)
        page.mouse.up()
    page.wait_for_timeout(300)
    assert len(posted) == 1

    with page.expect_response(lambda answer: answer.request.method == "GET" and len(posted) == 2):
        posted[0].continue_()

    expect(page.locator("[data-sortable] > li").first).to_contain_text("1. ")
    expect(page.locator("#id_place-TRAK")).to_have_value("1")
    page.reload()
    assert (codes(page), len(posted)) == (["TRAK", "GRUP", "LEAD"], 2)


@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_a_drag_that_cannot_be_kept_is_sent_as_a_whole_page(kit: Enrolment, visit: Visit, scripts: bool) -> None:
    page = visit()
    to_the_order(page, kit)
    expect(grip(page, "GRUP")).to_be_visible()
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/order/", lose_the_first)
    drag(page, "GRUP", 0)

    expect(page.locator("[data-sortable] > li").first).to_contain_text("1. Group dynamics")
    assert (codes(page), len(lost)) == (["GRUP", "LEAD", "TRAK"], 1)
