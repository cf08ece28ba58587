"""A workshop in four browsers: the facilitator's desk, the shared screen, a phone with a sign-in and one with the code alone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.accounts.models import User
from elearning.partnering.models import WorkshopPage
from elearning.programmes import enrolling
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from elearning.workshops import codes, conducting
from elearning.workshops.models import BoardNote, PaperSheet, Standing
from tests import factories
from tests.conftest import signed_in
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, press_on
from tests.workshops.makers import crowd, lay

pytestmark = pytest.mark.browser

SLOWEST = 10_000
PARTS = ("Break", "Linking", "Partnership agreements", "Challenges")


@pytest.fixture
def today(stage: Stage) -> Iterator[Cohort]:
    """A cohort of this story alone, whose workshop is now; ten stand in the line-up with whoever comes, five lay sheets down."""
    now = timezone.now()
    cohort = factories.cohort(
        stage.programme, name="Today", workshop_starts_at=now, workshop_ends_at=now + timedelta(minutes=210)
    )
    CohortRole.objects.create(cohort=cohort, user=stage.facilitator, kind=CohortRole.Kind.FACILITATOR)
    step = step_of(cohort)
    crowd(cohort, step, ["networking"] * 5 + ["cooperating"] * 4)
    for said in ("not_yet", "partly", "partly", "fully"):
        lay(cohort, step, H1=said)
    yield cohort
    people = User.objects.filter(enrolments__cohort=cohort)
    keys = list(people.values_list("pk", flat=True))
    cohort.enrolments.all().delete()
    cohort.delete()
    User.objects.filter(pk__in=keys).delete()


def step_of(cohort: Cohort) -> WorkshopPage:
    found = conducting.step_of(cohort)
    assert found
    return found


def somebody(stage: Stage, cohort: Cohort, name: str) -> Enrolment:
    """Somebody who takes part and has read who sees what."""
    one = factories.enrolment(cohort, factories.user(name))
    enrolling.acknowledge(one, stage.programme)
    return one


def come_in(page: Page, site: str, user: User) -> None:
    """Be signed in, as by a cookie from an earlier day."""
    key = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])


def follows(page: Page, words: str, *, scripts: bool) -> None:
    """The screen shows the part, by itself or, without scripts, by being looked at again."""
    if not scripts:
        page.reload()
    expect(page.locator("#room-title")).to_have_text(re.compile(words), timeout=SLOWEST)


def test_a_half_day_on_four_screens(
    stage: Stage, site: str, visit: Visit, look: Look, scripts: bool, today: Cohort
) -> None:
    step, base = step_of(today), f"/cohorts/{today.public_id}/workshop/"
    tag = "with" if scripts else "without"
    mine, absent = somebody(stage, today, f"Mina {tag}"), somebody(stage, today, f"Abel {tag}")
    inside = f"/w/{codes.code_of(today)}/"
    desk, wall, phone, guest = visit(width=1280), visit(width=1280), visit(width=360), visit(width=360)
    for page, user in ((desk, stage.facilitator), (wall, stage.facilitator), (phone, mine.user)):
        come_in(page, site, user)

    desk.goto(base)
    wall.goto(f"{base}screen/")
    expect(wall.get_by_role("img", name="Code to come in with a phone")).to_be_visible()
    look(wall, "workshop-wall-before")
    phone.goto(inside)
    press(phone, "I am here")
    guest.goto(inside)
    look(guest, "workshop-welcome")
    guest.get_by_label("Your name").fill("Dot Daly")
    press(guest, "I am here")
    expect(guest.locator("#room-title")).to_have_text("We begin soon")

    desk.reload()
    expect(desk.get_by_text("“Dot Daly” is")).to_be_visible()
    look(desk, "workshop-desk-before")
    press(desk, "Nobody of ours")
    press(desk, "Begin the workshop")
    for page in (desk, wall, phone, guest):
        follows(page, "Welcome, and who will see what", scripts=scripts or page is desk)

    press(desk, "Next: What is a partnership?")
    follows(phone, "What is a partnership?", scripts=scripts)
    press(phone, "Say where you stand")
    phone.get_by_label("Cooperating").first.check()
    look(phone, "workshop-stand")
    if scripts:
        pressed_without_a_connection(phone, mine)
    else:
        press(phone, "Stand there")
    expect(phone.get_by_text("(you: Cooperating)")).to_be_visible()
    press(desk, "Show the line-up")
    follows(wall, "What is a partnership?", scripts=scripts)
    for words in ("Networking", "Cooperating"):
        expect(wall.get_by_role("row", name=re.compile(rf"^{words} 5")).first).to_be_visible(timeout=SLOWEST)

    press(desk, "Next: The Healthy Partnership Checklist")
    follows(phone, "The Healthy Partnership Checklist", scripts=scripts)
    answer_and_lay_down(phone, look)
    type_in_a_sheet(desk, look)
    press(desk, "Show the spread")
    follows(wall, "The Healthy Partnership Checklist", scripts=scripts)
    expect(wall.get_by_role("heading", name="Start here")).to_be_visible(timeout=SLOWEST)
    look(wall, "workshop-wall-spread")

    for part in PARTS:
        press(desk, f"Next: {part}")
        expect(desk.locator("#room-title")).to_contain_text(part)
    follows(guest, "Challenges, and ways past them", scripts=scripts)
    press(guest, "Add to the board")
    guest.get_by_label("A word for it").fill("Puzzlement")
    press(guest, "Add this challenge")
    expect(guest.get_by_text("once the facilitator has let it through")).to_be_visible()
    look(guest, "workshop-board")
    assert [one.state for one in BoardNote.objects.filter(cohort=today)] == ["waiting"]
    desk.goto(base)
    look(desk, "workshop-desk")
    note = desk.locator(".pd-board__entry", has_text="Puzzlement")
    note.get_by_role("button", name="Put it on the board").click()
    follows(wall, "Challenges, and ways past them", scripts=scripts)
    expect(wall.get_by_text("Puzzlement")).to_be_visible(timeout=SLOWEST)
    look(wall, "workshop-wall-board")
    assert [name for name in ("Dot Daly", mine.user.name) if name in wall.content()] == []

    press(desk, "Next: What comes next")
    expect(desk.locator("#room-title")).to_have_text("What comes next")
    press(desk, "End the workshop")
    expect(desk.locator("#room-title")).to_have_text("The workshop has ended")
    Cohort.objects.filter(pk=today.pk).update(workshop_ends_at=timezone.now())
    read_by_somebody_who_was_absent(visit(width=360), look, site, step, absent)


def pressed_without_a_connection(phone: Page, mine: Enrolment) -> None:
    """What is pressed in a dead spot is kept, said to be kept, and sent once there is a connection, however often pressed."""
    phone.context.set_offline(True)
    button = phone.get_by_role("button", name="Stand there")
    button.click()
    expect(phone.get_by_text("No connection at the moment.")).to_be_visible()
    button.click()
    assert not Standing.objects.filter(enrolment=mine).exists()
    phone.context.set_offline(False)


def answer_and_lay_down(phone: Page, look: Look) -> None:
    """On a phone, about one named partnership; then laid beside the others'."""
    press(phone, "Answer the checklist and lay it")
    room = phone.url
    press(phone, "Answer the checklist about one partnership")
    phone.get_by_label("Its name").fill("The harbour")
    press(phone, "Continue")
    phone.get_by_label("Partly").first.check()
    press_on(phone, "Save and")
    phone.goto(room)
    phone.get_by_label("The harbour").check()
    look(phone, "workshop-lay")
    press(phone, "Lay it down")
    expect(phone.get_by_role("link", name=re.compile("lies beside the others"))).to_be_visible()


