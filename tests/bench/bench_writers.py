"""How many people can write at once on this machine: each opens a page every 30 seconds and saves an answer every 5.

`python -m tests.bench.bench_writers [--on sqlite|postgresql] [--seconds 60]`: 200 people, then twice as many each time, until
nineteen in twenty pages or saves take longer than 250 ms, or one fails. Sender, servers and database share the machine: what
each took of it is told apart.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

from tests.bench.bench_pages import TURNS, Sender
from tests.bench.processor import busy, seconds_of, taken
from tests.bench.standing import Both, standing
from tests.survive.ground import ENGINES

THINK, AUTOSAVE = 30.0, 5.0
LATE = 250.0
FIRST, MOST = 200, 3200
CALM, SHARE_AT_REST = 5.0, 0.05


@dataclass
class Crowd:
    """How it went with so many people; seconds of the processor a second."""

    people: int
    pages: dict[str, Any]
    saves: dict[str, Any]
    web: float
    database: float
    sender: float
    others: float

    @property
    def failed(self) -> int:
        """How many requests were not answered as they should."""
        return sum(sum(one["ends"].values()) - one["good"] for one in (self.pages, self.saves))

    @property
    def holds(self) -> bool:
        """Whether everybody was served in time."""
        return not self.failed and max(self.pages["p95"], self.saves["p95"]) <= LATE

    def told(self, engine: str) -> str:
        """A row of the table."""
        rates = [f"{sum(one['ends'].values()) / one['took']:.1f}" for one in (self.pages, self.saves)]
        times = [f"{one['p50']:.0f}, {one['p95']:.0f}" for one in (self.pages, self.saves)]
        shares = [f"{one:.0%}" for one in (self.web, self.database, self.sender, self.others)]
        word = "holds" if self.holds else "too many"
        return " | ".join([engine, str(self.people), *rates, *times, str(self.failed), *shares, word])


def write(both: Both, sender: Sender, people: int, seconds: float, first: int) -> Crowd:
    """Let so many people work for a while. Before, all come once: their sign-ins are noted then, and not for five minutes."""
    sender({"port": both.ours.port, "wide": 8, "seconds": 60, "most": people, "requests": both.asked["save"][:people]})
    web, database = [both.ours.process.pid], both.database()
    common = {"port": both.ours.port, "wide": people, "seconds": seconds, "first": first}
    before = taken(web), taken(database), busy(), seconds_of(os.getpid()), time.monotonic()
    pages, saves = sender(
        {**common, "requests": both.asked["questions"], "pause": THINK},
        {**common, "requests": both.asked["save"], "pause": AUTOSAVE},
    )
    took = time.monotonic() - before[4]
    ours, theirs = taken(web) - before[0], taken(database) - before[1]
    own = pages["own"] + seconds_of(os.getpid()) - before[3]
    others = max(0.0, busy() - before[2] - ours - theirs - own)
    return Crowd(people, pages, saves, ours / took, theirs / took, own / took, others / took)


def rested(both: Both, longest: float = 150.0) -> bool:
    """Wait until the clock and the workers have done what was due when they began, as in an installation that has run for a
    while; whether they have."""
    ends_at = time.monotonic() + longest
    while time.monotonic() < ends_at:
        before = taken(both.first()[1:])
        time.sleep(CALM)
        if taken(both.first()[1:]) - before < CALM * SHARE_AT_REST:
            return True
    return False


def main() -> int:
    """One database after the other; 1 if 200 people were too many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=ENGINES, action="append", help="one database alone")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--people", type=int, default=FIRST)
    options = parser.parse_args()
    sys.stdout.write(
        "database | people | pages a second | saves a second | pages p50, p95 | saves p50, p95 | failed"
        " | web | database | sender | others (of a processor) | p95 ≤ 250 ms\n"
    )
    enough, sender = True, Sender()
    for engine in options.on or ENGINES:
        with standing(engine) as both:
            people, turn = options.people, TURNS
            if not rested(both):
                sys.stdout.write(f"{engine}: the clock and the workers did not come to rest\n")
            while people <= MOST:
                crowd = write(both, sender, people, options.seconds, turn)
                sys.stdout.write(crowd.told(engine) + "\n")
                sys.stdout.flush()
                if not crowd.holds:
                    break
                people, turn = people * 2, turn + TURNS
            enough = enough and people > options.people
    sender.close()
    return int(not enough)


if __name__ == "__main__":
    sys.exit(main())
