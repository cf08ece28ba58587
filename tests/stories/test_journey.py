"""The whole journey in a browser: one person from an invitation to an acknowledged set, and the facilitator's side of it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets import convening
from actionsets.rehearsing.people import Stage
from elearning.accounts.models import User
from elearning.profiles import choosing
from elearning.programmes import arranging, enrolling
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from elearning.programmes.rosters import Row
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, press_on, sign_in, token_for

pytestmark = pytest.mark.browser

LONDON = ZoneInfo("Europe/London")
PEERS = ["Ada Bright", "Ben Okafor", "Cal Novak", "Dee Rao", "Eli Stone"]


@pytest.fixture
def cohort(stage: Stage, scripts: bool) -> Cohort:
    """A cohort whose workshop was the day before yesterday, with a facilitator and five peers who chose priorities."""
    starts_at = timezone.now().astimezone(LONDON).replace(hour=9, minute=30) - timedelta(days=3)
    fields = {
        "programme": stage.programme,
        "name": f"Story cohort {scripts}",
        "workshop_starts_at": starts_at,
        "workshop_ends_at": starts_at + timedelta(minutes=210),
        "workshop_place": "The Long Room",
        "priorities_due_on": (starts_at + timedelta(days=10)).date(),
        "grouping_on": (starts_at + timedelta(days=14)).date(),
        "last_meeting_on": (starts_at + timedelta(days=175)).date(),
    }
    made = arranging.open_cohort(fields, by=stage.manager)
    arranging.give_role(made, email=stage.facilitator.email, kind=CohortRole.Kind.FACILITATOR, by=stage.manager)
    subjects = {one.code: one for one in stage.programme.framework.subjects.all()}
    for number, name in enumerate(PEERS):
        peer = peers_enrolment(made, stage, name, scripts)
        chosen = [subjects["TRAK"], subjects["LEAD"]] if number % 2 else [subjects["LEAD"], subjects["TRAK"]]
        choosing.confirm(peer, chosen, by=peer.user)
    return made


def peers_enrolment(cohort: Cohort, stage: Stage, name: str, scripts: bool) -> Enrolment:
    """Somebody who joined and filled in their profile before the story begins."""
    email = f"{name.lower().replace(' ', '.')}.{scripts}@example.org".lower()
    enrolling.invite(cohort, [Row(1, name, email, f"{name.split()[1]} Trust", "Officer")], by=stage.manager)
    enrolment = enrolling.accept(token_for(email))
    enrolling.acknowledge(enrolment, stage.programme)
    first, last = name.split()
    profile = {
        "role_title": "Officer",
        "level": "lead",
        "line_manager_email": "",
        "availability": [],
        "access_needs": "",
    }
    enrolling.complete_profile(enrolment, {"first_name": first, "last_name": last, **profile})
    return enrolment


def join(page: Page, look: Look, token: str) -> None:
    page.goto(f"/join/{token}/")
    look(page, "join")
    press(page, "Yes, I take part")
    assert heading(page) == "Who sees what"
    look(page, "notice")
    press(page, "Continue")
    expect(page.get_by_text("Tick the box when you have read").first).to_be_visible()
    look(page, "notice-error")
    page.get_by_label("I have read who sees what").check()
    press(page, "Continue")
    look(page, "profile")
    page.get_by_label("What you do there").fill("Partnerships officer")
    page.get_by_label("I lead a team or a project").check()
    page.get_by_label("Your line manager’s e-mail address").fill("boss@example.org")
    press(page, "Save and go to your programme")
    assert heading(page) == "Making Partnering Work"
    look(page, "home-first")


def draw_the_map(page: Page, look: Look) -> None:
    press(page, "Map your partnerships")
    look(page, "map-empty")
    press(page, "Add a partner")
    press(page, "Save")
    look(page, "map-add-error")
    for name, level in (("Harbour Trust", "cooperating"), ("Parks department", "networking")):
        page.locator("input[name=name]").fill(name)
        page.locator(f"input[name=level_now][value={level}]").check()
        press(page, "Save and add another" if name == "Harbour Trust" else "Save and see my map")
    look(page, "map")
    assert page.locator("svg a").count() == 2
    press(page, "I have finished for now")
    page.goto("/making-partnering-work/")


def answer_the_questions(page: Page, look: Look) -> None:
    press(page, "Think about how you partner")
    look(page, "questions")
    press(page, "Start with the first question")
    page.locator("textarea").fill("The Harbour Trust: without them our young people have nowhere to go at night.")
    look(page, "question")
    press_on(page, "Save and continue")
    page.goto("/making-partnering-work/questions/check/")
    look(page, "questions-check")
    press(page, "Hand in my answers")
    page.goto("/making-partnering-work/")


def see_the_workshop(page: Page, look: Look) -> None:
    press(page, "Come to Workshop One: About Partnerships")
    expect(page.get_by_text("The Long Room").first).to_be_visible()
    look(page, "workshop")
    press(page, "I have done the catch-up")
    page.goto("/making-partnering-work/")


def assess(page: Page, look: Look) -> None:
    press(page, "Take the self-assessment")
    look(page, "assessment-start")
    press(page, "Start now")
    for number in range(1, 10):
        expect(page.get_by_text(f"Subject {number} of 9").first).to_be_visible()
        if number == 1:
            look(page, "assessment-subject")
        mark = 2 if number in {1, 6} else 4
        for group in page.locator("fieldset").all():
            group.locator(f"input[type=radio][value='{mark}']").check()
        press_on(page, "Save and continue")
    look(page, "assessment-importance")
    for group in page.locator("fieldset").all():
        group.locator("input[type=radio][value='4']").check()
    press_on(page, "Save and continue")
    look(page, "assessment-check")
    press(page, "Submit my answers")


def choose(page: Page, look: Look) -> None:
    page.goto("/making-partnering-work/results/")
    look(page, "results")
    expect(page.get_by_text("More practice may help you most in").first).to_be_visible()
    press(page, "Choose your priorities")
    look(page, "priorities-choose")
    titles = ["Keeping partnerships on track", "Managing people you do not line-manage"]
    for title in titles:
        page.get_by_label(title, exact=False).first.check()
    press(page, "Continue")
    look(page, "priorities-order")
    page.get_by_role("button", name=f"Up: {titles[0]}").or_(page.locator("#up-TRAK")).first.click()
    press(page, "Confirm my priorities")
    look(page, "priorities")
    assert [one.subject.code for one in choosing.current(Enrolment.objects.latest("pk"))] == ["TRAK", "LEAD"]


def read_a_pack(page: Page, look: Look) -> None:
    page.goto("/making-partnering-work/packs/")
    look(page, "shelf")
    page.get_by_role("link", name="Keeping partnerships on track").first.click()
    look(page, "pack")
    press(page, "Start this pack")
    page.goto(page.url.split("?")[0])
    page.goto("/alder-lane/410-07-trak/reflect/")
    page.locator("textarea").first.fill("We skipped the spring review and nobody said so.")
    look(page, "pack-notes")
    press_on(page, "Save and go on")
    page.goto("/alder-lane/410-07-trak/reflect/")
    assert page.locator("textarea").first.input_value() == "We skipped the spring review and nobody said so."


def propose(page: Page, look: Look, cohort: Cohort, email: str) -> None:
    sign_in(page, email)
    page.goto(f"/cohorts/{cohort.public_id}/")
    look(page, "board")
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    look(page, "sets-inputs")
    press(page, "Propose sets")
    expect(page.get_by_text("A draft. Look at the sets").first).to_be_visible()
    look(page, "sets-draft")
    page.goto(f"/cohorts/{cohort.public_id}/sets/1/")
    look(page, "set-tending")
    page.locator("select[name=facilitator]").select_option(label="Niamh Gallagher-Osei")
    press(page, "Keep")
    page.goto(f"/cohorts/{cohort.public_id}/sets/1/dates/")
    look(page, "set-dates")
    page.get_by_label("Place").first.fill("The Long Room")
    press(page, "Keep the dates")
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    press(page, "Check and send")
    look(page, "sets-send")
    press(page, "Send it")
    look(page, "sets-sent")


def accept(page: Page, look: Look) -> None:
    page.goto("/making-partnering-work/set/")
    expect(page.get_by_text("Ada Bright")).to_be_visible()
    look(page, "set-proposal")
    press(page, "Yes, this set suits me")
    expect(page.get_by_text("You have said yes")).to_be_visible()


def acknowledge(page: Page, look: Look) -> None:
    page.goto("/making-partnering-work/set/")
    look(page, "agreement")
    press(page, "I have read it and will keep to it")
    assert heading(page) == "Your set"
    look(page, "set-home")
    press(page, "Your actions")
    look(page, "actions-empty")
    press(page, "Note an action")
    page.locator("textarea").fill("Ring the ward before I say no.")
    look(page, "action")
    press(page, "Keep it")
    expect(page.get_by_text("Ring the ward before I say no.").first).to_be_visible()
    page.goto("/making-partnering-work/")
    look(page, "home-last")


def test_one_person_goes_from_invitation_to_acknowledged_set(
    stage: Stage, cohort: Cohort, visit: Visit, look: Look, scripts: bool
) -> None:
    email = f"noor.{scripts}@example.org".lower()
    enrolling.invite(cohort, [Row(1, "Noor Haddad", email, "Harbour Trust", "Officer")], by=stage.manager)
    noor, niamh = visit(), visit()

    join(noor, look, token_for(email))
    draw_the_map(noor, look)
    answer_the_questions(noor, look)
    see_the_workshop(noor, look)
    assess(noor, look)
    choose(noor, look)
    read_a_pack(noor, look)
    propose(niamh, look, cohort, stage.facilitator.email)
    accept(noor, look)
    everybody_else_says_yes(cohort)
    niamh.reload()
    press(niamh, "Confirm the sets")
    look(niamh, "sets-confirmed")
    acknowledge(noor, look)

    assert User.objects.get(email=email).enrolments.get().set_memberships.get().consent == "accepted"


def everybody_else_says_yes(cohort: Cohort) -> None:
    """The peers answer from their own windows, which this story does not open."""
    for place in convening.live_members(convening.in_hand(cohort)):
        convening.accept(place)
