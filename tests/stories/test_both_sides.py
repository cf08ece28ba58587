"""Two people of two organisations: from a checklist each to an agreement that both have put their names under."""

import pytest
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.agreements.models import PartnershipAgreement
from elearning.programmes.models import Enrolment
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press, press_on, sign_in

pytestmark = pytest.mark.browser


def two_of_two_organisations(stage: Stage) -> tuple[Enrolment, Enrolment]:
    """Two who take part in the running cohort, each for another organisation."""
    one = stage.people["R02"]
    other = next(
        person
        for key, person in stage.people.items()
        if key.startswith("R") and person.is_taking_part and person.organisation_id != one.organisation_id
    )
    return one, other


def answer(page: Page, said: dict[int, str]) -> None:
    """Answer some statements, page by page, by their numbers; the first word of each answer is enough."""
    press_on(page, "Answer the statements")
    for part in range(4):
        for number, word in said.items():
            if (number - 1) // 4 == part:
                page.locator(f"[name=s-H{number}][value={word}]").check()
        press_on(page, "Save and")


def ask(page: Page, partnership: str, other: Enrolment) -> str:
    """Ask the other side by their address; where that leads."""
    page.goto("/making-partnering-work/workshop/checklist/both-sides/")
    page.locator("[name=which][value=other]").check()
    page.locator("[name=name]").fill(partnership)
    page.locator("[name=who][value=other]").check()
    page.locator("[name=email]").fill(other.user.email)
    press_on(page, "Ask them")
    return page.url


def write(page: Page, number: int, words: dict[str, str]) -> None:
    """Write a section and come back to the whole."""
    press_on(page, f"{number}.")
    for name, text in words.items():
        page.locator(f"main [name={name}]").fill(text)
    press_on(page, "Save and come back later")


def agree(page: Page, address: str) -> None:
    """Type one's role under the agreement."""
    page.goto(f"{address}agree/")
    page.locator("main [name=role]").fill("Head of service")
    press(page, "I agree")
    expect(page.get_by_text("Your name stands under it.")).to_be_visible()


def test_from_a_checklist_each_to_an_agreement(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    ada, ben = two_of_two_organisations(stage)
    partnership = f"Joined-up discharge {scripts}"
    first, second = visit(), visit(width=360)
    sign_in(first, ada.user.email)
    sign_in(second, ben.user.email)

    side = ask(first, partnership, ben)
    look(first, "both-sides-asked")
    answer(first, {1: "fully", 9: "not_yet", 16: "partly"})
    first.goto(side)
    press(first, "I agree to compare")
    look(first, "both-sides-waiting")

    second.goto(side)
    look(second, "both-sides-invited")
    press(second, "Yes, I will answer")
    answer(second, {1: "not_yet", 9: "partly", 16: "dont_know"})
    look(second, "both-sides-own")
    second.goto(side)
    press(second, "I agree to compare")
    expect(second.get_by_role("heading", name="Statement by statement")).to_be_visible()
    look(second, "both-sides-compared-phone")

    first.goto(side)
    for code in ("H1", "H9"):
        first.locator(f"[name=points][value={code}]").check()
    press(first, "Keep these points")
    look(first, "both-sides-compared")
    press_on(first, "Begin an agreement")
    look(first, "agreement-begin")
    first.get_by_role("main").get_by_role("button", name="Begin").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text(partnership)
    address = first.url
    look(first, "agreement")

    write(first, 2, {"text": "Nobody waits for a bed."})
    dates = {"starts": ("1", "12", "2026"), "ends": ("30", "11", "2027")}
    parts = ("day", "month", "year")
    write(
        first,
        5,
        {f"{name}_{part}": value for name, row in dates.items() for part, value in zip(parts, row, strict=True)},
    )
    write(first, 6, {"task-0": "Daily list", "leads-0": "Harbour", "does-0": "Ward clerks"})
    write(first, 15, {"on-0_day": "1", "on-0_month": "3", "on-0_year": "2027", "convenes-0": "Ada"})
    first.goto(f"{address}section/6/")
    look(first, "agreement-section")
    first.goto(f"{address}agree/")
    press(first, "Put it to the partners")
    look(first, "agreement-proposed")
    agree(first, address)
    agree(second, address)
    look(second, "agreement-agreed-phone")

    made = PartnershipAgreement.objects.get(title=partnership)
    assert (made.state, made.reviews.count(), made.versions.get().signatures.count()) == ("agreed", 1, 2)
    assert second.request.get(f"{address}agreement.odt?version=1").status == 200
