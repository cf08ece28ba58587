"""A meeting's screens with eight members: how many queries, how many bytes and how long each takes, stop by stop.

Run it as `python -m tests.bench.bench_meeting`; with `DATABASE_URL=postgres://…` the same on PostgreSQL. Bytes are those of
the whole answer without headers, before compression. How soon one screen follows another is measured in a browser:
`python -m pytest -s tests/stories/test_meeting.py -k two_screens` prints it.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from tests.bench.ground import standing

ROUNDS = 5
HEAD = f"{'stop':<22} {'screen':<16} {'queries':>7} {'bytes':>8} {'ms':>6}"


def main() -> None:
    """Lay the set, go through the meeting, print a line for each screen at each kind of stop."""
    with standing() as vendor:
        print(f"{vendor}, 8 members, median of {ROUNDS}")
        print(HEAD)
        for line in lines():
            print(line)


def lines() -> Iterator[str]:
    """A line for each screen at each kind of stop."""
    from actionsets import chairing  # noqa: PLC0415 - Django stands only now
    from actionsets.chairing import Act  # noqa: PLC0415
    from tests.actionsets.makers import Twelve  # noqa: PLC0415
    from tests.actionsets.rooms import AtHand  # noqa: PLC0415
    from tests.conftest import signed_in  # noqa: PLC0415

    at_hand = eight(AtHand(Twelve()))
    meeting, step = at_hand.meeting, at_hand.twelve.step
    room = chairing.begin(meeting, step).room
    member, leader = at_hand.client(), signed_in(at_hand.twelve.fay)
    doors = {
        "member": (member, at_hand.door()),
        "what changes": (member, f"{at_hand.door()}?part=1"),
        "shared": (leader, at_hand.lead("room_shared")),
        "has it moved?": (member, at_hand.pulse()),
    }
    seen = set()
    for stop in room.stops:
        if stop.kind not in seen:
            seen.add(stop.kind)
            yield from (measured(stop.kind, name, *door) for name, door in doors.items())
        room = chairing.press(meeting, Act.NEXT, seen=room.revision).room


def eight(at_hand: Any) -> Any:
    """The same set with eight members."""
    from django.utils import timezone  # noqa: PLC0415

    from tests import factories  # noqa: PLC0415

    while len(at_hand.places()) < 8:
        enrolment = factories.enrolment(at_hand.twelve.cohort, factories.user())
        at_hand.one.memberships.create(enrolment=enrolment, joined_at=timezone.now(), consent="accepted")
    return at_hand


def measured(stop: str, name: str, client: Any, address: str) -> str:
    """One line: what the address costs."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.get(address)
    times = []
    for _round in range(ROUNDS):
        with CaptureQueriesContext(connection) as found:
            began = time.perf_counter()
            answer = client.get(address)
            times.append(time.perf_counter() - began)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    took = statistics.median(times) * 1000
    return f"{stop:<22} {name:<16} {len(found):>7} {len(answer.content):>8} {took:>6.1f}"


if __name__ == "__main__":
    main()
