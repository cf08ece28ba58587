"""Somebody leaves and says why, once; somebody who was invited at two addresses becomes one person again."""

import pytest
from playwright.sync_api import expect

from actionsets import deciding, leaving
from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.programmes.models import Enrolment, LeavingReason
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in
from tests.stories.test_changing import agree, at_work
from tests.stories.test_forming import cohort_of_twelve

pytestmark = pytest.mark.browser


def test_whoever_has_left_is_asked_why_once(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    cohort, _leader, (one, _other) = at_work(stage, f"Parting {scripts}")
    place = deciding.members_of(one)[0]
    agree(stage, place)
    leaving.leave_programme(place.enrolment, Enrolment.State.WITHDRAWN, by=place.enrolment.user)

    page = visit(width=360)
    sign_in(page, place.enrolment.user.email)
    page.get_by_role("region", name="You have left").get_by_role("link").click()
    assert heading(page) == "You have left"
    look(page, "why-left")
    press(page, "Send")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "why-left-error")
    page.get_by_role("radio").first.check()
    press(page, "Send")

    expect(page.get_by_text("Thank you. We wish you well.")).to_be_visible()
    expect(page.get_by_role("region", name="You have left")).to_have_count(0)
    assert LeavingReason.objects.filter(cohort=cohort).count() == 1


def test_one_person_at_two_addresses_is_one_again(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    cohort, _leader = cohort_of_twelve(stage, f"Twice {scripts}")
    stays, goes = cohort.enrolments.select_related("user", "organisation").order_by("pk")[:2]
    goes.user.set_password(PASSWORD)
    goes.user.save()

    page = visit()
    sign_in(page, stage.manager.email)
    page.goto(f"/cohorts/{cohort.public_id}/twice/")
    press(page, "Ask them")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "twice-error")
    for label, who in (("The one that stays", stays), ("The one that goes", goes)):
        page.get_by_label(label).select_option(str(who.public_id))
    press(page, "Ask them")
    expect(page.get_by_role("heading", name="Being asked")).to_be_visible()
    look(page, "twice-asked")

    asked = visit(width=360)
    sign_in(asked, goes.user.email)
    asked.goto(f"/my/{goes.public_id}/same-person/")
    assert heading(asked) == "Are you here twice?"
    look(asked, "same-person")
    asked.get_by_label("Yes, that is my address too: put both together").check()
    press(asked, "Answer")
    expect(asked.get_by_text("Both are one now.")).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="Being asked")).to_have_count(0)
    assert Enrolment.objects.get(pk=goes.pk).merged_at
