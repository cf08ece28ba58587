"""What pages of the product cost beside a hello and a bare Wagtail page on the same server program, and whether targets hold.

`python -m tests.bench.bench_pages [--on sqlite|postgresql] [--quick]`: everything takes turns, in three rounds, at 1, 8 and 32
requests at once; the middle of the rounds counts. A point at which others took more than 12 % of the machine is measured again,
`--busy` lets it count. Times are of one machine at one hour: the ratios are what to compare. About five minutes a database
(`--quick`: one), and some minutes the first time, to make what is asked for.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.processor import busy, seconds_of, taken
from tests.bench.standing import Both, laid, standing
from tests.survive.ground import BASE, ENGINES
from tests.survive.processes import Web

WIDE = (1, 8, 32)
OTHERS = 0.12
AGAIN = 3
TURNS = 100_000  # no point sends anybody's page so often
PEOPLE = 60  # who take turns at a page
GROWTH, REQUESTS = 0.05, 10_000


@dataclass(frozen=True)
class Target:
    """What a page may cost: so many hellos, and so many times what the bare site's page does (PERFORMANCE 5)."""

    page: str
    hellos: float = 0
    beside: str = ""
    times: float = 0


TARGETS = (
    Target("home", 130, "bare page, signed in", 1.5),
    Target("set page", 130, "bare page, signed in", 1.5),
    Target("questions", 75, "bare form", 1.5),
    Target("save", 25, "bare submit", 1.05),
    Target("submit", 50, "bare submit", 1.5),
    Target("results", 90, "bare page, signed in", 1.5),
    Target("report, 200", 90, "bare results", 1.5),
    Target("catalogue", 110, "bare page", 1.4),
    Target("pack", 12, "bare page", 0.15),
    Target("pack, cold", 110, "bare page", 1.4),
    Target("pack, signed in", 130, "bare page, signed in", 1.5),
    Target("set formation, 200"),
    Target("cohort board, 200"),
)
FLOOR = ("hello", "bare page", "bare page, signed in", "bare form", "bare submit", "bare results")


class Sender:
    """The process that sends."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.bench.sending"]
        self.process = subprocess.Popen(  # noqa: S603 - our own
            command, cwd=BASE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __call__(self, *orders: dict[str, Any]) -> list[dict[str, Any]]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(orders) + "\n")
        return list(json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        """Let it end."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


@dataclass
class Point:
    """One measurement: of the servers' processor, of the clock, of others, and of the sender."""

    cpu: float
    rate: float
    p50: float
    p95: float
    errors: int
    others: float
    sender: float
    letters: int


@dataclass
class Bench:
    """What is measured and what has come of it, by page and by how many at once."""

    both: Both
    sender: Sender
    seconds: float
    is_busy: bool
    points: dict[tuple[str, int], list[Point]] = field(default_factory=dict)
    turn: int = 0
    rejected: int = 0

    def ask(self, name: str, wide: int, seconds: float, most: int = 0) -> Point:
        """Ask for `name` by `wide` at once, and read the meters before and after."""
        web, requests = self.where(name)
        pids, self.turn = self.both.pids(web), self.turn + TURNS
        before = taken(pids), busy(), seconds_of(os.getpid()), time.monotonic()
        order = {"port": web.port, "requests": requests, "wide": wide, "seconds": seconds, "most": most}
        told = self.sender({**order, "first": self.turn})[0]
        ours, everybody = taken(pids) - before[0], busy() - before[1]
        own, took = seconds_of(os.getpid()) - before[2], time.monotonic() - before[3]
        whole, good = sum(told["ends"].values()), told["good"]
        others = max(0.0, everybody - ours - own - told["own"]) / (took * (os.cpu_count() or 1))
        cpu = ours / max(1, whole) * 1000
        rest = (whole - good, others, told["own"] / took, told["letters"])
        return Point(cpu, good / told["took"], told["p50"], told["p95"], *rest)

    def where(self, name: str) -> tuple[Web, list[dict[str, str]]]:
        """Who answers for `name`, and what is sent. What is asked for with more than its address is never kept."""
        if name in self.both.asked_below:
            return self.both.floor, self.both.asked_below[name]
        if name == "pack, cold":
            return self.both.ours, [{**one, "path": f"{one['path']}?asked=more"} for one in self.both.asked["pack"]]
        return self.both.ours, self.both.asked[name][:PEOPLE]

    def measure(self, names: Iterable[str], widths: Iterable[int], rounds: int) -> None:
        """All of them in turns, so that whatever else the machine does falls on all alike.

        Before, everybody comes once: every five minutes a sign-in is noted anew, which is no part of a page's cost.
        """
        for name in names:
            self.ask(name, 8, 20, most=max(20, len(self.where(name)[1])))
        for _round in range(rounds):
            for wide in widths:
                for name in names:
                    self.points.setdefault((name, wide), []).append(self.quiet(name, wide))

    def quiet(self, name: str, wide: int) -> Point:
        """A point that nobody disturbed, or the least disturbed of some."""
        found = []
        for _time in range(1 if self.is_busy else AGAIN):
            found.append(self.ask(name, wide, self.seconds))
            if found[-1].others <= OTHERS:
                return found[-1]
            self.rejected += not self.is_busy
        return min(found, key=lambda one: one.others)

    def of(self, name: str, wide: int, what: str) -> float:
        """The middle of the rounds."""
        return statistics.median(getattr(one, what) for one in self.points[name, wide])

    def cost(self, name: str) -> float:
        """Milliseconds of the processor, at the width that counts."""
        wide = 8 if (name, 8) in self.points else max(wide for one, wide in self.points if one == name)
        return self.of(name, wide, "cpu")


