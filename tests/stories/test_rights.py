"""Every door of the product, and who may open it: the table in `doors.py`, tried by everybody in `people.py`.

A door without an entry fails. “Open” means an answer that is not an error; everybody else meets 404, as if the door did
not exist; 403 stands for “yours, but not this”; the signed-out are sent to sign in. What is sent is taken back again.

Everybody who may look in does so once, in `test_pages.py`; here one of them does, so that it is known what a door takes.
On PostgreSQL everybody knocks at every door; on SQLite whoever is refused for the same reason as another is left out
(`ALIKE`). What a refusal looks like is tried once a door, against an address that there is not; while everybody knocks,
it is one word.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from tests.stories.doors import APART, DOORS, Door, every_door
from tests.stories.people import VISITOR, People, undone
from tests.stories.walking import to_sign_in
from tests.test_readership import PROTECTED

NOT_ALLOWED = 405
# They take part like “running”, or run something elsewhere like “other manager”, or have nothing like the stranger.
ALIKE = {"declarer", "half way", "left", "publisher", "other facilitator", "other commissioner"}
FORGED = "918273645"  # what every form is sent in fields that are not its own
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def test_every_door_is_in_the_table() -> None:
    assert sorted(set(every_door()) - APART) == sorted({name.partition(" ")[0] for name in DOORS})


def lets_in(answer: HttpResponse) -> bool:
    """Whether the answer comes from behind the door: the page, the way on, or a form that is wrong or out of date."""
    return answer.status_code in {200, 409, 422} or (answer.status_code == 302 and not to_sign_in(answer))


def keeps_out(door: Door, who: str, answer: HttpResponse) -> bool:
    """Whether the answer is the one that the table wants for those who may not come in."""
    if who == VISITOR:
        return to_sign_in(answer) or (door.hidden and answer.status_code == 404)
    return answer.status_code == (403 if who in door.refuses else 404)


def is_right(door: Door, who: str, looked: HttpResponse | None, sent: HttpResponse) -> bool:
    """Whether both answers are the ones the table wants: to looking in, where it is tried here, and to sending the form."""
    senders = door.opens_to if door.sent_by is None else door.sent_by
    tried = [(looked, door.opens_to), (sent, senders)]
    asked = [(answer, allowed) for answer, allowed in tried if answer is not None and answer.status_code != NOT_ALLOWED]
    return bool(asked or looked is None) and all(
        lets_in(answer) if who in allowed else keeps_out(door, who, answer) for answer, allowed in asked
    )


def knocking(people: People, door: Door) -> list[str]:
    """Who tries this door: everybody, or without those who are refused for the same reason as somebody else."""
    if connection.vendor == "postgresql" or not door.opens_to - ALIKE:
        return list(people.users)
    return [who for who in people.users if who not in ALIKE]


class Forgeries:
    """Listens to what is written, for what was sent in fields that no form has."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if params and sql.startswith(("INSERT", "UPDATE", "DELETE")) and FORGED in str(params):
            self.found.append(sql)
        return execute(sql, params, many, context)


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseNotFound("nothing")


def test_doors_open_only_to_whom_they_should_and_take_only_what_is_theirs(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elearning.urls.handler404", nothing_here, raising=False)
    clients = {who: people.client(who) for who in people.users}
    more = dict.fromkeys(PROTECTED, FORGED)
    faults, forged = [], Forgeries()
    for name, door in DOORS.items():
        address = door.where(people)
        knocks = knocking(people, door)
        one = next((who for who in knocks if who in door.opens_to), None)
        for who in knocks:
            looked = clients[who].get(address) if who == one or who not in door.opens_to else None
            with undone(), connection.execute_wrapper(forged):
                sent = clients[who].post(address, {**more, **door.sends})
            if not is_right(door, who, looked, sent):
                answers = [answer.status_code for answer in (looked, sent) if answer is not None]
                faults.append(f"{name} as {who}: {answers} ({address})")

    assert not faults, "\n".join(faults)
    assert forged.found == []


def nowhere(address: str) -> str:
    """An address of the same shape that leads nowhere."""
    path = address.partition("?")[0]
    other = re.sub(r"/\d+/", "/987654/", KEY.sub(str(uuid4()), path))
    return other if other != path else f"{path.rstrip('/')}-not/"


def test_what_is_not_yours_looks_like_what_is_not_there(people: People) -> None:
    clients = {who: people.client(who) for who in ("stranger", "other set", "other manager")}
    different, tried = [], 0
    for name, door in DOORS.items():
        who = next((one for one in clients if one not in door.opens_to | door.refuses), None)
        if who is None:
            continue
        address = door.where(people)
        here, there = clients[who].get(address), clients[who].get(nowhere(address))
        if here.status_code == NOT_ALLOWED:
            continue
        tried += 1
        if (here.status_code, TOKEN.sub(b"", here.content)) != (there.status_code, TOKEN.sub(b"", there.content)):
            different.append(f"{name} as {who}: {here.status_code}, {there.status_code} ({address})")

    assert different == []
    assert tried > 200
