"""A questionnaire from its editor's desk to a participant's printer, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.accounts.models import User
from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from elearning.programmes.models import Enrolment
from tests.stories.checks import keep
from tests.stories.conftest import Look, Visit
from tests.stories.steps import sign_in

pytestmark = pytest.mark.browser

NEW_WORDS = "I agree with everybody who does what, and by when."


@pytest.fixture
def step(stage: Stage) -> SelfAssessmentPage:
    """The demonstration's self-assessment, which people have answered."""
    return SelfAssessmentPage.objects.child_of(stage.programme).get()


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who may edit everything."""
    user = User.objects.filter(email="edda.north@example.org").first()
    return user or User.objects.create_superuser("edda.north@example.org", PASSWORD)


@pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
def test_editor_rewords_a_statement_and_is_shown_what_that_means(
    step: SelfAssessmentPage, editor: User, visit: Visit, scripts: bool
) -> None:
    page = visit()
    sign_in(page, editor.email)
    page.goto(f"/admin/pages/{step.pk}/edit/")
    keep(page, "author-editor", 1280)
    page.locator("[name=scales-0-value-statements-0-value-text]").fill(NEW_WORDS)
    page.get_by_role("button", name=re.compile("More actions|Actions")).last.click()
    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    expect(page.get_by_text(NEW_WORDS).first).to_be_visible()
    keep(page, "author-publish", 1280)
    page.get_by_role("button", name="Publish the new version").click()
    expect(page.get_by_text("Say whether LEAD1 still asks the same.")).to_be_visible()
    page.get_by_label("The same statement").check()
    page.get_by_role("button", name="Publish the new version").click()
    page.wait_for_url("**/admin/pages/*/")

    versions = [version.instrument for version in InstrumentVersion.objects.filter(page=step).order_by("number")]
    assert versions[-1].statements[0].text == NEW_WORDS
    assert versions[-1].statements[0].key == versions[0].statements[0].key


def test_participant_prints_the_questions(step: SelfAssessmentPage, stage: Stage, visit: Visit, look: Look) -> None:
    page = visit()
    sign_in(page, Enrolment.objects.filter(cohort=stage.cohorts["running"], respondent_key__isnull=False)[0].user.email)
    page.goto(step.url)
    page.get_by_role("link", name="Print the questions").click()

    expect(page.locator(".pd-paper__question")).to_have_count(45)
    look(page, "assessment-paper")
