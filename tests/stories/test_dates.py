"""A meeting gets another date: the facilitator asks about some, members answer on their phones without signing in, and one
press takes it; then one says that they cannot come, and somebody else leads."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets import agreeing, coming, convening, polling, proposing, substituting
from actionsets.models import ActionLearningPage, DatePoll, LearningSet, SetMeeting, SetMembership, Substitution
from actionsets.rehearsing.people import PASSWORD, Stage
from actionsets.rehearsing.sets import SETTINGS, latest
from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortRole
from tests import factories
from tests.actionsets.makers import choices, plan
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser

EIGHT = ("Ama", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal")


class Eight:
    """A set of eight at work, with its facilitator and another one of the cohort."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.name = name
        self.cohort: Cohort = factories.cohort(stage.programme, name=f"Dates {name}")
        page = next(page.specific for page in stage.programme.steps() if page.specific_class.kind == "set")
        assert isinstance(page, ActionLearningPage)
        self.step = page
        self.leader, self.other = self.person("Freya"), self.person("Gwen")
        for user in (self.leader, self.other):
            CohortRole.objects.create(cohort=self.cohort, user=user, kind=CohortRole.Kind.FACILITATOR)
        for one in EIGHT:
            enrolment = factories.enrolment(
                self.cohort, self.person(one), organisation=factories.organisation(), availability=["TUE-AM", "THU-PM"]
            )
            choices(enrolment, "TRAK", "LEAD")
        self.one = self.at_work()

    def person(self, first: str) -> User:
        """Somebody with a name of their own and the password of everybody."""
        made = factories.user(f"{first} {self.name}", email=f"{first}.{self.name}@dates.example".lower())
        made.set_password(PASSWORD)
        made.save()
        return made

    def at_work(self) -> LearningSet:
        """Their set, confirmed, with an agreement that all have acknowledged."""
        proposal = proposing.propose(self.cohort, SETTINGS, by=self.leader)
        one = proposal.sets.get()
        convening.assign(one, self.leader)
        plan(one)
        convening.send(proposal, revision=latest(proposal), by=self.leader)
        for place in convening.live_members(proposal):
            convening.accept(place)
        convening.confirm(proposal, revision=latest(proposal))
        one.refresh_from_db()
        for place in self.places(one):
            agreeing.acknowledge(place, self.step)
        return one

    def places(self, one: LearningSet) -> list[SetMembership]:
        """Who has a place in it."""
        rows = SetMembership.objects.live().filter(learning_set=one)
        return list(rows.select_related("enrolment__user", "enrolment__cohort", "learning_set").order_by("pk"))

    def at(self, door: str) -> str:
        """The path of one of the doors of those who tend the set."""
        return f"/cohorts/{self.cohort.public_id}/sets/{self.one.number}/{door}"

    def meeting(self, number: int) -> SetMeeting:
        """One of their meetings."""
        return SetMeeting.objects.select_related("learning_set__cohort").get(learning_set=self.one, number=number)


def path_of(whole: str) -> str:
    return whole[whole.index("/answer/") :]


def asked(page: Page, eight: Eight, look: Look) -> DatePoll:
    """The facilitator asks about the dates that suit most, and others of the weeks after."""
    page.goto(eight.at(""))
    look(page, "dates-set")
    press(page, "Find a time that people can make")
    assert heading(page) == "Find a time"
    look(page, "dates-time")
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    press(page, "Ask the set")
    expect(page.get_by_text("The set is asked.")).to_be_visible()
    return DatePoll.objects.get(meeting__learning_set=eight.one)


def answer_by_link(page: Page, eight: Eight, poll: DatePoll, look: Look) -> None:
    """One member says on a phone, signed out, which dates they can make."""
    page.goto(path_of(coming.polling_link(eight.places(eight.one)[0], poll)))
    assert heading(page) == "Which of these dates can you make?"
    look(page, "dates-link")
    press(page, "Send your answers")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    for group in page.locator("fieldset").all():
        group.get_by_label("If need be").check()
    press(page, "Send your answers")
    assert heading(page) == "Thank you"
    look(page, "dates-link-thanks")


