"""From the preparation card in a pack to time in the set: one member asks, another reads it, until it is taken back; and the
set's dates in one's own calendar."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from actionsets.models import AirtimeBid, SetMeeting, SetMembership
from actionsets.rehearsing.people import Stage
from packs import reading
from packs.models import LearningPackPage
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, press_on, sign_in

pytestmark = pytest.mark.browser

ISSUE = "A partner who signs up to everything and then waits to be asked twice"


@pytest.fixture
def meeting(stage: Stage) -> Iterator[SetMeeting]:
    """One more meeting of a set at work, ten days from now."""
    one = SetMembership.objects.live().get(enrolment=stage.people["F02"]).learning_set
    day = timezone.now() + timedelta(days=10)
    made = SetMeeting.objects.create(
        learning_set=one, number=6, starts_at=day, ends_at=day + timedelta(minutes=210), place="The Garden Room"
    )
    yield made
    made.delete()


def test_a_preparation_card_becomes_a_bid_that_the_set_reads(
    stage: Stage, visit: Visit, look: Look, meeting: SetMeeting
) -> None:
    places = SetMembership.objects.live().filter(learning_set=meeting.learning_set).select_related("enrolment__user")
    asks, other = (place.enrolment for place in (places.get(enrolment=stage.people["F02"]), places.last()) if place)
    pack = LearningPackPage.objects.get(code="MPW:410-09")
    reading.write(
        reading.take_up(asks, pack),
        {"card-issue": ISSUE, "card-avoided": "Saying so to the partner’s director."},
        version=0,
        section=next(part for part in pack.sections(with_trainer_notes=False) if part.kind == "bring"),
    )

    mine = visit(width=360)
    sign_in(mine, asks.user.email)
    mine.goto(f"{pack.url}card/")
    look(mine, "card-to-bid")
    press_on(mine, "Copy this card to a bid")
    expect(mine.get_by_label("What it is about, in a few words")).to_have_value(ISSUE)
    look(mine, "bid")

    theirs = visit()
    sign_in(theirs, other.user.email)
    there = mine.url.replace("bid/", "")
    theirs.goto(there)
    expect(theirs.get_by_text("Nobody has asked for time yet.")).to_be_visible()

    mine.get_by_label("Minutes you would like").fill("200")
    press(mine, "Show it to your set")
    expect(mine.locator(".govuk-error-summary")).to_be_visible()
    mine.get_by_label("Minutes you would like").fill("30")
    press_on(mine, "Show it to your set")
    assert heading(mine) == "Meeting 6"
    look(mine, "meeting-with-bids")
    theirs.reload()
    expect(theirs.get_by_text(f"{ISSUE} · 30 minutes")).to_be_visible()
    assert "director" not in theirs.content()

    theirs.goto("/calendar/")
    press(theirs, "Make my address")
    assert theirs.get_by_label("Your address").input_value().endswith(".ics")
    look(theirs, "calendar-address")
    theirs.goto("/calendar/")
    expect(theirs.get_by_label("Your address")).to_have_count(0)
    look(theirs, "calendar")
    press(theirs, "Take the address away")
    expect(theirs.get_by_text("The address is taken away.")).to_be_visible()

    press(mine, "Take it back")
    theirs.goto(there)
    expect(theirs.get_by_text("Nobody has asked for time yet.")).to_be_visible()
    assert not AirtimeBid.objects.get(membership__enrolment=asks).is_shown
