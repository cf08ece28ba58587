"""Opens every page that people come to in a small and in a large installation, in turns, and prints what each costs in both.

`python -m tests.bench.bench_scale` makes both in a temporary folder (about ten minutes); `--small URL --large URL` takes two
that stand: addresses of databases, the first filled by `manage.py rehearse_scale --cohorts 3 --people 292 --answers 0`, the
second by `manage.py rehearse_scale`. `--scans` tells of the large one, on PostgreSQL, which big tables are read whole, and which
pages each index serves. `--chores` times what the clock does as well. The figures are seconds of the
processor, of the web's process and of its connection to PostgreSQL together, so that neighbours on the machine matter little.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

WHO = {
    "visitor": "",
    "participant": "sian.prosser@calderwick-council.example",
    "in a set": "gareth.llewellyn@ostley-county.example",
    "facilitator": "niamh.gallagherosei@alder-lane.example",
    "manager": "ruth.abernathy@alder-lane.example",
    "coordinator": "olamide.fashola@skerrow-homes.example",
    "commissioner": "gwendolyn.asare@calderwick-council.example",
    "publisher": "pilar.domenech@alder-lane.example",
}
ALLOWED = 2.0
# Below this, a ratio says more of the clock than of the page (milliseconds).
WORTH_A_LOOK = 4.0


class Installation:
    """A process that opens pages of one installation."""

    def __init__(self, database: str, folder: str) -> None:
        given = os.environ | {"DATABASE_URL": database, "VAR_DIR": folder, "LOG_LEVEL": "CRITICAL"}
        command = [sys.executable, "-W", "ignore", "-m", "tests.bench.walker"]
        self.process = subprocess.Popen(  # noqa: S603 - our own
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=given, bufsize=1
        )

    def __call__(self, what: str, *given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({what: given}) + "\n")
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The process that was asked to {what} {given} has ended.")
        return json.loads(line)


def made(folder: str, name: str, *options: str) -> str:
    """The address of a database of its own, filled by the command of the product."""
    place = Path(folder) / name
    place.mkdir()
    address = f"sqlite:///{place / 'alongside.sqlite3'}"
    given = os.environ | {"DATABASE_URL": address, "VAR_DIR": str(place)}
    for command in (["migrate", "--verbosity", "0"], ["rehearse_scale", *options]):
        subprocess.run([sys.executable, "manage.py", *command], env=given, check=True)  # noqa: S603 - our own
    return address


def compare(small: Installation, large: Installation, rounds: int, only: str) -> list[dict[str, Any]]:
    """Every page of everybody, asked for in turns; the middle of the rounds."""
    found = []
    for who, email in WHO.items():
        for address in small("crawl", email):
            if only in address:
                found.append(compared(small, large, rounds, who, address))
    return sorted(found, key=lambda one: -one["ratio"])


def compared(small: Installation, large: Installation, rounds: int, who: str, address: str) -> dict[str, Any]:
    """One page in both."""
    taken: dict[str, list[float]] = {"small": [], "large": []}
    kinds = {"small": small, "large": large}
    answers = {name: one("ask", WHO[who], address) for name, one in kinds.items()}
    for _round in range(rounds):
        for name, one in kinds.items():
            taken[name].append(one("ask", WHO[who], address)["cpu"] * 1000)
    middle = {name: statistics.median(times) for name, times in taken.items()}
    counts = {name: one("count", WHO[who], address) for name, one in kinds.items()}
    return {
        "who": who,
        "address": address,
        "ratio": middle["large"] / middle["small"],
        **middle,
        "counts": counts,
        "answers": answers,
    }


def is_too_slow(one: dict[str, Any]) -> bool:
    """Whether a page costs more than is allowed in the large installation."""
    return one["ratio"] > ALLOWED and one["large"] > WORTH_A_LOOK


def tell(found: list[dict[str, Any]], large: Installation, *, plans: bool) -> None:
    """A row a page, the dearest first, and of those that are too slow how the database went about their slowest queries."""
    sys.stdout.write("ratio | small ms | large ms | queries small, large | bytes small, large | who | page\n")
    for one in found:
        queries = [str(one["counts"][name]["queries"]) for name in ("small", "large")]
        letters = [str(one["answers"][name]["bytes"]) for name in ("small", "large")]
        cells = [f"{one['ratio']:.2f}", f"{one['small']:.1f}", f"{one['large']:.1f}", ", ".join(queries)]
        cells += [", ".join(letters), one["who"], one["address"]]
        sys.stdout.write(" | ".join(cells) + (" | TOO SLOW" if is_too_slow(one) else "") + "\n")
    slow = [one for one in found if is_too_slow(one)]
    sys.stdout.write(f"{len(found)} pages; {len(slow)} above {ALLOWED} times.\n")
    for one in slow if plans else []:
        for seconds, statement in one["counts"]["large"]["slow"][:1]:
            sys.stdout.write(f"\n{one['address']}: {seconds} s\n{statement[:1500]}\n{large('explain', statement)}\n")


def tick(small: Installation, large: Installation) -> None:
    """What the clock does, done three times over in both: the first makes up for everything that was left to do."""
    times = {name: [one("tick") for _ in range(3)] for name, one in (("small", small), ("large", large))}
    sys.stdout.write("\nchore | seconds in the small one: first, third | in the large one\n")
    for name in sorted(times["large"][0], key=lambda name: -times["large"][-1].get(name, 0)):
        first, last = times["small"][0].get(name, 0), times["small"][-1].get(name, 0)
        cells = f"{times['large'][0][name]:.3f}, {times['large'][-1].get(name, 0):.3f}"
        sys.stdout.write(f"{name} | {first:.3f}, {last:.3f} | {cells}\n")


def scan(large: Installation) -> None:
    """What each page reads whole of what is big, then every index with the pages that it serves (PostgreSQL)."""
    served: dict[str, set[str]] = {}
    sys.stdout.write("\nwho | page | big tables that its questions read whole\n")
    for who, email in WHO.items():
        for address in large("crawl", email):
            found = large("plans", email, address)
            for index in found["indexes"]:
                served.setdefault(index, set()).add(address.partition("?")[0])
            if found["read whole"]:
                sys.stdout.write(f"{who} | {address} | {', '.join(found['read whole'])}\n")
    sys.stdout.write("\nindex that serves no rule | table | MB | pages that it serves\n")
    for index, (table, size, _used) in sorted(large("indexes").items(), key=lambda one: -one[1][1]):
        pages = sorted(served.get(index, ()), key=len)
        words = f"{len(pages)}, such as {pages[0]}" if pages else "none of these"
        sys.stdout.write(f"{index} | {table} | {size / 1e6:.1f} | {words}\n")


def main() -> None:
    """Make or take two installations, compare, and end with 1 if a page is above what is allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", default="")
    parser.add_argument("--large", default="")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="only pages whose address holds this")
    parser.add_argument("--plans", action="store_true", help="show how the slowest queries are gone about")
    parser.add_argument("--chores", action="store_true", help="time what the clock does (it writes letters)")
    parser.add_argument("--scans", action="store_true", help="only tell what is read whole, and what each index serves")
    options = parser.parse_args()
    if options.scans:
        scan(Installation(options.large, tempfile.gettempdir()))
        return
    with tempfile.TemporaryDirectory(prefix="alongside-scale-") as folder:
        small = options.small or made(folder, "small", "--cohorts", "3", "--people", "292", "--answers", "0")
        large = options.large or made(folder, "large")
        both = Installation(small, folder), Installation(large, folder)
        sys.stdout.write(f"small: {both[0]('sizes')}\nlarge: {both[1]('sizes')}\n")
        found = compare(*both, options.rounds, options.only)
        tell(found, both[1], plans=options.plans)
        if options.chores:
            tick(*both)
    raise SystemExit(any(is_too_slow(one) for one in found))


if __name__ == "__main__":
    main()
