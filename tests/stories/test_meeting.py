"""A meeting in two browsers: a member's phone and the shared screen. One presses, the other follows; without JavaScript by
reload. And many who press at once, over real connections."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from actionsets import chairing, gathering, presenting, reflecting
from actionsets.models import ActionLearningPage, AirtimeSlot, MeetingRoom, SetMeeting, SetMembership
from actionsets.rehearsing.people import Stage
from tests.conftest import signed_in
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press, sign_in
from tests.stories.test_at_once import at_once

pytestmark = pytest.mark.browser

SLOWEST = 10.0  # the seconds after which a screen has followed, on a busy machine; two seconds lie between two looks


@pytest.fixture
def meeting(stage: Stage) -> Iterator[SetMeeting]:
    """One more meeting of a set at work, which begins now."""
    one = SetMembership.objects.live().get(enrolment=stage.people["F02"]).learning_set
    now = timezone.now()
    made = SetMeeting.objects.create(
        learning_set=one, number=6, starts_at=now, ends_at=now + timedelta(minutes=220), place="The Garden Room"
    )
    yield SetMeeting.objects.select_related("learning_set__cohort").get(pk=made.pk)
    made.delete()


def places(meeting: SetMeeting) -> list[SetMembership]:
    rows = SetMembership.objects.live().filter(learning_set=meeting.learning_set)
    return list(rows.select_related("enrolment__user").order_by("pk"))


def step_of(meeting: SetMeeting) -> ActionLearningPage:
    """The page on sets of the meeting's programme."""
    found = gathering.step_of(meeting.learning_set.cohort)
    assert found
    return found


def follows(page: Page, words: str, *, scripts: bool) -> float:
    """How many seconds until the other screen shows `words`; without scripts it is reloaded."""
    began = time.monotonic()
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    expect(page.locator(".pd-room__title")).to_have_text(words, timeout=SLOWEST * 1000)
    return time.monotonic() - began


def press_act(page: Page, name: str) -> None:
    """Press one of the meeting's buttons, and see that it was taken."""
    before = page.locator("[data-room]").get_attribute("data-mark")
    page.get_by_role("button", name=name).first.click()
    expect(page.locator("[data-room]")).not_to_have_attribute("data-mark", str(before))


def test_two_screens_go_through_a_meeting_together(
    stage: Stage, visit: Visit, look: Look, scripts: bool, meeting: SetMeeting
) -> None:
    mine = stage.people["F02"]
    member = next(place for place in places(meeting) if place.enrolment_id == mine.pk)
    fellow = next(place for place in places(meeting) if place.pk != member.pk)
    step = step_of(meeting)
    reflecting.commit(mine.user, UUID(int=10), text="Ring the depot", due_on=None)

    phone, wall = visit(width=360), visit(width=1280)
    sign_in(phone, mine.user.email)
    sign_in(wall, fellow.enrolment.user.email)
    phone.goto(step.door("room", number=6))
    wall.goto(step.door("room_shared", number=6))
    look(phone, "room-before")

    phone.get_by_role("button", name="Begin the meeting").click()
    expect(phone.locator(".pd-room__title")).to_have_text("Welcome")
    waits = [follows(wall, "Welcome", scripts=scripts)]
    for words in ("Check-in", "Action review"):
        press_act(phone, "Next")
        expect(phone.locator(".pd-room__title")).to_have_text(words)
        waits.append(follows(wall, words, scripts=scripts))
    expect(phone.get_by_text("Ring the depot")).to_be_visible()
    assert "Ring the depot" not in wall.content()
    look(phone, "room-action-review")
    look(wall, "room-shared-action-review")

    press_act(wall, "Pause")
    follows(phone, "Action review", scripts=scripts)
    expect(phone.get_by_role("button", name="Go on")).to_be_visible(timeout=SLOWEST * 1000)
    press_act(phone, "Go on")
    for words in ("Bidding for airtime", "Presenting"):
        press_act(phone, "Next")
        waits.append(follows(wall, words, scripts=scripts))
        look(wall, f"room-shared-{words.split()[0].lower()}")
    phone.get_by_role("button", name="I am presenting").click()
    expect(phone.get_by_text("You are noted as presenting in this turn.")).to_be_visible()
    if not scripts:
        wall.reload()
    expect(wall.locator(".pd-room__within")).to_contain_text(mine.user.name, timeout=SLOWEST * 1000)
    for words in ("Clarifying questions", "Open questions"):
        press_act(phone, "Next")
        waits.append(follows(wall, words, scripts=scripts))
    press_act(wall, "5 minutes more")
    look(phone, "room-open-questions")
    look(wall, "room-shared-open-questions")
    assert AirtimeSlot.objects.filter(meeting=meeting, presenter=member, turn=1).exists()
    print(f"followed after {max(waits):.2f} s at most, {sum(waits) / len(waits):.2f} s in the mean")

    wall.get_by_role("button", name="End the meeting").click()
    follows(phone, "The meeting has ended", scripts=scripts)
    press(phone, "Note your action")
    look(phone, "taking-home")
    phone.get_by_label("What you will do").fill("Ask the planners to lunch")
    press(phone, "Keep both for me")
    assert "Ask the planners to lunch" in [one.text for one in reflecting.actions_of(mine.user)]


