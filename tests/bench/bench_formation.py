"""Times set formation on invented cohorts and on real rankings, beside two peers, and prints one table.

`python -m tests.bench.bench_formation [--data FOLDER] [--peers PYTHON] [--only WORD] [--most PEOPLE]`: the cases and targets of
FORMATION 4, then every CSV in the folder. Each case runs in a process of its own, alone and on one thread, so that its
time and peak memory are its own. A value stands with its bound in brackets where it does not meet it. Peers are two
packages from PyPI that know less: they run in an environment of their own (`requirements/bench.txt`), are given our number of
sets of each subject, and what their sets break is counted by our own `check`. `matching` (student-project allocation) and
`flow` (cheapest flow, as Moodle's Fair Allocation) know choices and seats; neither knows a smallest size, organisations, who is
to be apart or together, slots, languages, modes, locks or facilitators.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from actionsets.formation import (
    Facilitator,
    Figures,
    Member,
    Outcome,
    Person,
    ProposedSet,
    RuleCheck,
    Settings,
    check,
    form,
    recount,
)
from actionsets.formation.sizes import even_sizes
from actionsets.formation.tables import read_people

SUBJECTS = ("LEAD", "BARR", "INFL", "VISN", "MOTV", "TRAK", "GRUP", "INTD", "PMOT")
AIMS = ("waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation")
SLOTS = ("MON-AM", "TUE-AM", "WED-AM", "THU-AM", "FRI-AM")

LIMIT = 400
"""Elapsed seconds a case of ours may take, on a machine that is busy with other things; targets are processor seconds."""
LONGEST = 120
"""Seconds a peer may take."""
PEERS = ("matching", "flow")
HOW = "python3 -m venv var/bench && var/bench/bin/pip install --require-hashes -r requirements/bench.txt"
COLUMNS = (
    "case | people | waiting stranded fit at-1 pairs sizes | proved | rules broken | CPU s | s | MB | target | reached"
)


@dataclass(frozen=True)
class Case:
    """One row of ours: an invented cohort or a file, how long it may take, and how long FORMATION 4 says it should."""

    name: str
    people: int = 0
    slots: bool = False
    every: bool = False
    ranked: bool = False
    seed: int = 0
    file: str = ""
    limit: float = LIMIT
    target: float = 0
    gap: float = 0


RANKED = ((300, 1), (1_000, 3), (3_000, 0), (10_000, 30))
RANKED_SLOTS = ((300, 10), (1_000, 25), (3_000, 0))
"""People and target of the cohorts that FORMATION 3 tells of: full rankings, some subjects much asked for, sizes 5 to 8."""
CASES = (
    *(Case(f"{n}, every rule", n, slots=True, every=True, target=1) for n in (12, 24, 38, 60)),
    *(Case(f"{n}, slots", n, slots=True, target=1) for n in (24, 38, 60)),
    *(Case(f"{n}, no slots", n, target=1) for n in (38, 60, 300)),
    Case("100, slots", 100, slots=True),
    Case("300, slots", 300, slots=True, target=10),
    Case("1,000, no slots", 1_000, target=3),
    Case("1,000, slots", 1_000, slots=True, target=25),
    Case("3,000, no slots", 3_000),
    Case("3,000, slots", 3_000, slots=True),
    *(Case(f"{n:,}, ranked, no slots", n, ranked=True, target=t) for n, t in RANKED),
    *(Case(f"{n:,}, ranked, slots", n, slots=True, ranked=True, target=t) for n, t in RANKED_SLOTS),
    Case("10,000, no slots", 10_000, target=30),
    Case("10,000, slots", 10_000, slots=True, target=120, gap=0.001),
)


def cohort(number: int, *, slots: bool, seed: int) -> tuple[list[Person], list[Facilitator]]:
    """Invent people whose choices are skewed and lean on their organisation, and facilitators enough to lead their sets."""
    draw = random.Random(seed)
    organisations = [f"Organisation {index}" for index in range(1, max(3, number // 6) + 1)]
    leaning = {one: [draw.paretovariate(1.2) for _ in SUBJECTS] for one in organisations}
    ids = [f"P{index:05}" for index in range(1, number + 1)]
    weights = [1 / (place + 2) ** 0.7 for place in range(len(organisations))]
    employer = dict(zip(ids, draw.choices(organisations, weights, k=number), strict=True))
    people = [_person(one, draw, ids, employer, leaning, slots=slots) for one in ids]
    leaders = [
        Facilitator(f"F{index}", slots=frozenset(draw.sample(SLOTS, 4)), capacity=3)
        for index in range(number // 10 + 2)
    ]
    return people, leaders if slots else []


def _person(
    one: str,
    draw: random.Random,
    ids: list[str],
    employer: dict[str, str],
    leaning: dict[str, list[float]],
    *,
    slots: bool,
) -> Person:
    taste = {
        subject: weight * draw.expovariate(1) for subject, weight in zip(SUBJECTS, leaning[employer[one]], strict=True)
    }
    colleagues = [other for other in ids[: ids.index(one)] if employer[other] == employer[one]]
    return Person(
        one,
        organisation=employer[one],
        priorities=tuple(sorted(SUBJECTS, key=lambda subject: -taste[subject])[: draw.choice((1, 2, 3, 3, 3))]),
        line_manager=draw.choice(colleagues) if colleagues and draw.random() < 0.12 else "",
        keep_apart=frozenset({draw.choice(ids)} - {one}) if draw.random() < 0.05 else frozenset(),
        availability=frozenset(draw.sample(SLOTS, draw.choice((2, 3, 4, 5)))) if slots else frozenset(),
        languages=frozenset({draw.choice(("en", "en", "en", "cy"))}) if slots and draw.random() < 0.3 else frozenset(),
    )


def with_full_rankings(people: list[Person], seed: int) -> list[Person]:
    """Let everyone rank all nine subjects, of which a few are much asked for and a few hardly (FORMATION 3)."""
    draw = random.Random(f"rankings {seed}")
    organisations = sorted({one.organisation for one in people})
    known = {subject: 1 / (place + 1) for place, subject in enumerate(SUBJECTS)}
    leaning = {one: {subject: draw.paretovariate(2) for subject in SUBJECTS} for one in organisations}
    ranked = []
    for one in people:
        taste = {
            subject: known[subject] * leaning[one.organisation][subject] * draw.expovariate(1) for subject in SUBJECTS
        }
        ranked.append(replace(one, priorities=tuple(sorted(SUBJECTS, key=lambda subject: -taste[subject]))))
    return ranked


def with_every_rule(people: list[Person], seed: int) -> list[Person]:
    """Add what `cohort` leaves out: people kept together, modes, sets they were in before."""
    draw = random.Random(f"every rule {seed}")
    return [
        replace(
            one,
            keep_together=frozenset({other.id} if draw.random() < 0.06 and other.id not in one.keep_apart else ()),
            modes=frozenset({draw.choice(("online", "room"))} if draw.random() < 0.1 else ()),
            previous_sets=frozenset({f"before {draw.randrange(len(people) // 6)}"} if draw.random() < 0.3 else ()),
        )
        for one, other in zip(people, people[1:] + people[:1], strict=True)
    ]


def ingredients(case: Case) -> tuple[list[Person], list[Facilitator]]:
    """Return the people and facilitators of a case."""
    if case.file:
        return list(read_people(Path(case.file).read_bytes()).rows), []
    people, leaders = cohort(case.people, slots=case.slots, seed=case.seed)
    people = with_full_rankings(people, case.seed) if case.ranked else people
    return (with_every_rule(people, case.seed) if case.every else people), leaders


def wish(case: Case) -> Settings:
    """Return the settings of a case: the cohorts of FORMATION 3 have sizes 5 to 8."""
    return Settings(largest=8 if case.ranked else 7, time_limit=case.limit)


def run_one(case: Case) -> dict[str, object]:
    """Form the sets of one case and return what the table shows, with what the peers need."""
    people, leaders = ingredients(case)
    started = time.process_time()
    outcome = form(people, wish(case), facilitators=leaders)
    spent = time.process_time() - started
    row = [
        str(len(people)),
        aims(outcome.figures, outcome),
        "yes" if outcome.proved else f"no ({outcome.stopped})" if outcome.stopped else "no",
        broken(outcome.rules),
        f"{spent:.1f}",
        f"{outcome.seconds:.1f}",
        str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024),
        *verdict(case, outcome, spent),
    ]
    used = outcome.settings
    return {
        "row": row,
        "sets": Counter(one.focus for one in outcome.sets),
        "used": [used.smallest, used.largest, used.ideal, used.max_per_organisation],
    }


def aims(figures: Figures, outcome: Outcome | None = None) -> str:
    """Write the aims, each with its bound where it misses it."""
    values = [(getattr(figures, aim), getattr(outcome.bounds, aim) if outcome else None) for aim in AIMS]
    return " ".join(
        str(value) if value == bound or not outcome else f"{value}({'?' if bound is None else bound})"
        for value, bound in values
    )


def broken(rules: Sequence[RuleCheck]) -> str:
    """Write how often which rule is broken."""
    return ", ".join(f"{len(one.breaches)} {one.rule}" for one in rules if not one.kept) or "none"


def verdict(case: Case, outcome: Outcome, spent: float) -> tuple[str, str]:
    """Write the target of a case and whether it was reached, by the processor's seconds: one thread, whatever else runs."""
    if not case.target:
        return "", ""
    if not case.gap:
        return f"proved, {case.target:.0f} s", "yes" if outcome.proved and spent <= case.target else "no"
    most, fit = outcome.bounds.total_fit, outcome.figures.total_fit
    near = most is not None and most - fit <= case.gap * most and outcome.figures.waiting == outcome.bounds.waiting
    return f"gap of fit {case.gap:.1%}, {case.target:.0f} s", "yes" if near and spent <= case.target else "no"


