"""What no form of ours would send, at every door that takes one: NUL, half characters, a megabyte, emoji and words from right to
left. Each is taken or refused in words on either database, nothing that one of them cannot keep reaches it, and the log
tells nothing of what was sent, nor of anybody (TRUST D09, P06).

What every form of ours may ask for is sent to every door at once, so that a door that is added is tried without being named.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from django import forms
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client

from elearning.accounts import http
from elearning.accounts.models import User
from tests.stories.doors import DOORS, Door
from tests.stories.people import VISITOR, People, undone
from tests.upkeep.listening import listening

pytestmark = pytest.mark.one_database("what the other database would refuse is seen on its way to this one")

FORM = "application/x-www-form-urlencoded"
MARK = "Quartermaine"
NUL = f"{MARK}%00"
HALF = f"{MARK}%ED%A0%80"  # a lone surrogate, as its three bytes
BOTH_WAYS = quote_plus(f"{MARK} \u202egnp.exe\u2066 👩🏽‍🚀 \U000e0041 ﷽")
MEGABYTE = MARK + "x" * 1_000_000
WORDS = (forms.CharField, forms.JSONField)
OURS = ("elearning", "packs", "actionsets")
IMPOSSIBLE = re.compile(r"\x00|[\ud800-\udfff]|\\u0000")


def every_form(base: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """Every form of ours that has been loaded; all are, once an address was asked for."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith(OURS):
            yield kind
        yield from every_form(kind)


def read_by_hand() -> set[str]:
    """The words that stand in the modules that take something out of what was sent without a form."""
    texts = (path.read_text(encoding="utf-8") for room in OURS for path in Path(settings.BASE_DIR / room).rglob("*.py"))
    return {name for text in texts if "request.POST" in text for name in re.findall(r'"([a-z_]{2,30})"', text)}


def names() -> tuple[set[str], set[str]]:
    """The names of fields that hold words, and of all fields and whatever else views read but the mark of whom a page was made
    for: a false one ends all at once."""
    fields = [(name, field) for kind in every_form() for name, field in kind.base_fields.items()]  # type: ignore[attr-defined]
    words = {name for name, field in fields if type(field) in WORDS}
    return words, ({name for name, _field in fields} | read_by_hand()) - {http.MADE_FOR, http.TOKEN}


def bodies(door: Door, turn: int, words: set[str], every: set[str]) -> Iterator[str]:
    """What is sent to one door: every name there could be, with what cannot be; and by turns words that cannot be beside what
    is good otherwise, words that can, or far too many."""
    good = {name: quote_plus(value) for name, value in door.sends.items()}
    spoken = sorted(words & set(good)) or ["text"]
    yield joined(dict.fromkeys(sorted(every), (NUL, HALF)[turn % 2]))
    if turn % 3 == 0:
        cannot = {name: (NUL, HALF)[place % 2] for place, name in enumerate(sorted(words))}
        yield joined({**good, **cannot})
    elif turn % 3 == 1:
        yield joined({**dict.fromkeys(words, BOTH_WAYS), **good, **dict.fromkeys(words & set(good), BOTH_WAYS)})
    else:
        yield joined({**good, **dict.fromkeys(spoken[:2], MEGABYTE)})


def joined(parts: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in parts.items())


class Watch:
    """Looks at every text on its way to the database for what PostgreSQL would not keep."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        given = [one for row in params for one in row] if many else params or ()
        if any(isinstance(one, str) and IMPOSSIBLE.search(one) for one in given):
            self.found.append(sql[:120])
        return execute(sql, params, many, context)


def tried(people: People) -> Iterator[tuple[str, str, HttpResponse, list[str]]]:
    """Each door with each body: its name, who sent it, the answer, and what reached the database that should not."""
    words, every = names()
    clients = {who: people.client(who) for who in people.users}
    for client in clients.values():
        client.raise_request_exception = False
    for turn, (name, door) in enumerate(DOORS.items()):
        senders = door.opens_to if door.sent_by is None else door.sent_by
        who = min(senders - {VISITOR}, default=VISITOR)
        address = door.where(people)
        for body in bodies(door, turn, words, every):
            watch = Watch()
            with undone(), connection.execute_wrapper(watch):
                answer = sent(clients[who], address, body)
            yield name, who, answer, watch.found
            if answer.status_code == 405:
                break


def sent(client: Client, address: str, body: str) -> HttpResponse:
    return client.generic("POST", address, body.encode(), content_type=FORM)


def test_every_door_takes_or_refuses_in_words_and_logs_nothing(people: People) -> None:
    faults: set[str] = set()
    statuses: dict[int, int] = {}
    with listening() as lines:
        for name, who, answer, reached in tried(people):
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            if answer.status_code >= 500:
                faults.add(f"{name} as {who}: {answer.status_code}")
            faults |= {f"{name} as {who}: kept by one database alone: {sql}" for sql in reached}
    told = "\n".join(lines)
    addresses = [one.email for one in User.objects.all()]

    assert not faults, "\n".join(sorted(faults))
    assert sum(statuses.values()) > 500, statuses
    assert [word for word in (MARK, settings.SECRET_KEY, *addresses) if word in told] == []
    assert len(lines) > 100


def test_watch_sees_what_a_database_would_not_keep(people: People) -> None:
    watch = Watch()
    for words in ("\u2028", "a\x00b"):
        with undone(), connection.execute_wrapper(watch), suppress(ValueError, DatabaseError):
            list(User.objects.filter(first_name=words).values("pk"))

    assert len(watch.found) == 1
