"""Reminds everybody there is of one thing, and names a kind of mail for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from elearning.accounts.models import User
from elearning.post.kinds import kind, mails
from elearning.post.reminding import REMINDERS, Due, remind


def everybody(now: datetime) -> Iterator[Due]:
    for user in User.objects.all():
        yield Due(user, occasion="ring", sentence="It rings.", path="/my/", until=now + timedelta(days=1))


REMINDERS.clear()
kind("trying", "Trials", "What is tried.")
mails("trying", "reminder")
remind("ring", everybody, kind="trying")
