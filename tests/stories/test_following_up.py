"""Three months later: somebody answers on a phone by the link in a mail, and a commissioner reads what came of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.evaluations import asking
from elearning.evaluations.models import EvaluationAnswer, EvaluationSheet, FollowUpEvaluationPage
from elearning.programmes import arranging, enrolling
from elearning.programmes.models import Enrolment
from elearning.programmes.rosters import Row
from tests.stories.conftest import Look, Visit
from tests.stories.steps import sign_in, token_for

pytestmark = pytest.mark.browser
STORY = "We ring each other before we say no."


def somebody(stage: Stage, scripts: bool) -> Enrolment:
    """Somebody whose set last met 95 days ago."""
    starts_at = timezone.now() - timedelta(days=270)
    fields = {
        "programme": stage.programme,
        "name": f"Spring {scripts}",
        "workshop_starts_at": starts_at,
        "workshop_ends_at": starts_at + timedelta(minutes=210),
        "workshop_place": "The Long Room",
        "priorities_due_on": (starts_at + timedelta(days=10)).date(),
        "grouping_on": (starts_at + timedelta(days=14)).date(),
        "last_meeting_on": timezone.localdate() - timedelta(days=95),
    }
    cohort = arranging.open_cohort(fields, by=stage.manager)
    email = f"wren.{scripts}@example.org".lower()
    enrolling.invite(cohort, [Row(1, "Wren Later", email, "Harbour Trust", "Officer")], by=stage.manager)
    return enrolling.accept(token_for(email))


def link_for(enrolment: Enrolment) -> str:
    """The address in the mail that asks them, without the host."""
    page = FollowUpEvaluationPage.objects.get()
    asking.ask(enrolment, page)
    written = next(one for one in mail.outbox if one.to == [enrolment.user.email] and "/questions/" in str(one.body))
    found = re.search(r"(/questions/\S+)", str(written.body))
    assert found
    return found[1]


def fill_in(page: Page) -> None:
    page.get_by_label("Most", exact=True).check()
    page.get_by_label("Raised a difficulty early").check()
    page.get_by_label("Partly").check()
    page.get_by_label("Is there a short story behind your answers?").fill(STORY)


def test_the_follow_up_is_answered_on_a_phone_by_the_link(
    stage: Stage, visit: Visit, look: Look, scripts: bool
) -> None:
    enrolment = somebody(stage, scripts)
    address = link_for(enrolment)
    page = visit(width=360)

    page.goto(address)
    look(page, "follow-up-by-link")
    fill_in(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Thank you. That was the last thing")).to_be_visible()
    look(page, "follow-up-sent")

    sheet = EvaluationSheet.objects.of(enrolment).get()
    assert sheet.sent_at is not None
    assert STORY in EvaluationAnswer.objects.filter(sheet=sheet).values_list("text", flat=True)
    expect(page.get_by_label("Is there a short story behind your answers?")).to_have_value(STORY)

    elsewhere = visit(width=1280)
    elsewhere.goto(address)
    expect(elsewhere.get_by_text("You have begun already")).to_be_visible()
    expect(elsewhere.get_by_label("Is there a short story behind your answers?")).to_have_value("")


def test_a_commissioner_reads_what_came_of_it(stage: Stage, visit: Visit, look: Look) -> None:
    page = visit(width=1280)
    sign_in(page, stage.staff["commissioner"].email)

    page.goto(f"/cohorts/{stage.cohorts['finished'].public_id}/report/")

    expect(page.get_by_role("heading", name="Behaviour: What you have done")).to_be_visible()
    expect(page.get_by_role("heading", name="Results: agreements and reviews").last).to_be_visible()
    expect(page.get_by_text("The two-minute rule")).to_be_visible()
    expect(page.get_by_text("Ebony Clarke")).to_have_count(0)
    look(page, "report-of-levels-three-and-four")