def type_in_a_sheet(desk: Page, look: Look) -> None:
    """The facilitator types in what is on paper, and is back at the desk."""
    desk.reload()
    press(desk, "Type in a checklist from paper")
    desk.get_by_label("Fully").first.check()
    press(desk, "Lay this sheet beside")
    expect(desk.get_by_text("1 sheet has been typed in")).to_be_visible()
    look(desk, "workshop-sheets")
    assert PaperSheet.objects.count() == 1
    desk.goto(desk.url.replace("sheets/", ""))


def read_by_somebody_who_was_absent(page: Page, look: Look, site: str, step: WorkshopPage, absent: Enrolment) -> None:
    """What happened, what the room found, and that one has caught up."""
    come_in(page, site, absent.user)
    page.goto(step.door("after"))
    assert heading(page) == "What happened at the workshop"
    for words in ("You were missed.", "Puzzlement"):
        expect(page.get_by_text(words).first).to_be_visible()
    look(page, "workshop-after")
    press(page, "I have done the catch-up")
    expect(page.get_by_text("You have caught up on the workshop.")).to_be_visible()


def test_the_workshop_on_paper(stage: Stage, site: str, visit: Visit, look: Look, scripts: bool, today: Cohort) -> None:
    page = visit()
    come_in(page, site, stage.facilitator)
    page.goto(f"/cohorts/{today.public_id}/workshop/paper/")
    look(page, "workshop-paper")
    for name in ("Download as PDF", "Handouts as PDF"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).click()
        assert waiting.value.path().stat().st_size > 10_000
