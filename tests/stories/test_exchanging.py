"""People give each other what they have learned: a practice story of two voices is told, an offer is answered and closed."""

import pytest
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.opportunities.models import Opportunity
from elearning.stories.models import Audience, Story
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press, sign_in

pytestmark = pytest.mark.browser


def at(visit: Visit, email: str, address: str, *, width: int = 1280) -> Page:
    """A window of somebody who has signed in, at an address."""
    page = visit(width=width)
    sign_in(page, email)
    page.goto(address)
    return page


def test_a_story_of_two_voices_reaches_the_cohort(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    one, two = stage.people["F06"], stage.people["F07"]
    title = f"The key that three people had {scripts}"
    page = at(visit, one.user.email, f"/my/{one.public_id}/practice-stories/", width=360)
    look(page, "stories")
    press(page, "Begin a story")
    look(page, "story-begin")
    press(page, "Go on to your part")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "story-begin-error")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What we tried").fill("We counted who could open the hall.")
    press(page, "Go on to your part")
    page.get_by_label("What worked", exact=False).fill("A list beside the door.")
    look(page, "story-part")
    press(page, "Save your part")
    page.get_by_text("Ask somebody to add their part").click()
    page.get_by_label("E-mail address", exact=True).fill(two.user.email)
    press(page, "Ask them")
    look(page, "story-asked")

    other = at(visit, two.user.email, f"/my/{two.public_id}/practice-stories/")
    press(other, title)
    press(other, "Yes, I add my part")
    press(other, "Write your part")
    other.get_by_label("Whose view is this?").fill("The caretaker")
    other.get_by_label("What was hard").fill("I was the one who had lost the fourth.")
    press(other, "Save your part")
    page.reload()
    page.get_by_label("Our cohort, and those who run it").check()
    page.get_by_label("Nobody else can be recognised").check()
    press(page, "Ask everybody to agree")
    look(page, "story-consent")
    other.reload()
    press(other, "Yes, these words may be read by them")
    expect(other.get_by_text("The programme manager reads it first.")).to_be_visible()
    look(other, "story-waiting")

    cohort = stage.cohorts["finished"]
    desk = at(visit, stage.manager.email, f"/cohorts/{cohort.public_id}/practice-stories/")
    look(desk, "stories-desk")
    press(desk, title)
    look(desk, "story-decide")
    press(desk, "Let them read it")
    assert Story.objects.get(title=title).audience == Audience.COHORT

    fellow = stage.people["F02"]
    reader = at(visit, fellow.user.email, f"/my/{fellow.public_id}/practice-stories/", width=360)
    press(reader, title)
    expect(reader.get_by_text("I was the one who had lost the fourth.")).to_be_visible()
    look(reader, "story-read")
    everybody = visit()
    everybody.goto("/stories/")
    expect(everybody.get_by_text(title)).to_have_count(0)
    look(everybody, "stories-public")


def test_an_offer_is_answered_and_closed(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    one, two = stage.people["F06"], stage.people["R02"]
    title = f"Forty folding chairs {scripts}"
    page = at(visit, one.user.email, "/opportunities/", width=360)
    look(page, "opportunities")
    press(page, "Offer or look for something")
    page.get_by_label("Offer", exact=True).check()
    page.get_by_label("What, in one line").fill(title)
    press(page, "Put it into the list")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "opportunity-error")
    page.get_by_label("What it is about").fill("They stand in our cellar and want to be sat on.")
    page.get_by_label("Who it is for").fill("Anybody with a hall and no chairs")
    page.get_by_label("When, and how much").fill("Any weekend")
    page.get_by_label("How everybody is credited").fill("A cup of tea")
    press(page, "Put it into the list")
    look(page, "opportunity-own")

    other = at(visit, two.user.email, "/opportunities/?words=folding")
    look(other, "opportunities-narrowed")
    press(other, title)
    look(other, "opportunity-one")
    other.get_by_label("Your message").fill("Do they fit into a small van?")
    press(other, "Send")
    look(other, "opportunity-talk")
    page.goto("/opportunities/")
    press(page, f"{title} (")
    expect(page.get_by_text("Do they fit into a small van?")).to_be_visible()
    page.get_by_label("Your message").fill("Twenty do. Come twice.")
    press(page, "Send")
    press(page, title)
    press(page, "Close it")
    look(page, "opportunity-closed")
    assert Opportunity.objects.get(title=title).state == Opportunity.State.CLOSED
    other.goto("/opportunities/?words=folding")
    expect(other.get_by_text("Nothing like that")).to_be_visible()
