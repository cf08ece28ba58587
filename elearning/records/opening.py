"""Opens one part of somebody's record for an operator in an emergency: with a reason, noted first, and told to the person.

There is no screen for it (DOMAIN 7.2). `PARTS` is all that can be opened at all, the cells marked `bg` in TRUST 5: what was
not submitted, what was answered without a name, actions, notes and maps are not among them. What cannot be noted in the
audit log is not opened.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from elearning import mail
from elearning.accounts.models import User
from elearning.auditing import messaging, noting
from elearning.records.telling import ROOMS, Table

FEWEST_WORDS, LONGEST_REASON = 5, 1000
LATEST = timedelta(days=30)
"""The longest that a person may be told later, such as while a court has ordered it."""


@dataclass(frozen=True)
class Part:
    """A table of the record: its room, its key, and the only value its rows may have in a column, if so."""

    room: str
    table: str
    only: tuple[str, str] | None = None


PARTS = {
    "answers": Part("profiles", "answers", only=("state", "submitted")),
    "reflections": Part("actionsets", "reflections"),
    "audit-log": Part("house", "audit_log"),
}


class RefusedError(Exception):
    """It is not opened; the message tells the operator why."""


def is_operator(user: User) -> bool:
    """Whether `user` may open something in an emergency: the owner of the installation, or whoever was given the right."""
    return user.is_active and (user.is_superuser or user.has_perm("auditing.break_glass"))


def break_glass(
    person: User, part: str, *, operator: User, reason: str, later: timedelta = timedelta(0), why_later: str = ""
) -> str:
    """The `part` of the record of `person`, as JSON.

    It is noted and stored before anything is read, and the person is written to: at once, or `later`. The operator gets a
    letter as well, since anybody at the command line can give their name. Raises RefusedError, which the person reads of
    in their log, and whatever keeps a note from being stored.
    """
    try:
        _refuse(person, part, operator, reason, later, why_later)
    except RefusedError:
        noting.refused(person, by=operator, what=part if part in PARTS else "")
        raise
    with transaction.atomic():
        glass = noting.broke_glass(
            person, by=operator, what=part, reason=reason, shown_from=timezone.now() + later, why_later=why_later
        )
        if not later:
            messaging.tell(glass)
        mail.send("glass_used", operator.email, {"user": operator})
    return _told(person, PARTS[part])


def _refuse(person: User, part: str, operator: User, reason: str, later: timedelta, why_later: str) -> None:
    if not is_operator(operator):
        raise RefusedError("This operator has no right to open anything.")
    if operator == person:
        raise RefusedError("What is one's own stands in one's own record.")
    if part not in PARTS:
        raise RefusedError(f"Only these can be opened: {', '.join(PARTS)}.")
    if not _says_something(reason):
        raise RefusedError(f"Give a reason in {FEWEST_WORDS} words or more, {LONGEST_REASON} letters at most.")
    if not timedelta(0) <= later <= LATEST:
        raise RefusedError(f"The person is told {LATEST.days} days later at the latest.")
    if later and not _says_something(why_later):
        raise RefusedError("Say why the person is told later, such as whose order it is; they read that too.")


def _says_something(words: str) -> bool:
    return len(set(words.lower().split())) >= FEWEST_WORDS and len(words) <= LONGEST_REASON


def _told(person: User, part: Part) -> str:
    table = next(one for one in ROOMS[part.room].tell(person) if one.key == part.table)
    told = {"about": person.email, "part": f"{part.room}.{part.table}", "rows": list(_rows(table, part))}
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _rows(table: Table, part: Part) -> Iterable[dict[str, Any]]:
    names = [column.key for column in table.columns]
    for values in table.rows:
        row = dict(zip(names, values, strict=True))
        if part.only is None or row[part.only[0]] == part.only[1]:
            yield row
