"""The ground a benchmark of requests stands on: Django set up as for tests with a database of its own, and the table of times.

SQLite writes as it does in use: a file, WAL, synchronous=FULL. With `DATABASE_URL=postgres://…` it is PostgreSQL.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import django
from django.conf import settings

DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"


@contextmanager
def standing() -> Iterator[str]:
    """A fresh database inside; yields its vendor. Only what is imported within may import models."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    with tempfile.TemporaryDirectory(prefix="alongside-bench-") as folder:
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            database["TEST"] = {"NAME": os.path.join(folder, "bench.sqlite3")}
            database["OPTIONS"]["init_command"] = DURABLE
        django.setup()
        from django.db import connection  # noqa: PLC0415 - Django stands only now
        from django.test.utils import setup_test_environment  # noqa: PLC0415

        setup_test_environment(debug=False)
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield connection.vendor
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def take_turns(work: Mapping[str, Callable[[int], None]], rounds: int, *, title: str) -> None:
    """Let the kinds of requests take turns (each is given the number of the round), and print times, queries, ratios.

    The first of `work` is what the others are compared with. Times are milliseconds in the process.
    """
    from django.db import connection  # noqa: PLC0415 - Django stands only now
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    taken: dict[str, list[float]] = {name: [] for name in work}
    queries: dict[str, int] = {}
    for name, request in work.items():
        request(0)
        with CaptureQueriesContext(connection) as asked:
            request(1)
        queries[name] = len(asked)
    for number in range(2, rounds + 2):
        for name, request in work.items():
            start = time.perf_counter()
            request(number)
            taken[name].append((time.perf_counter() - start) * 1000)
    sys.stdout.write(f"{connection.vendor}, {title}, {rounds} rounds; milliseconds in the process\n")
    sys.stdout.write("request | queries | p50 | p95 | ratio of p50 | ratio of p95\n")
    marks = {name: (statistics.median(times), statistics.quantiles(times, n=20)[-1]) for name, times in taken.items()}
    base = next(iter(marks.values()))
    for name, (middle, late) in marks.items():
        cells = [name, str(queries[name]), f"{middle:.1f}", f"{late:.1f}"]
        sys.stdout.write(" | ".join([*cells, f"{middle / base[0]:.2f}", f"{late / base[1]:.2f}"]) + "\n")
