"""Whether a clock tells who has an account: a known and an unknown address, two hundred times each (TRUST I05).

Run it as `python -m tests.bench.bench_enumeration`; with `DATABASE_URL=postgres://…` on PostgreSQL. Passwords are hashed as in
use. The bodies of the answers are compared without their tokens and the address itself.

A known and an unknown address are asked one right after the other, the first of each pair in turn, and what counts is the
median of the differences within pairs: what else the machine does meets both alike. It is given by the clock on the wall, which
is what somebody outside could measure, and by the time of the processor, which a busy machine does not lengthen; with both
goes how far the median may be off (from the middle half of the pairs). It fails if the processor tells five milliseconds or more.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from tests.bench.ground import standing

TRIES = 200
MOST = 5.0
"""Milliseconds by which the median may differ (TRUST I05)."""
Clock = Callable[[], float]
CLOCKS: dict[str, Clock] = {"processor": time.process_time, "wall": time.perf_counter}
KNOWN, UNKNOWN = "ada.example@example.org", "eve.example@example.org"
PASSWORD = "four unrelated quiet words"
DOORS = {
    "a code to sign in": ("/sign-in/", "email", {}),
    "a wrong password": ("/sign-in/password/", "login", {"password": "three other words"}),
    "a link for a new password": ("/password/forgotten/", "email", {}),
}
TOKENS = re.compile(r'value="[\w-]{64}"')


def main() -> None:
    """Ask, compare, print."""
    with standing() as vendor:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        from elearning.accounts.models import User  # noqa: PLC0415 - Django stands only now

        User.objects.create_user(KNOWN, PASSWORD, first_name="Ada", last_name="Example")
        results = [compared(vendor, title, door) for title, door in DOORS.items()]
    sys.exit(0 if all(results) else 1)


def compared(vendor: str, title: str, door: tuple[str, str, dict[str, str]]) -> bool:
    """Compare words and times of one door, and print both; whether they tell nothing."""
    alike = told(door, KNOWN) == told(door, UNKNOWN)
    sys.stdout.write(f"{vendor}: {title}: status and body are {'the same' if alike else 'DIFFERENT'}\n")
    for email in (KNOWN, UNKNOWN) * 3:
        asked(door, email)
    pairs = [pair(door, turn) for turn in range(TRIES)]
    middles = {}
    for name in CLOCKS:
        differences = [one[name] for one in pairs]
        low, middles[name], high = statistics.quantiles(differences, n=4)
        off = 1.57 * (high - low) / len(differences) ** 0.5
        sys.stdout.write(f"  {name}: known − unknown, median of {TRIES} pairs {middles[name]:+.2f} ms (± {off:.2f})\n")
    return alike and abs(middles["processor"]) < MOST


def pair(door: tuple[str, str, dict[str, str]], turn: int) -> dict[str, float]:
    """By how many milliseconds the known address takes longer than the unknown one, by each clock."""
    taken: dict[str, dict[str, float]] = {}
    for email in (KNOWN, UNKNOWN) if turn % 2 else (UNKNOWN, KNOWN):
        before = {name: clock() for name, clock in CLOCKS.items()}
        asked(door, email)
        taken[email] = {name: (clock() - before[name]) * 1000 for name, clock in CLOCKS.items()}
    return {name: taken[KNOWN][name] - taken[UNKNOWN][name] for name in CLOCKS}


def asked(door: tuple[str, str, dict[str, str]], email: str) -> Any:
    """The answer of `door`, and the browser."""
    from django.core import mail  # noqa: PLC0415 - Django stands only now
    from django.test import Client  # noqa: PLC0415

    address, field, more = door
    client = Client()
    answer = client.post(address, {field: email, **more})
    mail.outbox.clear()
    return answer, client


def told(door: tuple[str, str, dict[str, str]], email: str) -> tuple[int, str, str]:
    """What whoever asks gets to see, where the answer leads as well."""
    answer, client = asked(door, email)
    onward = answer.headers.get("Location", "")
    page = client.get(onward) if onward else answer
    return answer.status_code, onward, TOKENS.sub("", page.content.decode()).replace(email, "X")


if __name__ == "__main__":
    main()
