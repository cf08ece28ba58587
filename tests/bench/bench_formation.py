"""Times set formation on invented cohorts and on input files, and prints one table: figures, bounds, proof, seconds, memory.

Run it as `python -m tests.bench.bench_formation [--sizes 12,30,60] [--slots] [--files A.csv B.csv]`. Each case runs in a
process of its own, so that its peak memory is its own; the last column compares its time with the first row's of the run.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
from pathlib import Path

from actionsets.formation import Facilitator, Outcome, Person, Settings, form
from actionsets.formation.tables import read_people

SUBJECTS = ("LEAD", "BARR", "INFL", "VISN", "MOTV", "TRAK", "GRUP", "INTD", "PMOT")
SLOTS = ("MON-AM", "TUE-AM", "WED-AM", "THU-AM", "FRI-AM")


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


def run_one(case: dict[str, object]) -> dict[str, object]:
    """Form the sets of one case and return what the table shows."""
    limit = float(str(case["limit"]))
    if "file" in case:
        people, leaders = list(read_people(Path(str(case["file"])).read_bytes()).rows), []
    else:
        people, leaders = cohort(int(str(case["people"])), slots=bool(case["slots"]), seed=int(str(case["seed"])))
    outcome = form(people, Settings(time_limit=limit), facilitators=leaders)
    return {"people": len(people), **_summary(outcome)}


def _summary(outcome: Outcome) -> dict[str, object]:
    aims = ("waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation")
    pairs = [(getattr(outcome.figures, aim), getattr(outcome.bounds, aim)) for aim in aims]
    return {
        "aims": " ".join(str(value) if value == bound else f"{value}({bound})" for value, bound in pairs),
        "proved": outcome.proved,
        "kept": outcome.rules_kept,
        "seconds": round(outcome.seconds, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Run every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="12,30,60,100,300")
    parser.add_argument("--slots", action="store_true")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--files", nargs="*", default=[])
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(run_one(json.loads(options.one))))
        return
    cases: list[dict[str, object]] = [
        {"people": int(size), "slots": options.slots, "seed": seed, "limit": options.limit}
        for size in options.sizes.split(",")
        if size
        for seed in range(options.seeds)
    ]
    cases += [{"file": name, "limit": options.limit} for name in options.files]
    _table(cases)


def _table(cases: list[dict[str, object]]) -> None:
    sys.stdout.write(
        "case | people | waiting stranded fit at-1 pairs sizes (bound) | proved | rules kept | s | MB | ratio\n"
    )
    first = 0.0
    for case in cases:
        command = [sys.executable, "-m", "tests.bench.bench_formation", "--one", json.dumps(case)]
        result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
        seconds = max(float(result["seconds"]), 0.001)
        first = first or seconds
        name = Path(str(case["file"])).stem if "file" in case else f"{case['people']}, seed {case['seed']}"
        cells = [name, *(str(value) for value in result.values()), f"{seconds / first:.1f}"]
        sys.stdout.write(" | ".join(cells) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