def judged(bench: Bench, target: Target) -> str:
    """Whether a page keeps to its target: to the hellos, which are the gate; the bare page is told beside it."""
    if not target.hellos:
        return ""
    return "holds" if bench.cost(target.page) <= target.hellos * bench.cost("hello") else "OVER"


def row(bench: Bench, target: Target) -> str:
    """A page's cells."""
    name, cost = target.page, bench.cost(target.page)
    cells = [f"{name:<21}", f"{cost:6.2f}", f"{cost / bench.cost('hello'):5.0f}", f"{target.hellos or '':>4}"]
    beside = cost / bench.cost(target.beside) if target.beside else 0
    cells += [f"{beside:5.2f}" if beside else "     ", f"{target.times or '':>5}"]
    for wide in sorted({wide for _name, wide in bench.points}):
        cells.append(" ".join(f"{bench.of(name, wide, what):5.0f}" for what in ("rate", "p50", "p95")))
    cells.append(f"{bench.of(name, 8, 'letters') / 1000:4.0f}")
    return " | ".join([*cells, judged(bench, target), under_load(bench, name)]).rstrip(" |")


def under_load(bench: Bench, name: str) -> str:
    """Whether 32 at once are served as well as 8 (throughput ≥ 0.85 ×, p95 ≤ 5 ×), and without an error at any width."""
    faults = [f"{wide}: errors" for wide in WIDE if (name, wide) in bench.points and bench.of(name, wide, "errors")]
    if (name, 32) in bench.points:
        if bench.of(name, 32, "rate") < 0.85 * bench.of(name, 8, "rate"):
            faults.append("slower at 32")
        if bench.of(name, 32, "p95") > 5 * bench.of(name, 8, "p95"):
            faults.append("late at 32")
    return ", ".join(faults)


def tell(bench: Bench, engine: str, targets: Iterable[Target]) -> None:
    """The table."""
    everything = [one for points in bench.points.values() for one in points]
    widths = sorted({wide for _name, wide in bench.points})
    heads = " | ".join(f"at {wide}: a second, p50, p95" for wide in widths)
    others = max(one.others for one in everything)
    sys.stdout.write(
        f"{engine}: hello {bench.cost('hello'):.2f} ms of the processor; others took up to {others:.0%} of the machine,"
        f" {bench.rejected} points measured again; the sender {max(one.sender for one in everything):.0%} of a processor\n"
        f"page | ms CPU | hellos | ≤ | × bare page | ≤ | {heads} | KB | target | under load\n"
    )
    for name in FLOOR:
        sys.stdout.write(row(bench, Target(name)) + "\n")
    for target in targets:
        sys.stdout.write(row(bench, target) + "\n")


def grow(bench: Bench, requests: int) -> None:
    """How much memory the processes hold, and what many requests add to it."""
    pages = [
        target.page for target in TARGETS if target.page in bench.both.asked and not target.page.startswith("pack,")
    ]
    for page in pages:
        bench.ask(page, 8, 20, most=requests // len(pages) // 5)
    before = bench.both.memory()
    for page in pages:
        bench.ask(page, 8, 60, most=requests // len(pages))
    after = bench.both.memory()
    megabytes = ", ".join(f"{kind} {size / 1e6:.0f} MB" for kind, size in after.items())
    grown = after["web"] / before["web"] - 1
    word = "holds" if grown <= GROWTH and after["web"] <= 300e6 else "OVER"
    sys.stdout.write(
        f"memory (PSS, two web processes): {megabytes}; web after {requests} requests {grown:+.1%} (≤ 5 %, ≤ 300 MB): {word}\n"
    )


def main() -> int:
    """One database after the other; 1 if a page is over its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=ENGINES, action="append", help="one database alone")
    parser.add_argument("--quick", action="store_true", help="one round, at 8 at once, no memory")
    parser.add_argument("--busy", action="store_true", help="let points count that others disturbed")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a point takes")
    parser.add_argument("--prepare", action="store_true", help="only make what is asked for")
    options = parser.parse_args()
    if options.prepare:
        laid()
        return 0
    targets = [one for one in TARGETS if options.only in one.page]
    names = [*FLOOR, *(one.page for one in targets)]
    over, sender = False, Sender()
    for engine in options.on or ENGINES:
        with standing(engine) as both:
            bench = Bench(both, sender, options.seconds, options.busy)
            bench.measure(names, (8,) if options.quick else WIDE, 1 if options.quick else 3)
            tell(bench, engine, targets)
            over = over or any(judged(bench, one) == "OVER" for one in targets)
            if not options.quick:
                grow(bench, REQUESTS)
    sender.close()
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
