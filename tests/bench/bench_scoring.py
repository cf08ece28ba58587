"""Times the scoring of many sets of answers, and the reliability of a whole instrument, and prints seconds and ratios.

Run it as `python -m tests.bench.bench_scoring [--sets 10000] [--rounds 5]`. Answers are invented: nine subjects of four
statements, five points, some without a chance or left blank. Nothing is read from or written to a database. The ratio is to
the bare mean of the same answers in the same run, so that figures of two machines can be compared.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from elearning.assessments import releasing, reliability
from elearning.profiles import scoring
from elearning.profiles.scoring import Answer, Scale

SUBJECTS, STATEMENTS, POINTS = 9, 4, 5


def invented(sets: int, seed: int) -> np.ndarray:
    """Answers of so many people: a table of points, blanks and "no chance"."""
    draw = np.random.default_rng(seed)
    habit = np.repeat(draw.normal(size=(sets, SUBJECTS)), STATEMENTS, axis=1)
    raw = 0.7 * habit + 0.7 * draw.normal(size=habit.shape) + (POINTS + 1) / 2
    table = np.clip(np.round(raw), 1, POINTS).astype(np.int64)
    table[draw.random(table.shape) < 0.03] = reliability.NO_CHANCE
    table[draw.random(table.shape) < 0.02] = reliability.BLANK
    return table


def as_scales(row: list[int], draw: random.Random) -> list[Scale]:
    """One person's answers as scoring takes them."""
    answers = [Answer(value if value > 0 else None, no_chance=value == reliability.NO_CHANCE) for value in row]
    return [
        Scale(f"S{n}", n, tuple(answers[n * STATEMENTS : (n + 1) * STATEMENTS]), draw.randint(1, 5))
        for n in range(SUBJECTS)
    ]


def all_figures(table: np.ndarray) -> list[releasing.Cells]:
    """What a technical page shows of one version."""
    codes = [f"S{n}" for n in range(SUBJECTS)]
    scales = [reliability.Scale(code, tuple(f"{code}{n}" for n in range(STATEMENTS)), (False,) * 4) for code in codes]
    parts = np.split(table, SUBJECTS, axis=1)
    pairs = reliability.pair_figures(
        {scale.code: reliability.scores(scale, part, POINTS) for scale, part in zip(scales, parts, strict=True)}
    )
    figures = [reliability.scale_figures(scale, part, POINTS) for scale, part in zip(scales, parts, strict=True)]
    return [*map(releasing.scale_cells, figures), *map(releasing.pair_cells, pairs)]


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """How long `work` took, each time."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def line(name: str, taken: list[float], sets: int, bare: float) -> None:
    """One line of the table."""
    middle = statistics.median(taken)
    cells = [f"{middle:.3f}", f"{max(taken):.3f}", f"{middle / sets * 1e6:.1f}", f"{middle / bare:.1f}"]
    sys.stdout.write(" | ".join([name, *cells]) + "\n")


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    table, draw = invented(options.sets, 1), random.Random(1)
    rows = [as_scales(row, draw) for row in table.tolist()]
    plain = [[answer.value for scale in row for answer in scale.answers if answer.value] for row in rows]
    bare = timed(lambda: [sum(values) / len(values) for values in plain], options.rounds)
    sys.stdout.write(f"{options.sets} sets of {SUBJECTS * STATEMENTS} answers, {options.rounds} rounds\n")
    sys.stdout.write("work | s (median) | s (worst) | µs a set | ratio to the bare mean\n")
    first = statistics.median(bare)
    line("bare mean", bare, options.sets, first)
    line(
        "scoring (R1 to R10)", timed(lambda: [scoring.score(row) for row in rows], options.rounds), options.sets, first
    )
    line("reliability, all figures", timed(lambda: all_figures(table), options.rounds), options.sets, first)


if __name__ == "__main__":
    main()
