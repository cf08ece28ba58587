"""Chores by the clock: when they are due, who does them, and what a failing one does to the others."""

import io
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections

from elearning.jobs import ticking
from elearning.jobs.management.commands.tick import Command as Clock
from elearning.jobs.models import Chore
from elearning.jobs.ticking import chore, tick

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# What all rooms have registered, before any test puts its own in its place.
HOUSE = dict(ticking.CHORES)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def fail(now: datetime) -> None:
    raise ValueError


@pytest.mark.django_db
def test_chore_is_done_at_each_tick() -> None:
    seen: list[datetime] = []
    chore("count", seen.append)

    assert [tick(NOON), tick(NOON + MINUTE)] == [{"count": ""}, {"count": ""}]
    assert seen == [NOON, NOON + MINUTE]


@pytest.mark.django_db
def test_hourly_chore_is_done_each_hour() -> None:
    seen: list[datetime] = []
    chore("count", seen.append, every=HOUR)

    for minutes in range(0, 121, 15):
        tick(NOON + minutes * MINUTE)

    assert seen == [NOON, NOON + HOUR, NOON + 2 * HOUR]


@pytest.mark.django_db
def test_failing_chore_does_not_stop_the_others() -> None:
    seen: list[datetime] = []
    chore("first", fail)
    chore("second", seen.append)

    assert tick(NOON) == {"first": "ValueError", "second": ""}
    assert seen == [NOON]


@pytest.mark.django_db
def test_daily_chore_that_failed_is_due_again_soon() -> None:
    chore("daily", fail, every=timedelta(days=1))

    tick(NOON)

    assert tick(NOON + 9 * MINUTE) == {}
    assert tick(NOON + 10 * MINUTE) == {"daily": "ValueError"}


@pytest.mark.django_db
def test_chore_that_hangs_is_stopped_and_the_others_go_on() -> None:
    chore("hangs", lambda now: threading.Event().wait(30), lease=timedelta(seconds=0.2))
    chore("after", lambda now: None)

    assert tick(NOON) == {"hangs": "OverdueError", "after": ""}


@pytest.mark.django_db
def test_chore_of_a_dead_ticker_is_done_after_its_lease() -> None:
    chore("daily", lambda now: None, every=timedelta(days=1), lease=10 * MINUTE)
    Chore.objects.create(name="daily", due_at=NOON, began_at=NOON, lease_until=NOON + 10 * MINUTE)

    assert [tick(NOON + 9 * MINUTE), tick(NOON + 10 * MINUTE)] == [{}, {"daily": ""}]


@pytest.mark.django_db
def test_lease_of_a_chore_begins_with_the_chore() -> None:
    seen: list[Any] = []
    chore("slow", lambda now: time.sleep(0.05), every=HOUR)
    chore("after", lambda now: seen.append(Chore.objects.get(name="after").lease_until), lease=MINUTE)

    tick(NOON)

    assert seen[0] > NOON + MINUTE + timedelta(milliseconds=40)


@pytest.mark.usefixtures("apart")
def test_two_ticks_at_once_do_each_chore_once() -> None:
    start, seen, results = threading.Barrier(4), [], []
    inside = threading.Barrier(2)
    # Each of the two waits for the other to be in hand: two tickers share them out, and neither repeats one.
    chore("first", lambda now: seen.append("first") or inside.wait(10), every=HOUR)
    chore("second", lambda now: seen.append("second") or inside.wait(10), every=HOUR)

    def one() -> None:
        start.wait()
        results.append(tick(NOON))
        connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(seen) == ["first", "second"]
    assert sorted(name for result in results for name in result) == ["first", "second"]


@pytest.mark.django_db
def test_command_names_what_failed_after_doing_the_rest() -> None:
    seen: list[datetime] = []
    chore("first", fail)
    chore("second", seen.append)

    with pytest.raises(CommandError, match=r"^Failed: first \(ValueError\)$"):
        call_command("tick")
    assert len(seen) == 1


@pytest.mark.django_db
def test_command_says_what_it_did_when_asked_to() -> None:
    chore("first", lambda now: None, every=HOUR)
    out = io.StringIO()

    call_command("tick", verbosity=2, stdout=out)
    call_command("tick", verbosity=2, stdout=out)

    assert out.getvalue() == "first\nNothing was due.\n"


@pytest.mark.django_db
@pytest.mark.parametrize("workers", [0, 1])
def test_house_chores_go_well(workers: int, request: pytest.FixtureRequest) -> None:
    if workers:
        request.getfixturevalue("queue")
    ticking.CHORES.update(HOUSE)

    assert set(tick().values()) == {""}
    assert {"reap", "revive_calls", "publish_scheduled", "clear_sessions", "clear_calls", "snapshots"} <= set(HOUSE)


@pytest.mark.django_db
def test_clock_outlives_a_database_that_is_away() -> None:
    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError

    seen: list[datetime] = []
    chore("count", seen.append)
    with connection.execute_wrapper(refuse):
        Clock().strike()

    assert seen == []
