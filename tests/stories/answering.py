"""Somebody who has begun the self-assessment of the demonstration, and what is kept of it."""

from datetime import timedelta
from itertools import count

from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page

from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.assessments import answering
from elearning.assessments.models import ResponseSet, SelfAssessmentPage
from elearning.programmes import enrolling
from elearning.programmes.models import Enrolment
from tests import factories
from tests.conftest import signed_in

numbers = count(1)


def questionnaire(stage: Stage) -> SelfAssessmentPage:
    """The self-assessment of the demonstration."""
    return SelfAssessmentPage.objects.child_of(stage.programme).get()


def somebody(stage: Stage) -> Enrolment:
    """A new person in a new cohort, three days after its workshop; they can sign in with the password of everybody."""
    starts_at = timezone.now() - timedelta(days=3)
    cohort = factories.cohort(stage.programme, name=f"Answering {next(numbers)}", workshop_starts_at=starts_at)
    user = factories.user(f"Answerer {next(numbers)}")
    user.set_password(PASSWORD)
    user.save()
    enrolment = factories.enrolment(cohort, user)
    enrolling.acknowledge(enrolment, stage.programme)
    return enrolment


def begun(stage: Stage) -> tuple[Enrolment, ResponseSet]:
    """Somebody who has pressed “Start now”."""
    enrolment = somebody(stage)
    return enrolment, answering.open_set(enrolment, questionnaire(stage))


def enter(page: Page, enrolment: Enrolment, site: str) -> None:
    """Be signed in, as by a cookie from an earlier day."""
    key = signed_in(enrolment.user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": site}])


def sign_out_everywhere() -> None:
    """Every session ends, as after a fortnight."""
    Session.objects.all().delete()


def choose(page: Page, statement: int, choice: str) -> None:
    """Answer the statement at this place of the page, from 0."""
    page.locator("fieldset[data-question]").nth(statement).locator(f"input[value='{choice}']").check()


def kept(response_set: ResponseSet, number: int = 1) -> list[str]:
    """What is kept of the statements of one subject, "" for blank."""
    given = answering.answers_of(response_set)
    return [given.get(statement.key, "") for statement in response_set.version.instrument.scales[number - 1].statements]
