"""The stops of a meeting and what is left of them, without any framework."""

from datetime import UTC, datetime

import pytest

from actionsets import timing
from actionsets.timing import Stop

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
STAGES = [
    {"code": "presenting", "title": "Presenting", "full": 7, "short": 6, "rule": "Nobody interrupts."},
    {"code": "open", "title": "Open questions", "full": 33, "short": 29, "rule": ""},
]


def part(kind: str, minutes: int) -> dict[str, object]:
    return {"kind": kind, "title": kind.title(), "minutes": minutes, "note": None}


@pytest.mark.parametrize(("minutes", "stages"), [(40, [7, 33]), (35, [6, 29]), (20, [6, 29]), (60, [7, 33])])
def test_a_turn_has_the_stages_that_fit(minutes: int, stages: list[int]) -> None:
    assert [stop.minutes for stop in timing.plan([part("airtime", minutes)], STAGES)] == stages


def test_parts_and_turns_follow_one_another() -> None:
    stops = timing.plan([part("welcome", 5), part("airtime", 40), part("break", 15), part("airtime", 40)], STAGES)

    assert [(stop.part, stop.turn, stop.stage) for stop in stops] == [
        (0, 0, 0),
        (1, 1, 1),
        (1, 1, 2),
        (2, 0, 0),
        (3, 2, 1),
        (3, 2, 2),
    ]


def test_a_turn_without_stages_is_one_stop() -> None:
    assert [stop.minutes for stop in timing.plan([part("airtime", 40)], [])] == [40]


def test_a_stop_is_kept_and_read_again() -> None:
    (stop,) = timing.plan([part("welcome", 5)], [])

    assert Stop.from_data({**stop.as_data(), "of a later version": 1}) == stop


@pytest.mark.parametrize(("turns", "members", "times"), [(15, 6, 2.5), (12, 5, 2.4), (12, 0, 0.0)])
def test_forecast(turns: int, members: int, times: float) -> None:
    assert timing.forecast(turns, members) == times


def test_a_round_begins_with_another_each_time() -> None:
    assert [timing.rotated("ABC", by) for by in (0, 1, 4)] == [list("ABC"), list("BCA"), list("BCA")]
    assert timing.rotated([], 2) == []
