"""Reminds everybody there is of one thing, and names a kind of mail for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from elearning.accounts.models import User
from elearning.post.kinds import kind, mails
from elearning.post.reminding import REMINDERS, Due, remind

# The one moment at which it rings, so that no clock of a test does it in the hours of reminders.
RINGS_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def everybody(now: datetime) -> Iterator[Due]:
    for user in User.objects.all() if now == RINGS_AT else []:
        yield Due(user, occasion="ring", sentence="It rings.", path="/my/", until=now + timedelta(days=1))


REMINDERS.clear()
kind("trying", "Trials", "What is tried.")
mails("trying", "reminder")
remind("ring", everybody, kind="trying")
