"""A facilitator forms sets: reads the rules, proposes, fixes, moves, takes back, proposes again, sends, confirms; also by
keyboard alone, without scripts, with many people, and while a worker forms them."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from actionsets import convening, forming, reports
from actionsets.models import LearningSet, SetMembership
from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.jobs.working import run_job
from elearning.programmes.models import Cohort, CohortRole
from tests import factories
from tests.actionsets.makers import T8, choices, plan
from tests.stories.conftest import Look, Visit
from tests.stories.steps import enter_on, heading, press, sign_in, tab_onto

pytestmark = pytest.mark.browser


def cohort_of_twelve(stage: Stage, name: str) -> tuple[Cohort, str]:
    """The people of vector T8 in a cohort of their own, and the address of its facilitator."""
    cohort = factories.cohort(stage.programme, name=name)
    houses = {letter: factories.organisation() for letter in "ABCD"}
    for key, (house, codes) in T8.items():
        person = factories.user(f"{key} {name}", email=f"{key}.{name}@forming.example".lower().replace(" ", "-"))
        one = factories.enrolment(cohort, person, organisation=houses[house], availability=["TUE-AM"])
        choices(one, *codes.split())
    leader = factories.user(f"Flo {name}", email=f"flo.{name}@forming.example".lower().replace(" ", "-"))
    leader.set_password(PASSWORD)
    leader.save()
    CohortRole.objects.create(cohort=cohort, user=leader, kind=CohortRole.Kind.FACILITATOR)
    return cohort, leader.email


def set_of(cohort: Cohort, key: str) -> int | None:
    """The number of somebody's set; None while they wait."""
    rows = SetMembership.objects.live().filter(learning_set__cohort=cohort, enrolment__user__first_name=key)
    return rows.values_list("learning_set__number", flat=True).first()


def let_wait(page: Page, name: str) -> None:
    """Take somebody out of their set, from the page that says what it would cost."""
    page.get_by_label(f"Move {name} to").select_option("0")
    page.get_by_role("button", name=f"Move {name}", exact=True).click()
    assert heading(page) == f"Let {name} wait for a place?"
    press(page, "Move")
    expect(page.get_by_text(f"{name} is moved.")).to_be_visible()


@pytest.mark.parametrize(
    "width", [1280, pytest.param(360, marks=pytest.mark.one_database("the same presses on a narrower screen"))]
)
def test_a_facilitator_forms_sets_and_forms_them_again(
    stage: Stage, visit: Visit, look: Look, scripts: bool, width: int
) -> None:
    name = f"Forming {width} {scripts}"
    cohort, email = cohort_of_twelve(stage, name)
    page = visit(width=width)
    sign_in(page, email)
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    look(page, f"forming-before-{width}")
    press(page, "Propose sets")
    expect(page.get_by_text("A draft. Look at the sets")).to_be_visible()
    home = set_of(cohort, "P05")

    page.get_by_role("button", name=f"Fix this place P09 {name}").click()
    expect(page.get_by_text("Fixed place", exact=True)).to_be_visible()
    let_wait(page, f"P05 {name}")
    press(page, "Undo the last move")
    assert set_of(cohort, "P05") == home
    press(page, "Make that move again")
    expect(page.get_by_text("The move is made again.")).to_be_visible()
    assert set_of(cohort, "P05") is None
    page.get_by_text("What was changed by hand").click()
    look(page, f"forming-board-{width}")

    page.goto(f"/cohorts/{cohort.public_id}/sets/again/")
    assert heading(page) == "Propose again"
    look(page, f"forming-again-{width}")
    page.get_by_role("button", name="Take this one With the fewest changes").click()
    expect(page.get_by_text("A draft. Look at the sets")).to_be_visible()
    assert set_of(cohort, "P05") == home
    expect(page.get_by_text("Fixed place", exact=True)).to_be_visible()
    proposal = convening.in_hand(cohort)
    assert proposal
    assert (proposal.outcome["proved"], proposal.outcome["figures"]["waiting"]) == (True, 0)


def button(page: Page, name: str) -> Locator:
    """The first button of the page's own with this name."""
    return page.get_by_role("main").get_by_role("button", name=name).first


