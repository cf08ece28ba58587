"""Answering again after the sets, on a phone; and questions that change while somebody answers them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.assessments.models import ResponseSet, SelfAssessmentPage
from elearning.profiles import rehearsing
from elearning.profiles.models import Result
from elearning.programmes import arranging, enrolling
from elearning.programmes.models import Cohort, Enrolment
from elearning.programmes.rosters import Row
from tests.profiles import makers
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press, sign_in, token_for

pytestmark = pytest.mark.browser

LONDON = ZoneInfo("Europe/London")
PROFILE = {
    "role_title": "Officer",
    "level": "lead",
    "line_manager_email": "",
    "availability": [],
    "access_needs": "",
}


def cohort_of(stage: Stage, name: str, *, days_ago: int, last_meeting_on: date) -> Cohort:
    """A cohort whose workshop was so many days ago."""
    starts_at = timezone.now().astimezone(LONDON).replace(hour=9, minute=30) - timedelta(days=days_ago)
    fields = {
        "programme": stage.programme,
        "name": name,
        "workshop_starts_at": starts_at,
        "workshop_ends_at": starts_at + timedelta(minutes=210),
        "workshop_place": "The Long Room",
        "priorities_due_on": (starts_at + timedelta(days=10)).date(),
        "grouping_on": (starts_at + timedelta(days=14)).date(),
        "last_meeting_on": last_meeting_on,
    }
    return arranging.open_cohort(fields, by=stage.manager)


def enrol(stage: Stage, cohort: Cohort, name: str, scripts: bool) -> Enrolment:
    """Somebody who has joined, filled in their profile and has a password."""
    email = f"{name.lower().replace(' ', '.')}.{scripts}@example.org".lower()
    enrolling.invite(cohort, [Row(1, name, email, "Harbour Trust", "Officer")], by=stage.manager)
    enrolment = enrolling.accept(token_for(email))
    enrolling.acknowledge(enrolment, stage.programme)
    first, last = name.split()
    enrolling.complete_profile(enrolment, {"first_name": first, "last_name": last, **PROFILE})
    enrolment.user.set_password(PASSWORD)
    enrolment.user.save()
    return enrolment


def first_answers(enrolment: Enrolment, at: datetime) -> Result:
    """What they said after the workshop."""
    step = SelfAssessmentPage.objects.child_of(enrolment.cohort.programme).get()
    made = rehearsing.rehearse(enrolment, step, makers.answers(), makers.importance(), now=at)
    assert made
    return made


def answer_page(page: Page, mark: str) -> None:
    """Give every question of the page the same answer, and go on."""
    for group in page.locator("fieldset").all():
        group.locator(f"input[type=radio][value='{mark}']").check()
    press(page, "Save and continue")


def test_one_person_answers_again_on_a_phone(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    today = timezone.localdate()
    cohort = cohort_of(stage, f"Last meeting {scripts}", days_ago=175, last_meeting_on=today)
    nour = enrol(stage, cohort, "Nour Aziz", scripts)
    then = first_answers(nour, cohort.workshop_ends_at + timedelta(days=3))
    phone = visit(width=360)
    sign_in(phone, nour.user.email)

    phone.goto("/making-partnering-work/")
    look(phone, "waves-home-360")
    press(phone, "Take the self-assessment again")
    look(phone, "waves-start-360")
    press(phone, "Start now")
    for number in range(1, 10):
        expect(phone.get_by_text(f"Subject {number} of 9").first).to_be_visible()
        answer_page(phone, "4")
    expect(phone.get_by_text("Last page but one").first).to_be_visible()
    answer_page(phone, "4")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("How you see your start today")
    look(phone, "waves-looking-back-360")
    phone.locator("fieldset").first.get_by_label("I can’t say").check()
    press(phone, "Save and continue")
    expect(phone.get_by_text("1 of 9 answered").first).to_be_visible()
    look(phone, "waves-check-360")
    press(phone, "Answer how you see your start today")
    for group in phone.locator("fieldset").all()[1:]:
        group.get_by_label("Now and then").check()
    press(phone, "Save and go back to the check")
    press(phone, "Submit my answers")
    look(phone, "waves-results-360")

    now = Result.objects.of_waves(nour)["post"]
    assert (now.version, Result.objects.current(nour)) == (then.version, then)
    assert list(now.scales.values_list("looking_back", flat=True)) == [None, *[2] * 8]
    phone.goto("/making-partnering-work/self-assessment-again/")
    expect(phone.get_by_text("You have submitted your answers").first).to_be_visible()
    look(phone, "waves-submitted-360")


@pytest.fixture
def reworded(stage: Stage) -> Iterator[SelfAssessmentPage]:
    """The self-assessment, whose first statement reads as before again at the end."""
    page = SelfAssessmentPage.objects.child_of(stage.programme).get()
    before = str(page.scales.get_prep_value()[0]["value"]["statements"][0]["value"]["text"])
    yield page
    publish(page, before)


def publish(page: SelfAssessmentPage, text: str) -> None:
    """Publish the first statement in other words that ask the same."""
    raw = page.scales.get_prep_value()
    statement = raw[0]["value"]["statements"][0]
    statement["value"]["text"], page.wording_only = text, {statement["id"]: text}
    page.scales = page._meta.get_field("scales").to_python(raw)
    page.save_revision().publish()


def test_somebody_in_progress_is_asked_before_answers_move(
    stage: Stage, visit: Visit, look: Look, scripts: bool, reworded: SelfAssessmentPage
) -> None:
    cohort = cohort_of(
        stage, f"Changed {scripts}", days_ago=3, last_meeting_on=timezone.localdate() + timedelta(days=172)
    )
    dina = enrol(stage, cohort, "Dina Roth", scripts)
    phone = visit(width=360)
    sign_in(phone, dina.user.email)
    phone.goto("/making-partnering-work/self-assessment/")
    press(phone, "Start now")
    expect(phone.get_by_text("Subject 1 of 9").first).to_be_visible()
    answer_page(phone, "3")
    expect(phone.get_by_text("Subject 2 of 9").first).to_be_visible()
    publish(reworded, "I agree with everybody who does what by when.")

    phone.goto("/making-partnering-work/self-assessment/")
    expect(phone.get_by_text("The questions have changed since you began").first).to_be_visible()
    look(phone, "waves-changed-start-360")
    press(phone, "Carry on where you left")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("The questions have changed since you began")
    expect(phone.get_by_text("3 of the 4 answers you have given fit and would move with you.")).to_be_visible()
    look(phone, "waves-changed-360")
    press(phone, "Move to the other questions")
    expect(phone.get_by_text("You have the other questions now").first).to_be_visible()
    look(phone, "waves-moved-360")
    press(phone, "Go back to the questions you began with")
    look(phone, "waves-back-360")
    press(phone, "Go back to my earlier questions")

    expect(phone.get_by_text("You have the questions back that you began with").first).to_be_visible()
    kept = ResponseSet.objects.of(dina).open().get()
    assert sorted(kept.responses.values_list("value", flat=True)) == [3, 3, 3, 3]
