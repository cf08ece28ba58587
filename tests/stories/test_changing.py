"""Sets change: somebody leaves, and two small sets become one."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from actionsets import agreeing, convening, deciding, leaving
from actionsets.models import LearningSet, SetMembership
from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.programmes.models import Cohort, Enrolment, StepPage
from tests.actionsets.makers import plan
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in
from tests.stories.test_forming import cohort_of_twelve
from tests.stories.test_repairing import sent

pytestmark = pytest.mark.browser


def step_of(stage: Stage) -> StepPage:
    """The page on sets."""
    return next(page.specific for page in stage.programme.steps() if page.specific_class.kind == "set")


def at_work(stage: Stage, name: str) -> tuple[Cohort, str, list[LearningSet]]:
    """Two sets at work whose members have acknowledged what they agreed, and whose facilitator signs in with the address."""
    cohort, leader = cohort_of_twelve(stage, name)
    proposal = sent(cohort)
    for one in proposal.standing():
        convening.assign(one, cohort.roles.get().user)
        plan(one)
    SetMembership.objects.filter(enrolment__cohort=cohort).update(respond_by=date(2020, 1, 1))
    proposal.refresh_from_db()
    proposal.outcome = {**proposal.outcome, "used": {"most_per_organisation": 7}}
    proposal.save(update_fields=["outcome"])
    convening.confirm(proposal, revision=proposal.revision)
    sets = list(cohort.learning_sets.order_by("number"))
    for place in deciding.members_of(*sets):
        agree(stage, place)
    return cohort, leader, sets


def agree(stage: Stage, place: SetMembership) -> None:
    """The member acknowledges the agreement and can sign in."""
    agreeing.acknowledge(place, step_of(stage))
    place.enrolment.user.set_password(PASSWORD)
    place.enrolment.user.save()


def as_member(visit: Visit, who: Enrolment, step: str) -> Page:
    """A member on their set's page, on a phone."""
    page = visit(width=360)
    sign_in(page, who.user.email)
    page.goto(step)
    return page


def test_somebody_leaves_and_two_small_sets_become_one(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    cohort, leader, (one, other) = at_work(stage, f"Changing {scripts}")
    step = step_of(stage).url
    for group, size in ((one, 4), (other, 3)):
        for place in deciding.members_of(group)[size:]:
            leaving.leave_set(place, by=cohort.roles.get().user)
    for place in deciding.members_of(one, other):
        agree(stage, place)
    places = deciding.members_of(one)

    leaver = as_member(visit, places[0].enrolment, step)
    look(leaver, "home-of-a-small-set")
    press(leaver, "Leave the set")
    look(leaver, "leave-own")
    leaver.get_by_label("The set: I go on with the programme").check()
    press(leaver, "Leave")
    expect(leaver.get_by_text("It is done.")).to_be_visible()

    member = as_member(visit, places[1].enrolment, step)
    expect(member.get_by_text(f"{places[0].enrolment.user.name} has left the set.")).to_be_visible()
    press(member, "I have read it and will keep to it")
    assert heading(member) == "Your set"

    page = visit()
    sign_in(page, leader)
    page.goto("/week/")
    look(page, "week")
    expect(page.get_by_text("It has three members or fewer: ask the set how it wants to go on.")).to_have_count(2)
    press(page, "See what it can do")
    look(page, "small-set")
    page.get_by_label(f"To join {other}").check()
    press(page, "Ask everybody")
    expect(page.get_by_role("heading", name="Being asked")).to_be_visible()
    look(page, "small-set-asked")

    member.goto(step)
    look(member, "home-asked")
    press(member, "Answer")
    look(member, "decision")
    member.get_by_label("Yes").check()
    press(member, "Keep my answer")
    expect(member.get_by_text("Noted. Nobody sees your answer.")).to_be_visible()
    decision = deciding.current(one)
    assert decision
    for place in deciding.members_of(one, other)[:]:
        if place.enrolment != places[1].enrolment:
            deciding.answer(place, decision, is_yes=True)

    page.reload()
    expect(page.get_by_role("heading", name="Both sets have said yes")).to_be_visible()
    look(page, "small-set-agreed")
    press(page, "Make them one set")
    expect(page.get_by_text("They are one set now, and agree anew on how they work.")).to_be_visible()
    look(page, "set-after-merging")
    assert len(deciding.members_of(other)) == 6