def test_a_review_is_answered_and_read_together(stage: Stage, visit: Visit, look: Look, meeting: SetMeeting) -> None:
    step = step_of(meeting)
    phone = visit(width=360)
    for at, place in enumerate(places(meeting)[:3]):
        phone.context.clear_cookies()
        sign_in(phone, place.enrolment.user.email)
        phone.goto(step.door("review", number=6))
        if not at:
            press(phone, "Keep my answers")
            expect(phone.locator(".govuk-error-summary")).to_be_visible()
            look(phone, "review-wrong")
        phone.get_by_label("Mostly").first.check()
        phone.get_by_label("This meeting in one word").fill(("dense", "kind", "brave")[at])
        press(phone, "Keep my answers")
    look(phone, "review")
    press(phone, "Read it together")
    expect(phone.get_by_text("brave, dense, kind")).to_be_visible()
    look(phone, "review-read")
    phone.goto(step.door("airtime"))
    look(phone, "airtime")


def test_the_facilitator_notes_presenters_from_the_sets_page(
    stage: Stage, visit: Visit, look: Look, meeting: SetMeeting
) -> None:
    chairing.begin(meeting, step_of(meeting))
    page = visit()
    sign_in(page, stage.facilitator.email)
    one = meeting.learning_set
    base = f"/cohorts/{one.cohort.public_id}/sets/{one.number}/"
    page.goto(f"{base}meetings/6/room/")
    look(page, "room-facilitator")
    page.goto(f"{base}meetings/6/airtime/")
    page.get_by_label("Turn 1").select_option(label=places(meeting)[0].enrolment.user.name)
    press(page, "Keep")
    look(page, "airtime-facilitator")
    assert presenting.turns_of(meeting, step_of(meeting))[1] is not None


@pytest.mark.one_database("what a clock on the screen says")
@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_screens_speak_at_two_minutes_and_at_the_end_and_not_before(
    stage: Stage, visit: Visit, scripts: bool, meeting: SetMeeting
) -> None:
    step = step_of(meeting)
    room = chairing.begin(meeting, step).room
    page = visit(width=360)
    sign_in(page, places(meeting)[0].enrolment.user.email)
    voice = page.locator("[data-room-voice]")

    ends_in(room, 124)
    page.goto(step.door("room", number=6))
    expect(page.locator("[data-clock]")).to_contain_text("left")
    expect(voice).to_have_text("")
    expect(voice).to_have_text("2 minutes left: Welcome")

    ends_in(room, 5)
    expect(page.locator("[data-clock]")).to_have_text("Time is up", timeout=15_000)
    expect(voice).to_have_text("Time is up: Welcome")
    ends_in(room, -125)
    expect(page.locator("[data-clock]")).to_have_text("2 minutes over")


def ends_in(room: MeetingRoom, seconds: int) -> None:
    """Lay the end of the stop so far from now, as if somebody had pressed."""
    room.refresh_from_db()
    ends = timezone.now() + timedelta(seconds=seconds)
    MeetingRoom.objects.filter(pk=room.pk).update(ends_at=ends, revision=room.revision + 1)


def test_a_meeting_on_paper(stage: Stage, visit: Visit, look: Look, meeting: SetMeeting) -> None:
    page = visit()
    sign_in(page, places(meeting)[0].enrolment.user.email)
    page.goto(step_of(meeting).door("room_paper", number=6))
    look(page, "room-paper")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as PDF").click()
    made = PdfReader(waiting.value.path())
    words = " ".join(" ".join(sheet.extract_text() for sheet in made.pages).split())
    assert [one in words for one in ("Clarifying questions", "Turn 2", "What are you assuming?")] == [True] * 3
    assert len(made.pages) <= 3


def test_many_who_press_next_at_once_move_on_by_one(stage: Stage, meeting: SetMeeting) -> None:
    step = step_of(meeting)
    chairing.begin(meeting, step)
    clients = [signed_in(place.enrolment.user) for place in places(meeting)[:4]]
    address = step.door("room_press", number=6)

    answers = at_once(
        lambda at: clients[at].post(address, {"act": "next", "seen": "1"}).headers["Location"].endswith("late=1"), 4
    )

    room = MeetingRoom.objects.get(meeting=meeting)
    assert (room.position, room.revision, sorted(answers)) == (1, 2, [False, True, True, True])  # type: ignore[type-var]


def test_many_who_begin_at_once_begin_one_meeting(stage: Stage, meeting: SetMeeting) -> None:
    step = step_of(meeting)
    clients = [signed_in(place.enrolment.user) for place in places(meeting)[:4]]
    address = step.door("room_press", number=6)

    at_once(lambda at: clients[at].post(address, {"act": "begin", "seen": "0"}).status_code, 4)

    assert MeetingRoom.objects.filter(meeting=meeting).count() == 1