def peer_row(peer: str, python: str, case: Case, sets: dict[str, int], used: Sequence[int]) -> list[str]:
    """Let a peer share the people out to subjects, deal each subject evenly to sets, and count what is broken.

    That nobody leads these sets is not counted. `used` are our sizes and the most of one organisation.
    """
    people, _ = ingredients(case)
    wish = Settings(used[0], used[1], used[2], max_per_organisation=used[3])
    asked = {
        "choices": {one.id: list(one.priorities) for one in people if one.priorities},
        "seats": {subject: number * wish.largest for subject, number in sets.items()},
    }
    script = str(Path(__file__).with_name("peers.py"))
    command = [python, "-W", "ignore", script, peer]
    try:
        done = subprocess.run(  # noqa: S603
            command, check=True, input=json.dumps(asked), capture_output=True, text=True, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return [str(len(people)), f"no answer in {LONGEST} s", "", "", "", "", "", "", ""]
    answer = json.loads(done.stdout)
    dealt = list(deal(answer["places"], sets))
    rules = check(people, wish, dealt)
    figures = aims(recount(people, wish, dealt))
    return [str(len(people)), figures, "", broken(rules), f"{answer['seconds']:.1f}", "", "", "", ""]


def deal(places: dict[str, str], sets: dict[str, int]) -> Iterator[ProposedSet]:
    """Yield even sets of the people of each subject, in the order of ids."""
    by_subject: dict[str, list[str]] = defaultdict(list)
    for one, subject in sorted(places.items()):
        by_subject[subject].append(one)
    for subject, ids in by_subject.items():
        rest = iter(ids)
        for number, size in enumerate(even_sizes(len(ids), sets[subject])):
            members = tuple(Member(next(rest), 0) for _ in range(size))
            if members:
                yield ProposedSet(f"{subject} {number}", subject, members)


def peers_of(python: str) -> tuple[str, ...]:
    """Return the peers if that interpreter has them."""
    try:
        command = [python, "-c", "import matching, networkx"]
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    except OSError:
        return ()
    return PEERS if done.returncode == 0 else ()


def wanted(options: argparse.Namespace) -> list[Case]:
    """Return the cases that were asked for."""
    cases = [one for one in CASES if one.people <= options.most]
    if options.data:
        files = sorted(Path(options.data).glob("*.csv"))
        cases += [Case(path.stem, file=str(path)) for path in files]
    return [one for one in cases if options.only in one.name]


def main() -> None:
    """Run every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", metavar="FOLDER", help="form sets of every CSV in it as well")
    parser.add_argument("--peers", metavar="PYTHON", default="var/bench/bin/python", help=f"made by: {HOW}")
    parser.add_argument("--only", default="", metavar="WORD", help="cases with this in their name")
    parser.add_argument("--most", type=int, default=10_000, metavar="PEOPLE", help="no invented cohort above this")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(run_one(Case(**json.loads(options.one)))))
        return
    peers = peers_of(options.peers)
    if not peers:
        sys.stdout.write(f"No peers: {HOW}\n")
    sys.stdout.write(COLUMNS + "\n")
    for case in wanted(options):
        for line in lines(case, peers, options.peers):
            sys.stdout.write(" | ".join(line) + "\n")
            sys.stdout.flush()


def lines(case: Case, peers: Sequence[str], python: str) -> Iterator[list[str]]:
    """Yield the row of a case, then one for each peer."""
    command = [sys.executable, "-m", "tests.bench.bench_formation", "--one", json.dumps(asdict(case))]
    single = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=single)  # noqa: S603
    result = json.loads(done.stdout)
    yield [case.name, *result["row"]]
    for peer in peers:
        yield [f"  {peer}", *peer_row(peer, python, case, result["sets"], result["used"])]


if __name__ == "__main__":
    main()
