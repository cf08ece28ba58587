"""Asking for time at a meeting: who reads a bid, from when until when, and how a preparation card becomes one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionsets import agreeing, bidding
from actionsets.models import AirtimeBid, SetMeeting
from packs import reading
from packs.models import LearningPackPage
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.packs import makers

ISSUE = "The ring road partner never sends minutes"


def meeting_of(twelve: Twelve, key: str, number: int = 1) -> SetMeeting:
    return twelve.set_of(key).meetings.select_related("learning_set__cohort").get(number=number)


def mate_of(twelve: Twelve, key: str) -> str:
    """Somebody else in the set of `key`."""
    return next(one for one in twelve.people if one != key and twelve.set_of(one) == twelve.set_of(key))


def elsewhere(twelve: Twelve, key: str) -> str:
    """Somebody in the other set."""
    return next(one for one in twelve.people if twelve.set_of(one) != twelve.set_of(key))


def shown(twelve: Twelve, key: str, title: str = ISSUE) -> AirtimeBid:
    """A bid that the set reads."""
    return bidding.ask(twelve.place_of(key), meeting_of(twelve, key), title=title, minutes=40, show=True)


def own_card(twelve: Twelve, key: str, text: str = ISSUE) -> LearningPackPage:
    """A pack on whose preparation card somebody has written."""
    makers.publisher()
    pack = makers.pack(twelve.cohort.programme.framework)
    client = signed_in(twelve.user(key))
    client.post(f"{pack.url}start/")
    client.post(f"{pack.url}bring/", {"card-issue": text, "version": "0"})
    assert reading.card_of(twelve.people[key], pack).issue == text.strip()
    return pack


def page(twelve: Twelve, key: str, name: str, *args: int) -> str:
    """What somebody reads at a door of the page on sets."""
    return signed_in(twelve.user(key)).get(twelve.step.door(name, *args)).content.decode()


@pytest.mark.parametrize("door", ["bid", "bid_take_back", "bid_from_card"])
def test_bids_are_not_there_for_anybody_without_the_set(twelve: Twelve, at_work: None, door: str) -> None:
    args = [] if door == "bid_from_card" else [1]
    strangers = [factories.user("Zoe Example"), twelve.fay, twelve.max]

    answers = [signed_in(who).post(twelve.step.door(door, *args)).status_code for who in strangers]

    assert answers == [404, 404, 404]


def test_a_bid_is_not_there_before_the_agreement(twelve: Twelve, confirmed: None) -> None:
    answer = signed_in(twelve.user("P01")).get(twelve.step.door("bid", 1))

    assert answer.headers["Location"] == twelve.step.door("agreement")


def test_bid_is_read_by_its_own_set_and_no_other(twelve: Twelve, confirmed: None) -> None:
    mate, other = mate_of(twelve, "P01"), elsewhere(twelve, "P01")
    for key in ("P01", mate, other):
        agreeing.acknowledge(twelve.place_of(key), twelve.step)
    shown(twelve, "P01")

    assert [ISSUE in page(twelve, key, "meeting", 1) for key in ("P01", mate, other)] == [True, True, False]


def test_bid_kept_for_oneself_is_read_by_nobody_else(twelve: Twelve, confirmed: None) -> None:
    mate = mate_of(twelve, "P01")
    for key in ("P01", mate):
        agreeing.acknowledge(twelve.place_of(key), twelve.step)
    client = signed_in(twelve.user("P01"))

    client.post(twelve.step.door("bid", 1), {"title": ISSUE, "minutes": "40", "keep": "1"})

    assert [ISSUE in page(twelve, key, "meeting", 1) for key in ("P01", mate)] == [True, False]


def test_bid_is_read_by_the_sets_facilitator_and_not_by_the_programme_manager(twelve: Twelve, at_work: None) -> None:
    shown(twelve, "P01")
    address = f"/cohorts/{twelve.cohort.public_id}/sets/{twelve.set_of('P01').number}/"

    facilitator, manager = (signed_in(who).get(address).content.decode() for who in (twelve.fay, twelve.max))

    assert [ISSUE in facilitator, ISSUE in manager, "Who would like time" in manager] == [True, False, False]


def test_take_back_hides_it_and_keeps_it_for_its_owner(twelve: Twelve, at_work: None) -> None:
    shown(twelve, "P01")

    signed_in(twelve.user("P01")).post(twelve.step.door("bid_take_back", 1))

    assert list(AirtimeBid.objects.shown()) == []
    assert ISSUE in page(twelve, "P01", "bid", 1)


def test_bids_are_hidden_again_after_the_meeting(twelve: Twelve, confirmed: None) -> None:
    mate = mate_of(twelve, "P01")
    for key in ("P01", mate):
        agreeing.acknowledge(twelve.place_of(key), twelve.step)
    shown(twelve, "P01")
    over = timezone.now() - timedelta(hours=1)
    SetMeeting.objects.filter(number=1).update(starts_at=over - timedelta(hours=3), ends_at=over)

    assert [ISSUE in page(twelve, key, "meeting", 1) for key in ("P01", mate)] == [True, False]


def test_bid_of_somebody_who_has_left_is_not_shown(twelve: Twelve, at_work: None) -> None:
    shown(twelve, "P01")
    twelve.people["P01"].state = "withdrawn"
    twelve.people["P01"].save(update_fields=["state"])

    assert list(AirtimeBid.objects.shown()) == []


def test_nobody_asks_for_time_in_a_meeting_that_is_over(twelve: Twelve, at_work: None) -> None:
    SetMeeting.objects.filter(number=1).update(state=SetMeeting.State.HELD)
    client = signed_in(twelve.user("P01"))

    said = client.post(twelve.step.door("bid", 1), {"title": ISSUE, "minutes": "40"}, follow=True).content.decode()

    assert ("This meeting is over" in said, AirtimeBid.objects.count()) == (True, 0)


def test_bid_says_what_is_wrong_and_keeps_what_was_typed(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.user("P01"))

    answer = client.post(twelve.step.door("bid", 1), {"title": ISSUE, "minutes": "500"})
    page = answer.content.decode()

    assert (answer.status_code, ISSUE in page) == (422, True)
    assert page.count("Write a number of minutes from 5 to 90.") == 2  # above the form, and next to the question


def test_a_set_without_a_meeting_to_come_has_no_way_from_a_card_to_a_bid(twelve: Twelve, at_work: None) -> None:
    pack = own_card(twelve, "P01")
    SetMeeting.objects.update(state=SetMeeting.State.CANCELLED)
    client = signed_in(twelve.user("P01"))

    card = client.get(f"{pack.url}card/").content.decode()
    said = client.post(twelve.step.door("bid_from_card"), {"pack": pack.pk}, follow=True).content.decode()

    assert ("Copy this card to a bid" in card, "This meeting is over" in said) == (False, True)


def test_card_is_copied_by_one_press_and_shown_to_nobody_yet(twelve: Twelve, at_work: None) -> None:
    pack = own_card(twelve, "P01")
    client = signed_in(twelve.user("P01"))

    card = client.get(f"{pack.url}card/").content.decode()
    client.post(twelve.step.door("bid_from_card"), {"pack": pack.pk})
    client.post(twelve.step.door("bid_from_card"), {"pack": pack.pk})

    made = AirtimeBid.objects.get()
    assert "Copy this card to a bid" in card
    assert (made.title, made.minutes, made.pack_id, made.is_shown) == (ISSUE, 40, pack.pk, False)


def test_copying_a_card_keeps_a_title_that_was_typed(twelve: Twelve, at_work: None) -> None:
    pack = own_card(twelve, "P01")
    bidding.ask(twelve.place_of("P01"), meeting_of(twelve, "P01"), title="My own words", minutes=20, show=False)

    made = bidding.copy_card(twelve.place_of("P01"), meeting_of(twelve, "P01"), pack)

    assert (made.title, made.minutes, made.pack) == ("My own words", 20, pack)


def test_copying_a_card_to_a_bid_that_is_shown_shows_nothing_new(twelve: Twelve, at_work: None) -> None:
    pack = own_card(twelve, "P01")
    shown(twelve, "P01", "")

    made = bidding.copy_card(twelve.place_of("P01"), meeting_of(twelve, "P01"), pack)

    assert (made.title, made.is_shown) == ("", True)


def test_a_long_issue_is_cut_to_a_title(twelve: Twelve, at_work: None) -> None:
    pack = own_card(twelve, "P01", "word " * 100)

    made = bidding.copy_card(twelve.place_of("P01"), meeting_of(twelve, "P01"), pack)

    assert (len(made.title) <= 120, made.title.endswith("…")) == (True, True)


def test_the_rest_of_the_card_is_read_by_its_owner_alone(twelve: Twelve, confirmed: None) -> None:
    mate = mate_of(twelve, "P01")
    for key in ("P01", mate):
        agreeing.acknowledge(twelve.place_of(key), twelve.step)
    pack = own_card(twelve, "P01")
    bidding.copy_card(twelve.place_of("P01"), meeting_of(twelve, "P01"), pack)
    shown(twelve, "P01", "Something shorter")

    assert [ISSUE in page(twelve, key, "bid", 1) for key in ("P01", mate)] == [True, False]


def test_somebody_elses_card_is_not_copied(twelve: Twelve, at_work: None) -> None:
    pack = own_card(twelve, "P02")
    client = signed_in(twelve.user("P01"))

    said = client.post(twelve.step.door("bid_from_card"), {"pack": pack.pk}, follow=True).content.decode()

    assert ("Your preparation card is still empty" in said, AirtimeBid.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    "sent", [{}, {"pack": "x"}, {"pack": "999999999999999999999"}, {"pack": "-1"}, {"pack": "123"}]
)
def test_nonsense_copies_nothing(twelve: Twelve, at_work: None, sent: dict[str, str]) -> None:
    answer = signed_in(twelve.user("P01")).post(twelve.step.door("bid_from_card"), sent)

    assert (answer.status_code, AirtimeBid.objects.count()) == (302, 0)


def test_meeting_asks_the_same_questions_for_one_bid_and_six(twelve: Twelve, confirmed: None) -> None:
    mates = [key for key in twelve.people if twelve.set_of(key) == twelve.set_of("P01")]
    agreeing.acknowledge(twelve.place_of("P01"), twelve.step)
    client = signed_in(twelve.user("P01"))
    asked = []
    for keys in (["P01"], mates):
        for key in keys:
            shown(twelve, key)
        with CaptureQueriesContext(connection) as queries:
            client.get(twelve.step.door("meeting", 1))
        asked.append(len(queries))

    assert (asked[0] == asked[1], asked[0] <= 25) == (True, True)
