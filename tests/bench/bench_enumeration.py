"""Whether a clock tells who has an account: a known and an unknown address, two hundred times each (TRUST I05).

Run it as `python -m tests.bench.bench_enumeration`; with `DATABASE_URL=postgres://…` on PostgreSQL. Passwords are hashed as in
use. Each pair takes turns, and the bodies of the answers are compared without their tokens and the address itself.
"""

import re
import sys
from typing import Any

from django.conf import settings

from tests.bench.ground import standing, take_turns

TRIES = 200
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
        for title, door in DOORS.items():
            alike = told(door, KNOWN) == told(door, UNKNOWN)
            sys.stdout.write(f"{vendor}: {title}: status and body are {'the same' if alike else 'DIFFERENT'}\n")
            work = {name: asking(door, email) for name, email in (("unknown", UNKNOWN), ("known", KNOWN))}
            take_turns(work, TRIES, title=title)


def asking(door: tuple[str, str, dict[str, str]], email: str) -> Any:
    """A request to `door` with `email`, by a browser of its own each time."""
    return lambda _number: asked(door, email)


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
