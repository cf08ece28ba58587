"""Times the catalogue on the server, beside a bare Wagtail page in the same run, and prints times, queries and ratios.

Run it as `python -m tests.bench.bench_catalogue [--packs 1000] [--rounds 60]`; with `DATABASE_URL=postgres://…` the same on
PostgreSQL. A database of its own is made for it and taken away afterwards. The packs have titles of four words and readings
of 700, drawn from a vocabulary in which words are as unevenly common as in a language. What is timed is the whole request
inside the process, from the address to the answer, without network, web server or browser. The kinds of requests take
turns, so that whatever else the machine does falls on all alike.
"""

import argparse
import random
from collections.abc import Callable

from tests.bench.ground import standing, take_turns

VOCABULARY, TITLE, READING = 4000, 4, 700
SYLLABLES = ("ba", "co", "di", "fen", "gor", "hal", "jun", "kel", "lom", "mar", "nes", "ol", "per", "qui", "ras", "tol")


def words() -> tuple[list[str], list[float]]:
    """A made-up vocabulary, the most common word first, and how common each is."""
    made: list[str] = []
    for number in range(VOCABULARY):
        parts = [SYLLABLES[number % 16], SYLLABLES[number // 16 % 16], SYLLABLES[number // 256 % 16]]
        made.append("".join(parts))
    return made, [1 / (place + 3) for place in range(VOCABULARY)]


def requests_of(packs: int) -> dict[str, Callable[[int], None]]:
    """What is timed, by name."""
    from django.test import Client  # noqa: PLC0415 - Django stands only now

    from elearning.pages.loading import home  # noqa: PLC0415
    from elearning.pages.models import PlainPage  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.packs import makers  # noqa: PLC0415

    chance = random.Random(410)
    known, common = words()

    def some(count: int) -> str:
        return " ".join(chance.choices(known, common, k=count))

    makers.many(factories.framework(), packs, lambda number: some(TITLE).capitalize(), lambda number: some(READING))
    plain = PlainPage(title="Bare", slug="bare")
    home().add_child(instance=plain)
    client = Client()
    addresses = {
        "bare Wagtail page": plain.url,
        "catalogue, first page": "/packs/",
        "catalogue, narrowed twice": "/packs/?subject=LEAD&time=45",
        "catalogue, last page": "/packs/?page=99999",
        "search: a word in every pack": f"/packs/?q={known[0]}",
        "search: two common words": f"/packs/?q={known[20]}+{known[30]}",
        "search: a rare word": f"/packs/?q={known[3900]}",
        "search: a code": "/packs/?q=MPW:101-07",
        "search: mistyped": f"/packs/?q={known[2000][:-1]}zzq",
    }

    def ask(address: str) -> Callable[[int], None]:
        def request(_round: int) -> None:
            if client.get(address).status_code != 200:
                raise SystemExit(f"{address} did not open.")

        return request

    return {name: ask(address or "") for name, address in addresses.items()}


def measure(packs: int, rounds: int) -> None:
    """Fill the database and time the requests."""
    from django.db import connection  # noqa: PLC0415 - Django stands only now

    work = requests_of(packs)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what autovacuum does by itself a minute after so many new rows
    take_turns(work, rounds, title=f"{packs} packs")


def main() -> None:
    """Make a database, measure, take it away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with standing():
        measure(options.packs, options.rounds)


if __name__ == "__main__":
    main()
