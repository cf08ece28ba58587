"""Keeping processes: how soon one that died is started again, and how all of them are stopped."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from elearning.jobs import keeping
from elearning.jobs.figures import clear_figures
from elearning.jobs.keeping import Child, Keeper


def sleep() -> None:
    time.sleep(60)


def ignore_and_sleep() -> None:
    """A child that does not end when it is asked to."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.write(READY[1], b".")
    time.sleep(60)


def nothing() -> None:
    return


def die() -> None:
    os._exit(3)


READY = os.pipe()


def ended(child: Child) -> Child:
    """`child` after one short life."""
    child.start()
    assert child.process is not None
    child.process.join(10)
    child.bury()
    return child


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    """The keeper leaves no handler behind in the process of the tests."""
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in former.items():
        signal.signal(number, handler)


def kept(children: dict[str, object], *signals: float) -> float:
    """Seconds that a keeper of `children` ran, told to end after so many seconds, again and again."""
    for seconds in signals:
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM)).start()
    began = time.monotonic()
    Keeper(children).run()  # type: ignore[arg-type]
    return time.monotonic() - began


def test_child_that_dies_young_waits_longer_each_time() -> None:
    child = Child("dies", die)

    assert [ended(child).pause for _ in range(3)] == [1.0, 2.0, 4.0]


def test_pauses_do_not_grow_for_ever() -> None:
    child = Child("dies", die, pause=29.0)

    assert ended(child).pause == keeping.LONGEST_PAUSE


def test_child_that_ends_well_is_started_again_at_once() -> None:
    child = Child("ends", nothing, pause=8.0)

    assert ended(child).pause == 0.0


def test_child_that_dies_old_is_started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "GROWN_UP", 0.0)

    assert ended(Child("dies", die, pause=8.0)).pause == 0.0


def test_keeper_stops_all_when_told_to() -> None:
    keeping_time = kept({"first": sleep}, 0.5)

    assert keeping_time < keeping.STOP_WITHIN


def test_keeper_makes_an_unwilling_child_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "STOP_WITHIN", 1.0)
    threading.Thread(target=lambda: (os.read(READY[0], 1), os.kill(os.getpid(), signal.SIGTERM))).start()
    keeper = Keeper({"unwilling": ignore_and_sleep})

    keeper.run()

    assert keeper.children[0].process is not None
    assert keeper.children[0].process.exitcode == -signal.SIGKILL


def test_second_signal_ends_them_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "STOP_WITHIN", 60.0)

    def tell_twice() -> None:
        os.read(READY[0], 1)
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1.5)  # two signals at once are one

    threading.Thread(target=tell_twice).start()

    assert kept({"unwilling": ignore_and_sleep}) < 30


def test_figures_of_an_earlier_start_are_taken_away(settings: Settings, tmp_path: Path) -> None:
    settings.FIGURES_DIR = str(tmp_path)
    for name in ("counter_4711.db", "histogram_4711.db", "notes.txt"):
        (tmp_path / name).touch()

    assert clear_figures() == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
