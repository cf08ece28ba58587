"""Priorities that change around the forming of sets: who is told, what stays, and when the first meeting settles it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actionsets import meeting
from actionsets.models import LearningSet, SetMeeting
from elearning.profiles import choosing
from elearning.profiles.choosing import Moment
from tests.actionsets.makers import Twelve, plan
from tests.conftest import signed_in

FLAG = "Priorities changed since"
WISH = "would like to hear of another set"


def change(twelve: Twelve, key: str, *codes: str, would_move: bool = False) -> None:
    one = twelve.people[key]
    one.cohort.grouping_on = timezone.localdate() - timedelta(days=3)
    one.cohort.save()
    one.refresh_from_db()
    subjects = {subject.code: subject for subject in twelve.cohort.programme.framework.subjects.all()}
    reasons = dict.fromkeys(codes, "My own secret reason.")
    choosing.confirm(one, [subjects[code] for code in codes], by=one.user, reasons=reasons, would_move=would_move)


def board(twelve: Twelve) -> str:
    answer = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id]))
    return answer.content.decode()


def set_page(twelve: Twelve, one: LearningSet) -> str:
    address = reverse("actionsets:set", args=[twelve.cohort.public_id, one.number])
    return signed_in(twelve.fay).get(address).content.decode()


def first_meeting(twelve: Twelve, key: str) -> datetime | None:
    twelve.people[key].refresh_from_db()
    return twelve.people[key].first_meeting_at


def test_board_flags_a_change_since_the_proposal_and_not_what_or_why(twelve: Twelve) -> None:
    twelve.send()
    quiet = board(twelve)

    change(twelve, "P05", "MOTV")

    flagged = board(twelve)
    assert (quiet.count(FLAG), flagged.count(FLAG), flagged.count(WISH)) == (0, 1, 0)
    assert "My own secret reason." not in flagged
    assert "Title of MOTV" not in flagged


def test_board_flags_the_wish_for_another_set(twelve: Twelve) -> None:
    twelve.send()

    change(twelve, "P05", "MOTV", would_move=True)

    assert board(twelve).count(WISH) == 1


def test_set_page_flags_a_change_until_the_set_is_at_work(twelve: Twelve, confirmed: None) -> None:
    change(twelve, "P05", "MOTV")
    one = twelve.set_of("P05")
    confirmed = set_page(twelve, one)

    one.state = LearningSet.State.RUNNING
    one.save()

    assert (confirmed.count(FLAG), set_page(twelve, one).count(FLAG)) == (1, 0)
    assert "My own secret reason." not in confirmed


def test_a_change_moves_nobody(twelve: Twelve, confirmed: None) -> None:
    before = twelve.set_of("P05")

    change(twelve, "P05", "MOTV", would_move=True)

    assert twelve.set_of("P05") == before


@pytest.mark.parametrize("key", ["P05", "P03"])
def test_members_pages_hold_no_flag(twelve: Twelve, key: str) -> None:
    twelve.at_work("P05", "P03")
    change(twelve, "P05", "MOTV", would_move=True)

    shown = signed_in(twelve.user(key)).get(twelve.step.url, follow=True).content.decode()

    assert FLAG not in shown


def test_first_meeting_is_recorded_when_sets_are_confirmed_and_not_before(twelve: Twelve) -> None:
    twelve.send()
    plan(twelve.set_of("P05"))
    proposed = first_meeting(twelve, "P05")

    assert proposed is None
    assert choosing.moment(twelve.people["P05"]) != Moment.MET


def test_first_meeting_follows_the_dates_of_the_set(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P05")
    confirmed = first_meeting(twelve, "P05")

    day = timezone.localdate() + timedelta(days=20)
    plan(one, first=day)

    assert confirmed == SetMeeting.objects.get(learning_set=twelve.set_of("P03"), number=1).starts_at
    expected = datetime.combine(day, time(9, 30), tzinfo=one.cohort.zone).astimezone(UTC)
    assert first_meeting(twelve, "P05") == expected


def test_a_first_meeting_that_did_not_happen_does_not_count(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P05")

    meeting.cancel(one.meetings.get(number=1))

    assert first_meeting(twelve, "P05") == one.meetings.get(number=2).starts_at


def test_the_first_meeting_begun_means_that_people_stay(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P05")
    SetMeeting.objects.filter(learning_set=one, number=1).update(
        starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=1)
    )

    meeting.attend(one.meetings.get(number=1), {twelve.place_of("P05").pk: "present"})

    twelve.people["P05"].refresh_from_db()
    assert choosing.moment(twelve.people["P05"]) == Moment.MET
