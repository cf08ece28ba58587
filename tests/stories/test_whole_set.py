"""A set from its proposal to its last meeting, in two browsers at once: seven people are asked, one declines, six meet, one
leaves, one comes late; they hold five meetings, and what each wrote stays their own."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets import agreeing, convening, reflecting
from actionsets.models import ActionLearningPage, LearningSet, SetMeeting, SetMembership
from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from tests import factories
from tests.actionsets.makers import choices, plan
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser

SEVEN = ("Ada", "Ben", "Cal", "Dee", "Eli", "Fern", "Gil")
MEETINGS = 5
FOLLOWS = 15_000  # milliseconds after which another screen has followed, however busy the machine
ACTION = "Ask the depot who decides about the night round"
REFLECTION = "I talk when I ought to ask."


class Whole:
    """A cohort with seven people who can make one set, somebody who comes late, and their facilitator."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.name = name
        self.cohort: Cohort = factories.cohort(stage.programme, name=f"Whole {name}")
        page = next(page.specific for page in stage.programme.steps() if page.specific_class.kind == "set")
        assert isinstance(page, ActionLearningPage)
        self.step = page
        self.leader = self.person("Flora")
        CohortRole.objects.create(cohort=self.cohort, user=self.leader, kind=CohortRole.Kind.FACILITATOR)
        self.people = {one: self.taking_part(one) for one in SEVEN}

    def person(self, first: str) -> User:
        """Somebody with a name of their own and the password of everybody."""
        made = factories.user(f"{first} {self.name}", email=f"{first}.{self.name}@whole.example".lower())
        made.set_password(PASSWORD)
        made.save()
        return made

    def taking_part(self, first: str) -> Enrolment:
        """Somebody in the cohort, from an organisation of their own, who has chosen priorities."""
        house = factories.organisation()
        one = factories.enrolment(self.cohort, self.person(first), organisation=house, availability=["TUE-AM"])
        choices(one, "TRAK", "LEAD")
        return one

    @property
    def one(self) -> LearningSet:
        """Their set."""
        return LearningSet.objects.get(cohort=self.cohort)

    def places(self) -> list[SetMembership]:
        """Who has a place in it now."""
        return list(SetMembership.objects.live().filter(learning_set=self.one).select_related("enrolment__user"))

    def all_agree(self, but: Sequence[str] = ()) -> None:
        """Everybody reads the agreement in hand and goes along with it, but those who do so in the story."""
        for place in self.places():
            if place.enrolment.user.first_name not in but and not agreeing.has_acknowledged(place):
                agreeing.acknowledge(place, self.step)

    def let_time_pass(self, number: int, *, since: timedelta) -> None:
        """Until the meeting `number` began `since` ago."""
        began = SetMeeting.objects.get(learning_set=self.one, number=number).starts_at
        by = timezone.now() - since - began
        SetMeeting.objects.filter(learning_set=self.one).update(
            starts_at=F("starts_at") + by, ends_at=F("ends_at") + by
        )

    def lead(self, rest: str = "") -> str:
        """An address on the facilitator's side of the set."""
        return f"/cohorts/{self.cohort.public_id}/sets/{self.one.number}/{rest}"


def propose(page: Page, whole: Whole) -> None:
    """The facilitator forms the set and asks everybody."""
    page.goto(f"/cohorts/{whole.cohort.public_id}/sets/")
    press(page, "Propose sets")
    press(page, "Check and send")
    press(page, "Send it")
    expect(page.get_by_text("0 of 7 have answered.")).to_be_visible()


def decline(phone: Page, whole: Whole, who: str) -> None:
    """Somebody says no, without a reason; nobody reads it."""
    sign_in(phone, whole.people[who].user.email)
    phone.goto(whole.step.url)
    press(phone, "It does not suit me")
    press(phone, "Decline this set")
    expect(phone.get_by_text("We are looking for another place for you")).to_be_visible()
    phone.context.clear_cookies()


def confirm(page: Page, whole: Whole) -> None:
    """The facilitator confirms the set of six, once it has a leader and all its dates and the others have kept silent."""
    convening.assign(whole.one, whole.leader)
    plan(whole.one)
    SetMembership.objects.filter(enrolment__cohort=whole.cohort).update(respond_by=date(2020, 1, 1))
    page.goto(f"/cohorts/{whole.cohort.public_id}/sets/")
    assert "decline" not in page.get_by_role("main").inner_text().lower()
    press(page, "Confirm the sets")
    expect(page.get_by_text("The sets are confirmed, and everybody is told.")).to_be_visible()


def agree(phone: Page, whole: Whole) -> None:
    """Whoever holds the phone reads the agreement and goes along with it; nothing of the set opens before."""
    phone.goto(whole.step.url)
    assert heading(phone) == "Your set’s agreement"
    press(phone, "I have read it and will keep to it")
    assert heading(phone) == "Your set"


