"""The clock of what is held from part to part, without any framework: what every press makes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from actionsets.chairing import Act as MeetingAct
from elearning import pacing
from elearning.pacing import Pace
from elearning.workshops.conducting import Act as WorkshopAct

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
LONG = NOW + timedelta(hours=16)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def pace() -> Pace:
    return Pace.begun((minutes(15), minutes(35), minutes(10)), over_at=LONG, now=NOW)


def after(pace: Pace, *acts: tuple[str, float]) -> Pace:
    """The clock after these presses, each so many minutes after ten; one that makes no sense leaves it as it is."""
    for act, at in acts:
        pace = pacing.pressed(pace, act, NOW + minutes(at)) or pace
    return pace


def test_clock_begins_with_all_the_time_of_its_first_part(pace: Pace) -> None:
    assert (pace.position, pace.left(NOW), pacing.began(pace.course, 0)) == (0, minutes(15), NOW)


def test_part_counts_on_past_its_time(pace: Pace) -> None:
    assert pace.left(NOW + minutes(17)) == -minutes(2)


def test_back_finds_what_was_left_and_when_it_was_first_begun(pace: Pace) -> None:
    back = after(pace, ("next", 5), ("back", 6))

    assert (back.left(NOW + minutes(6)), pacing.began(back.course, 0)) == (minutes(10), NOW)


def test_pause_holds_what_is_left(pace: Pace) -> None:
    held = after(pace, ("pause", 5))

    assert held.left(NOW + minutes(30)) == after(held, ("go_on", 30)).left(NOW + minutes(30)) == minutes(10)


def test_moving_on_ends_a_pause(pace: Pace) -> None:
    assert after(pace, ("pause", 5), ("next", 20)).paused_at is None


@pytest.mark.parametrize(("act", "more"), [("one_more", 1), ("two_more", 2), ("five_more", 5)])
def test_part_is_given_more_time(pace: Pace, act: str, more: int) -> None:
    assert after(pace, (act, 0)).left(NOW) == minutes(15 + more)


def test_ended_clock_stands_still_and_goes_on_where_that_was_a_mistake(pace: Pace) -> None:
    ended = after(pace, ("end", 5))
    again = after(ended, ("go_on", 20))

    assert (ended.was_over(NOW + minutes(5)), again.was_over(NOW + minutes(20))) == (True, False)
    assert again.left(NOW + minutes(20)) == minutes(10)


def test_ended_while_paused_goes_on_from_the_pause(pace: Pace) -> None:
    assert after(pace, ("pause", 5), ("end", 9), ("go_on", 20)).left(NOW + minutes(20)) == minutes(10)


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ([], "back"),
        ([], "go_on"),
        ([("next", 1), ("next", 2)], "next"),
        ([("pause", 1)], "pause"),
        ([("end", 1)], "end"),
        ([("end", 1)], "next"),
        ([("end", 1)], "pause"),
        ([("end", 1)], "five_more"),
    ],
)
def test_press_that_makes_no_sense_changes_nothing(pace: Pace, before: list[tuple[str, float]], act: str) -> None:
    assert pacing.pressed(after(pace, *before), act, NOW + minutes(3)) is None


def test_what_nobody_ended_is_over_in_time(pace: Pace) -> None:
    late = LONG + timedelta(seconds=1)

    assert (pace.was_over(LONG), pace.was_over(late), pace.moved(1, late)) == (False, True, None)


@pytest.mark.parametrize(("at", "ends"), [(5, 60), (15, 60), (19, 64)])
def test_time_over_moves_the_end_and_time_to_spare_does_not(pace: Pace, at: float, ends: float) -> None:
    assert pace.finishes(NOW + minutes(at)) == NOW + minutes(ends)


def test_presses_leave_the_clock_they_were_made_on_as_it_was(pace: Pace) -> None:
    before = replace(pace, course={key: dict(row) for key, row in pace.course.items()})
    after(pace, ("next", 5), ("pause", 6), ("end", 7))

    assert pace == before


def test_every_button_of_a_workshop_and_of_a_meeting_is_known() -> None:
    assert set(pacing.ACTS) == set(WorkshopAct.values) | set(MeetingAct.values)


def test_clock_that_is_not_at_a_known_part_any_more_keeps_its_course(pace: Pace) -> None:
    """A course without a row for the part at hand, as no press leaves it, is no fault."""
    odd = replace(pace, course={})

    assert (odd.moved(1, NOW) or odd).course["0"] == {"left": 900}
