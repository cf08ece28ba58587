"""After sets were proposed: somebody is offered one other set, a facilitator finds places, a latecomer joins a set at work."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from actionsets import convening, proposing
from actionsets.models import SetMembership, SetProposal
from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.programmes.models import Cohort, Enrolment
from tests import factories
from tests.actionsets.makers import SETTINGS, choices, plan
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in
from tests.stories.test_forming import cohort_of_twelve

pytestmark = pytest.mark.browser


def sent(cohort: Cohort) -> SetProposal:
    """Sets of seven and five, proposed to everybody."""
    leader = cohort.roles.get().user
    draft = proposing.propose(cohort, {**SETTINGS, "most_per_organisation": 3}, by=leader)
    return convening.send(draft, revision=draft.revision, by=leader)


def latecomer(cohort: Cohort, name: str) -> Enrolment:
    """Somebody who comes when the sets are made."""
    person = factories.user(name, email=f"{name}@late.example".lower().replace(" ", "-"))
    one = factories.enrolment(cohort, person, organisation=factories.organisation(), availability=["TUE-AM"])
    choices(one, "TRAK", "LEAD")
    return one


def confirmed(cohort: Cohort) -> None:
    """The sets as they now stand, with a facilitator and dates, confirmed."""
    proposal = convening.in_hand(cohort)
    assert proposal
    for one in proposal.standing():
        convening.assign(one, cohort.roles.get().user)
        plan(one)
    SetMembership.objects.filter(enrolment__cohort=cohort).update(respond_by=date(2020, 1, 1))
    convening.confirm(proposal, revision=proposal.revision)


def say_no_twice(page: Page, look: Look, cohort: Cohort, who: Enrolment, step: str) -> None:
    """Give up the first set for another, and that one too."""
    sign_in(page, who.user.email)
    page.goto(step)
    press(page, "It does not suit me")
    expect(page.get_by_role("heading", name="Another set could take you")).to_be_visible()
    look(page, "decline-with-another-set")
    press(page, "Offer me that set instead")
    assert heading(page) == "The set proposed to you"
    press(page, "It does not suit me")
    expect(page.get_by_role("heading", name="Another set could take you")).to_have_count(0)
    press(page, "Decline this set")
    expect(page.get_by_text("You have been offered two sets")).to_be_visible()
    look(page, "declined-twice")


def change_the_agreement(page: Page, look: Look, step: str) -> None:
    """Agree, change what was agreed, and agree anew."""
    page.goto(step)
    press(page, "I have read it and will keep to it")
    page.goto(f"{step}agreement/")
    press(page, "Change it with your set")
    look(page, "agreement-change")
    page.get_by_label("What you agree").fill("")
    press(page, "Keep it for the set")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("What you agree").fill("We begin and end on time.\n\nWe ask before we tell.")
    press(page, "Keep it for the set")
    expect(page.get_by_text("Everybody in the set agrees to it anew.")).to_be_visible()
    page.get_by_text("Earlier versions").click()
    look(page, "agreement-anew")
    press(page, "I have read it and will keep to it")
    assert heading(page) == "Your set"


def test_places_are_found_after_refusals_and_for_latecomers(
    stage: Stage, visit: Visit, look: Look, scripts: bool
) -> None:
    name = f"Repairing {scripts}"
    cohort, leader = cohort_of_twelve(stage, name)
    sent(cohort)
    step = next(page.specific for page in stage.programme.steps() if page.specific_class.kind == "set")
    third = cohort.enrolments.get(user__first_name="P03")
    third.user.set_password(PASSWORD)
    third.user.save()
    say_no_twice(visit(width=360), look, cohort, third, step.url)

    late = latecomer(cohort, f"Lotte {name}")
    page = visit()
    sign_in(page, leader)
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    look(page, "board-that-needs-repair")
    press(page, "Find places")
    expect(page.get_by_role("heading", name="Nobody else is moved")).to_be_visible()
    look(page, "find-places")
    press(page, "Do this and ask them")
    expect(page.get_by_text("1 person is asked about a place.")).to_be_visible()
    expect(page.get_by_role("link", name="Find places")).to_have_count(0)
    assert SetMembership.objects.live().get(enrolment=late).consent == "awaiting"
    page.goto(f"/cohorts/{cohort.public_id}/sets/repair/")
    look(page, "no-repair-needed")

    confirmed(cohort)
    first = cohort.enrolments.get(user__first_name="P01")
    first.user.set_password(PASSWORD)
    first.user.save()
    member = visit(width=360)
    sign_in(member, first.user.email)
    change_the_agreement(member, look, step.url)

    latest = latecomer(cohort, f"Lars {name}")
    page.goto(f"/cohorts/{cohort.public_id}/sets/")
    look(page, "board-with-somebody-without-a-set")
    page.get_by_role("link", name=f"Find a set for Lars {name}").click()
    assert heading(page) == f"A set for Lars {name}"
    press(page, "Give them the place")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "join-error")
    page.get_by_role("radio").first.check()
    press(page, "Give them the place")
    expect(page.get_by_text(f"Lars {name} has a place, and is told.")).to_be_visible()
    assert SetMembership.objects.live().filter(enrolment=latest).exists()
