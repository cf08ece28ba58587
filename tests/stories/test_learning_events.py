"""A learning event from its first draft to what is taken away: set up, announced, come to, brought to, held, and shared."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.accounts.models import User
from elearning.events.models import Coming, LearningEvent
from tests.conftest import signed_in
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press

pytestmark = pytest.mark.browser


def at(visit: Visit, site: str, user: User, address: str, *, width: int = 1280) -> Page:
    """A window of somebody who is signed in, at an address."""
    page = visit(width=width)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": signed_in(user).cookies[name].value, "url": site}])
    page.goto(address)
    return page


def set_up(page: Page, title: str, look: Look) -> None:
    """A draft with two parts, opened."""
    press(page, "Set up an event")
    press(page, "Keep the draft")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "event-create-error")
    day = timezone.localdate() + timedelta(days=30)
    page.get_by_label("Title").fill(title)
    page.get_by_label("What it is for").fill("Who opens what, and what happens when nobody does.")
    page.get_by_label("Who it is for").fill("Everybody with a key")
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_label("It starts at").fill("10:00")
    page.get_by_label("It ends at").fill("11:00")
    page.get_by_label("Number of places").fill("1")
    press(page, "Keep the draft")
    for part, minutes in (("What we lock", "40"), ("Tea", "30")):
        page.get_by_label("Title").fill(part)
        page.get_by_label("Minutes").fill(minutes)
        press(page, "Add it")
    expect(page.get_by_text("The parts take longer than the event")).to_be_visible()
    press(page, "Move up Tea")
    look(page, "event-agenda")
    press(page, "The hosts’ desk")
    press(page, "Open it")
    look(page, "event-desk")


def test_an_event_is_set_up_come_to_and_shared(
    stage: Stage, visit: Visit, look: Look, site: str, scripts: bool
) -> None:
    title, one, two = f"Three keys and a cupboard {scripts}", stage.people["F06"], stage.people["R02"]
    desk = at(visit, site, stage.manager, "/events/")
    set_up(desk, title, look)
    event = LearningEvent.objects.get(title=title)
    assert [item.title for item in event.agenda.all()] == ["Tea", "What we lock"]

    page = at(visit, site, one.user, "/events/", width=360)
    look(page, "events")
    press(page, title)
    page.get_by_label("Yes, I come").check()
    page.get_by_label("What do you need").fill("A chair with arms")
    press(page, "Send it")
    expect(page.get_by_role("main").get_by_text("You have a place.").first).to_be_visible()
    look(page, "event-one")
    press(page, "A question, a session")
    page.get_by_label("A question for the day").check()
    page.get_by_label("In one line").fill("Who holds the fourth key?")
    press(page, "Send it to the hosts")
    look(page, "event-bring")

    other = at(visit, site, two.user, f"/events/{event.public_id}/")
    other.get_by_label("Yes, I come").check()
    press(other, "Send it")
    expect(other.get_by_text("You are on the waiting list.")).to_be_visible()
    page.goto(f"/events/{event.public_id}/")
    page.get_by_label("No, I cannot").check()
    press(page, "Keep it")
    assert Coming.objects.get(event=event, enrolment=two).state == Coming.State.COMING

    desk.reload()
    press(desk, "Who holds the fourth key?")
    desk.get_by_label("Show it to everybody").check()
    look(desk, "event-decide")
    press(desk, "Keep it")
    other.reload()
    expect(other.get_by_text("Who holds the fourth key?")).to_be_visible()

    LearningEvent.objects.filter(pk=event.pk).update(
        starts_at=timezone.now() - timedelta(minutes=30), ends_at=timezone.now() + timedelta(minutes=30)
    )
    phone = at(visit, site, two.user, f"/events/{event.public_id}/day/", width=360)
    look(phone, "event-day")
    press(phone, "What people take away")
    phone.get_by_label("What I take away").fill("Nobody had asked the caretaker.")
    phone.get_by_label("Share it with those who came").check()
    press(phone, "Keep it")
    look(phone, "event-takeaways")
    desk.goto(f"/events/{event.public_id}/takeaways/")
    expect(desk.get_by_text("Nobody had asked the caretaker.", exact=True)).to_be_visible()
