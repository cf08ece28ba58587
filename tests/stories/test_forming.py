"""A facilitator forms sets: proposes, fixes a place, moves, takes back and makes again, and proposes again in either way."""

import pytest
from playwright.sync_api import Page, expect

from actionsets import convening
from actionsets.models import SetMembership
from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.programmes.models import Cohort, CohortRole
from tests import factories
from tests.actionsets.makers import T8, choices
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

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


@pytest.mark.parametrize("width", [1280, 360])
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