def test_a_meeting_is_moved_by_asking_and_a_member_says_no_on_a_phone(
    stage: Stage, visit: Visit, look: Look, scripts: bool
) -> None:
    eight = Eight(stage, f"Moved{scripts}")
    desk, phone = visit(), visit(width=320)
    sign_in(desk, eight.leader.email)
    poll = asked(desk, eight, look)
    answer_by_link(phone, eight, poll, look)
    best = poll.options.all()[1]
    for place in eight.places(eight.one)[1:]:
        polling.answer(place, poll, {option.pk: "yes" if option == best else "no" for option in poll.options.all()})

    desk.goto(eight.at(f"time/{poll.pk}/"))
    look(desk, "dates-poll")
    desk.locator("li").filter(has_text="suits most").get_by_role("button").click()
    expect(desk.get_by_text("The date is taken, and everybody in the set is told.")).to_be_visible()
    assert eight.meeting(1).starts_at == best.starts_at

    phone.goto(path_of(coming.answering_link(eight.places(eight.one)[0], eight.meeting(1))))
    look(phone, "answer")
    press(phone, "No, I cannot come")
    assert heading(phone) == "Thank you"
    look(phone, "answered")
    phone.goto("/answer/nobody-has-this/")
    look(phone, "answer-gone")
    desk.goto(eight.at(""))
    expect(desk.get_by_text(f"Ama {eight.name}").first).to_be_visible()
    expect(desk.get_by_text("7 can come, 1 cannot, 0 have not answered.")).to_be_visible()
    for place in eight.places(eight.one)[1:6]:
        coming.say(place, eight.meeting(1), "no")
    desk.reload()
    expect(desk.get_by_text("Only 2 can come on")).to_be_visible()
    look(desk, "dates-set-short")


def test_one_meeting_is_moved_called_off_and_planned_again(
    stage: Stage, visit: Visit, look: Look, scripts: bool
) -> None:
    eight = Eight(stage, f"Off{scripts}")
    desk, theirs = visit(width=360), visit(width=360)
    sign_in(desk, eight.leader.email)
    desk.goto(eight.at("dates/"))
    desk.locator("input[name=meeting-2-at]").fill("14:00")
    press(desk, "Look it over")
    assert heading(desk) == "Keep these dates?"
    look(desk, "dates-sure")
    press(desk, "Keep the dates")
    desk.goto(eight.at("meetings/2/move/"))
    look(desk, "dates-move")
    desk.locator("input[name=at]").fill("11:00")
    desk.get_by_label("Why, in a few words").fill("The hall opens later.")
    press(desk, "Look it over")
    look(desk, "dates-move-sure")
    press(desk, "Keep the date")
    desk.goto(eight.at("meetings/2/call-off/"))
    look(desk, "dates-call-off")
    press(desk, "Call it off")
    expect(desk.get_by_text("Meeting 2 · Cancelled")).to_be_visible()

    sign_in(theirs, eight.places(eight.one)[0].enrolment.user.email)
    theirs.goto(eight.step.url)
    theirs.get_by_text("What has changed about the dates").click()
    expect(theirs.get_by_text("The hall opens later.")).to_be_visible()
    look(theirs, "dates-home")

    desk.goto(eight.at("meetings/2/move/"))
    press(desk, "Look it over")
    press(desk, "Keep the date")
    assert eight.meeting(2).state == "planned"


def test_somebody_else_leads_one_meeting(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    eight = Eight(stage, f"Else{scripts}")
    desk, theirs, other = visit(), visit(width=360), visit(width=360)
    soon = timezone.now() + timedelta(hours=20)
    SetMeeting.objects.filter(pk=eight.meeting(1).pk).update(starts_at=soon, ends_at=soon + timedelta(hours=3))
    sign_in(desk, eight.leader.email)
    desk.goto(eight.at("substitutes/"))
    desk.get_by_label("Who").select_option(label=eight.other.name)
    look(desk, "substitutes")
    press(desk, "Ask the set")
    expect(desk.get_by_text("0 of 8 have answered.")).to_be_visible()
    look(desk, "substitutes-asked")

    first, *rest = eight.places(eight.one)
    sign_in(theirs, first.enrolment.user.email)
    theirs.goto(eight.step.url)
    press(theirs, "Say yes or no")
    look(theirs, "facilitator-asked")
    press(theirs, "Yes")
    what = Substitution.objects.get(learning_set=eight.one)
    for place in rest:
        substituting.answer(place, what, is_yes=True)

    sign_in(other, eight.other.email)
    other.goto(eight.at("meetings/1/standing-in/"))
    assert heading(other) == "You lead this meeting"
    look(other, "standing-in")
    press(other, "To the meeting")
    assert "/room/" in other.url
