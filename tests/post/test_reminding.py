"""Reminders: once an occasion, one mail a day, at decent hours where people are, and none once it is done."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import TestCase

from elearning.accounts.models import User
from elearning.post import carrying, hours, kinds, reminding, stopping
from elearning.post.models import Letter, Reminder
from elearning.post.reminding import Due, Link, remind, remind_all
from tests import factories

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Says = Callable[..., Due]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_reminders(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    monkeypatch.setattr(reminding, "REMINDERS", {})
    for key in ("trying", "other"):
        monkeypatch.setitem(kinds.KINDS, key, kinds.Kind(key, "Trials", "What is tried."))


@pytest.fixture
def ada() -> User:
    return factories.user("Ada Example", time_zone="Europe/London")


def due(user: User, occasion: str = "one", **more: object) -> Due:
    given = {"sentence": f"Something is to be done: {occasion}.", "path": "/my/", "until": MONDAY + 30 * DAY, **more}
    return Due(user, occasion=occasion, **given)  # type: ignore[arg-type]


def source(*found: Due) -> Callable[[datetime], Iterator[Due]]:
    return lambda now: iter(found)


def run(now: datetime = MONDAY) -> int:
    """One tick, and what it writes is sent."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return remind_all(now)


def test_reminder_is_sent_once_however_often_the_clock_strikes(ada: User) -> None:
    remind("one", source(due(ada)), kind="trying")

    counts = [run(MONDAY + minutes * timedelta(minutes=5)) for minutes in range(4)] + [run(MONDAY + 7 * DAY)]

    assert counts == [1, 0, 0, 0, 0]
    assert [message.to for message in mail.outbox] == [[ada.email]]


def test_source_that_fails_keeps_no_other_from_being_heard(ada: User) -> None:
    def broken(now: datetime) -> Iterator[Due]:
        yield due(ada, "half")
        raise ZeroDivisionError

    remind("broken", broken, kind="trying")
    remind("one", source(due(ada)), kind="trying")

    with pytest.raises(ZeroDivisionError), TestCase.captureOnCommitCallbacks(execute=True):
        remind_all(MONDAY)

    assert [message.to for message in mail.outbox] == [[ada.email]]
    assert "half" not in str(mail.outbox[0].body)


def test_one_mail_a_day_holds_what_several_rooms_say(ada: User) -> None:
    remind("one", source(due(ada, "first")), kind="trying")
    remind("two", source(due(ada, "second"), due(ada, "third")), kind="trying")

    run()

    (message,) = mail.outbox
    assert [f"Something is to be done: {word}." in message.body for word in ("first", "second", "third")] == [True] * 3
    assert message.subject == "3 things are coming up in your programme"


def test_what_comes_up_later_in_the_day_waits_for_the_next(ada: User) -> None:
    found = [due(ada, "first")]
    remind("one", lambda now: iter(found), kind="trying")
    run()
    found.append(due(ada, "second"))

    assert [run(MONDAY + 2 * HOUR), run(MONDAY + DAY)] == [0, 1]


def test_what_is_done_before_the_morning_is_not_said(ada: User) -> None:
    found = [due(ada)]
    remind("one", lambda now: iter(found), kind="trying")
    at_night = run(MONDAY - 5 * HOUR)
    found.clear()

    assert (at_night, run()) == (0, 0)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("zone", "hour", "goes"),
    [
        ("Europe/London", 7.99, False),
        ("Europe/London", 8, True),
        ("Europe/London", 17.99, True),
        ("Europe/London", 18, False),
        ("Europe/Helsinki", 6, True),
        ("Pacific/Auckland", 9, False),
        ("Pacific/Auckland", 19.5, True),
        ("America/New_York", 9, False),
    ],
)
def test_mail_of_the_day_goes_in_working_hours_where_its_receiver_is(zone: str, hour: float, goes: bool) -> None:
    user = factories.user("Ben Example", time_zone=zone)
    remind("one", source(due(user)), kind="trying")

    assert run(MONDAY.replace(hour=0, minute=0) + hour * HOUR) == goes


@pytest.mark.parametrize("day", [28, 29])
def test_nothing_goes_at_a_weekend(ada: User, day: int) -> None:
    remind("one", source(due(ada)), kind="trying")
    remind("two", source(due(ada, "other")), kind="trying", at_once=True)

    assert run(MONDAY.replace(day=day)) == 0


def test_somebody_who_has_named_no_zone_is_where_their_cohort_is() -> None:
    user = factories.user("Cal Example")
    remind("one", source(due(user, zone="Pacific/Auckland")), kind="trying")

    assert (run(MONDAY), run(MONDAY + 10 * HOUR)) == (0, 1)


@pytest.mark.parametrize(("hour", "goes"), [(7.5, False), (8, True), (20.9, True), (21, False), (23, False)])
def test_what_belongs_to_an_hour_goes_by_itself_but_not_at_night(ada: User, hour: float, goes: bool) -> None:
    remind("one", source(due(ada)), kind="trying", at_once=True)

    assert run(MONDAY.replace(hour=0, minute=0) + hour * HOUR) == goes


def test_two_of_an_hour_on_one_day_are_two_mails(ada: User) -> None:
    remind("one", source(due(ada, "first"), due(ada, "second")), kind="trying", at_once=True)

    assert run() == 2


def test_nothing_is_said_after_its_time(ada: User) -> None:
    remind("one", source(due(ada, until=MONDAY)), kind="trying")

    assert run() == 0


def test_kind_that_was_turned_off_is_not_sent_and_others_are(ada: User) -> None:
    stopping.stop(ada, [kinds.known("other")])
    remind("one", source(due(ada, "first")), kind="trying")
    remind("two", source(due(ada, "second")), kind="other")

    run()

    (message,) = mail.outbox
    assert ("first" in message.body, "second" in message.body) == (True, False)


def test_somebody_who_was_shut_out_is_not_reminded(ada: User) -> None:
    ada.is_active = False
    remind("one", source(due(ada)), kind="trying")

    assert run() == 0


def test_mail_that_could_not_go_is_written_anew_from_what_is_still_due(ada: User) -> None:
    """Checked again at sending: what was done while the mail server was away is not said."""
    found = [due(ada, "done meanwhile"), due(ada, "still open")]
    remind("one", lambda now: iter(found), kind="trying")
    remind_all(MONDAY)
    del found[0]

    carrying.settle(MONDAY + timedelta(minutes=16))
    run(MONDAY + timedelta(minutes=20))

    (message,) = mail.outbox
    assert ("done meanwhile" in message.body, "still open" in message.body) == (False, True)
    assert list(Reminder.objects.values_list("occasion", flat=True)) == ["still open"]
    assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "sent"]


def test_answers_by_one_click_stand_beside_the_reminder(ada: User) -> None:
    remind("one", source(due(ada, links=lambda: [Link("I am coming", "http://testserver/answer/abc/")])), kind="trying")

    run()

    assert "I am coming: http://testserver/answer/abc/" in mail.outbox[0].body


def test_weekend_is_moved_to_the_friday_before() -> None:
    week = [datetime(2026, 11, 23) + number * DAY for number in range(7)]

    assert [hours.on_or_before(day.date()).day for day in week] == [23, 24, 25, 26, 27, 27, 27]