def hold(phone: Page, wall: Page, whole: Whole, number: int, *, scripts: bool) -> None:
    """A meeting on a member's phone and on the facilitator's shared screen: begun on one, carried on and ended on the other."""
    whole.let_time_pass(number, since=timedelta(minutes=1))
    phone.goto(whole.step.door("room", number=number))
    wall.goto(whole.lead(f"meetings/{number}/room/shared/"))
    phone.get_by_role("button", name="Begin the meeting").click()
    first = phone.locator(".pd-room__title").inner_text()
    follow(wall, first, scripts=scripts)
    wall.get_by_role("button", name="Next: ").click()
    expect(wall.locator(".pd-room__title")).not_to_have_text(first)
    follow(phone, wall.locator(".pd-room__title").inner_text(), scripts=scripts)
    second = wall.locator(".pd-room__title").inner_text()
    wall.get_by_role("button", name="Next: ").click()
    expect(wall.locator(".pd-room__title")).not_to_have_text(second)
    if number > 1:
        expect(wall.locator(".pd-room__title")).to_have_text("Action review")
        follow(phone, "Action review", scripts=scripts)
        expect(phone.get_by_text(ACTION)).to_be_visible()
        assert ACTION not in wall.content()
    wall.get_by_role("button", name="End the meeting").click()
    follow(phone, "The meeting has ended", scripts=scripts)


def follow(page: Page, title: str, *, scripts: bool) -> None:
    """See the other screen come to the same part: by itself, or by looking again where there are no scripts."""
    if not scripts:
        press(page, "Look again")
    expect(page.locator(".pd-room__title")).to_have_text(title, timeout=FOLLOWS)


def take_home(phone: Page) -> None:
    """An action and a reflection, for oneself."""
    press(phone, "Note your action and your reflection")
    phone.get_by_label("What you will do").fill(ACTION)
    phone.get_by_label("Your reflection").fill(REFLECTION)
    press(phone, "Keep both for me")
    phone.wait_for_load_state()


def note_who_came(wall: Page, whole: Whole, number: int, *, absent: Sequence[str] = ()) -> None:
    """The facilitator notes who was there."""
    whole.let_time_pass(number, since=timedelta(hours=4))
    wall.goto(whole.lead(f"meetings/{number}/"))
    for place in whole.places():
        user = place.enrolment.user
        status = "Absent" if user.first_name in absent else "Present"
        wall.get_by_role("group", name=user.name).get_by_label(status).check()
    press(wall, "Keep")
    expect(wall.get_by_text("Attendance is noted.")).to_be_visible()


def leave(whole: Whole, visit: Visit, who: str) -> None:
    """Somebody leaves the set, at their own device."""
    page = visit(width=360)
    sign_in(page, whole.people[who].user.email)
    page.goto(whole.step.door("leave"))
    field = page.get_by_role("main").get_by_role("radio")
    if field.count():
        field.first.check()
    press(page, "Leave")
    assert page.goto(whole.step.door("room", number=2)).status == 404  # type: ignore[union-attr]


def come_late(wall: Page, whole: Whole, visit: Visit) -> Enrolment:
    """Somebody joins the set after its first meeting: it has agreed, the facilitator gives the place, they say yes."""
    late = whole.taking_part("Lotte")
    wall.goto(f"/cohorts/{whole.cohort.public_id}/sets/")
    wall.get_by_role("link", name=f"Find a set for {late.user.name}").click()
    wall.get_by_role("radio").first.check()
    for box in wall.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    press(wall, "Give them the place")
    expect(wall.get_by_text(f"{late.user.name} has a place, and is told.")).to_be_visible()
    page = visit(width=360)
    sign_in(page, late.user.email)
    agree(page, whole)
    return late


def test_a_set_lives_from_its_proposal_to_its_last_meeting(
    stage: Stage, visit: Visit, look: Look, scripts: bool
) -> None:
    whole = Whole(stage, "scripted" if scripts else "plain")
    phone, wall = visit(width=360), visit(width=1280)
    sign_in(wall, whole.leader.email)

    propose(wall, whole)
    decline(phone, whole, "Gil")
    confirm(wall, whole)
    assert len(whole.places()) == 6
    sign_in(phone, whole.people["Ada"].user.email)
    agree(phone, whole)
    whole.all_agree()

    hold(phone, wall, whole, 1, scripts=scripts)
    take_home(phone)
    note_who_came(wall, whole, 1, absent=["Eli"])

    leave(whole, visit, "Fern")
    agree(phone, whole)
    expect(phone.get_by_text(f"{whole.people['Fern'].user.name} has left the set.")).to_be_visible()
    look(phone, "whole-somebody-has-left")
    late = come_late(wall, whole, visit)
    agree(phone, whole)
    expect(phone.get_by_text(late.user.name).first).to_be_visible()
    whole.all_agree()
    assert len(whole.places()) == 6

    for number in range(2, MEETINGS + 1):
        hold(phone, wall, whole, number, scripts=scripts)
        note_who_came(wall, whole, number)

    wall.goto(whole.lead())
    expect(wall.get_by_text("Meeting 5 · Held")).to_be_visible()
    look(wall, "whole-facilitator-at-the-end")
    for mine in (ACTION, REFLECTION):
        assert mine not in wall.content()
    phone.goto(whole.step.door("actions"))
    expect(phone.get_by_text(ACTION, exact=True)).to_be_visible()
    phone.get_by_role("button", name="Done").first.click()
    phone.wait_for_load_state()
    look(phone, "whole-actions-at-the-end")
    assert [one.state for one in reflecting.actions_of(whole.people["Ada"].user)] == ["done"]
    held = SetMeeting.objects.filter(learning_set=whole.one, state=SetMeeting.State.HELD)
    assert held.count() == MEETINGS