def test_a_facilitators_whole_run_goes_by_keyboard_alone(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    name = f"Keys {scripts}"
    cohort, email = cohort_of_twelve(stage, name)
    page = visit(width=1280)
    sign_in(page, email)
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    expect(page.get_by_text("Nobody with their line manager, at any level, nor with")).to_be_visible()
    enter_on(page, button(page, "Propose sets"))
    home = set_of(cohort, "P05")

    enter_on(page, button(page, f"Fix this place P09 {name}"))
    tab_onto(page, page.get_by_label(f"Move P05 {name} to"))
    page.keyboard.type("Waiting")
    enter_on(page, button(page, f"Move P05 {name}"))
    assert heading(page) == f"Let P05 {name} wait for a place?"
    enter_on(page, button(page, "Move"))
    assert set_of(cohort, "P05") is None
    enter_on(page, button(page, "Undo the last move"))
    assert set_of(cohort, "P05") == home

    enter_on(page, page.get_by_role("link", name="Check and send"))
    expect(page.get_by_text("You are here because you chose").first).to_be_visible()
    enter_on(page, button(page, "Send it"))
    expect(page.get_by_text("0 of 12 have answered.")).to_be_visible()
    hear(cohort, declines="P05")
    lead_and_date(page, cohort)
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    expect(page.get_by_text("11 of 11 have answered.")).to_be_visible()
    look(page, "forming-answered")
    enter_on(page, button(page, "Confirm the sets"))

    expect(page.get_by_text("The sets are confirmed, and everybody is told.")).to_be_visible()
    assert convening.in_hand(cohort) is None
    assert (set_of(cohort, "P05"), set_of(cohort, "P09") is None) == (None, False)


def hear(cohort: Cohort, *, declines: str) -> None:
    """Everybody answers what was proposed to them: one says no, all others yes."""
    for place in SetMembership.objects.live().filter(learning_set__cohort=cohort).select_related("enrolment__user"):
        no = place.enrolment.user.first_name == declines
        convening.decline(place) if no else convening.accept(place)


def lead_and_date(page: Page, cohort: Cohort) -> None:
    """Give each set its facilitator and dates: the first by keyboard, the others behind the scenes."""
    first, *others = LearningSet.objects.filter(cohort=cohort)
    leader = cohort.roles.get(kind=CohortRole.Kind.FACILITATOR).user
    page.goto(f"/cohorts/{cohort.public_id}/sets/{first.number}/")
    tab_onto(page, page.get_by_label("Facilitator"))
    page.keyboard.type(leader.name[:5])
    enter_on(page, button(page, "Keep"))
    enter_on(page, page.get_by_role("link", name="Set the dates"))
    tab_onto(page, page.get_by_label("Place"))
    page.keyboard.type("The Corn Exchange")
    enter_on(page, button(page, "Keep the dates"))
    for one in others:
        convening.assign(one, leader)
        plan(one)


def test_a_facilitator_says_what_they_lead(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    cohort, email = cohort_of_twelve(stage, f"Offering {scripts}")
    page = visit(width=360)
    sign_in(page, email)
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    press(page, "What the facilitators offer to lead")
    look(page, "forming-leaders")
    press(page, "Say it")
    page.get_by_label("How many sets").fill("2")
    page.get_by_label("Tuesday morning").check()
    look(page, "forming-leader")
    press(page, "Keep")
    expect(page.get_by_text("Up to 2 sets · any subject · Tuesday morning")).to_be_visible()
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    press(page, "Propose sets")

    leader = cohort.roles.get(kind=CohortRole.Kind.FACILITATOR).user
    assert {one.facilitator for one in LearningSet.objects.filter(cohort=cohort)} == {leader}


def test_many_sets_are_found_by_name_and_moved_by_number(
    stage: Stage, visit: Visit, look: Look, scripts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MANY_SETS", 1)
    name = f"Many {scripts}"
    cohort, email = cohort_of_twelve(stage, name)
    page = visit(width=360)
    sign_in(page, email)
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    press(page, "Propose sets")
    look(page, "forming-many")
    tab_onto(page, page.get_by_role("textbox", name="Find a person"))
    page.keyboard.type("p05")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("1 person found")).to_be_visible()
    look(page, "forming-found")
    tab_onto(page, page.get_by_label(f"(number, 0 to wait): P05 {name}").first, most=4)
    page.keyboard.type("0")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heading(page) == f"Let P05 {name} wait for a place?"
    enter_on(page, button(page, "Move"))

    assert set_of(cohort, "P05") is None


def test_a_worker_forms_sets_while_the_facilitator_looks_on(
    stage: Stage,
    visit: Visit,
    look: Look,
    scripts: bool,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    settings.WORKERS, settings.TASKS = 1, {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    monkeypatch.setattr(forming, "MANY", 11)
    cohort, email = cohort_of_twelve(stage, f"Watching {scripts}")
    page = visit(width=360)
    sign_in(page, email)
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    press(page, "Propose sets")
    assert heading(page) == "Forming sets for 12 people"
    expect(page.get_by_text("Waiting for its turn.")).to_be_visible()
    look(page, "forming-watch")
    press(page, "Stop and take the best so far")
    expect(page.get_by_text("Bringing the best so far to an end.")).to_be_visible()
    run = forming.going(cohort)
    assert run
    run_job.call(run.job_id)
    if not scripts:
        press(page, "Look again")

    expect(page.get_by_text("A draft. Look at the sets")).to_be_visible()
    expect(page.get_by_text("It was stopped before it was proved")).to_be_visible()

    page.goto(f"/cohorts/{cohort.public_id}/sets/again/")
    look(page, "forming-again-by-worker")
    press(page, "Form them with the fewest changes")
    run = forming.going(cohort)
    assert run
    run_job.call(run.job_id)
    page.goto(f"/cohorts/{cohort.public_id}/sets/compare/")
    assert heading(page) == "Drafts beside each other"
    look(page, "forming-compare")
    press(page, "Take it up")
    expect(page.get_by_text("A is the draft in hand now.")).to_be_visible()
