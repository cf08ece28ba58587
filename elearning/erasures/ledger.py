"""The ledger of erasures: fingerprints by which a copy that is put back can be brought up to date, and nothing else.

Each line says when somebody was erased, with two fingerprints made with the first of SEALING_KEYS: of the number of their
account and of their address. Without the key nobody can tell whose they are, or try addresses out. Where files are kept in a
bucket, the lines lie there too, one a file, since a machine of its own may have no disk that lasts.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone

from elearning.accounts.models import User
from elearning.buckets import files_in
from elearning.erasures.models import Erasure
from elearning.sealed import keyring

NAME, FOLDER = "erasures.jsonl", "erasures"


class UnreadableLedgerError(Exception):
    """A line of the file is no line of a ledger; the message names it."""


@dataclass(frozen=True)
class Line:
    """One erasure."""

    person: str
    address: str
    at: datetime


def place() -> Path:
    """The file beside the copies: it outlives the database."""
    return Path(settings.VAR_DIR) / NAME


def marks_of(person: User) -> tuple[str, str]:
    """The fingerprints of a person's number and address, by the first key."""
    ring = keyring()
    return ring.marks("erased", str(person.pk))[0], ring.marks("erased", person.email.lower())[0]


def note(erasure: Erasure) -> None:
    """Add an erasure to the file, and to the bucket where there is one. Twice does no harm."""
    line = written(Line(erasure.person_mark, erasure.address_mark, erasure.began_at or timezone.now()))
    place().parent.mkdir(parents=True, exist_ok=True)
    with place().open("a") as file:
        file.write(line)
    store, name = storages["private"], f"{FOLDER}/{erasure.person_mark}.jsonl"
    if not isinstance(store, FileSystemStorage) and not store.exists(name):
        store.save(name, ContentFile(line.encode()))


def written(line: Line) -> str:
    """A line as it stands in the file."""
    return json.dumps({"person": line.person, "address": line.address, "at": line.at.isoformat()}) + "\n"


def read(lines: Iterable[str]) -> Iterator[Line]:
    """What a file says. Raises UnreadableLedgerError."""
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            said = json.loads(text)
            yield Line(str(said["person"]), str(said["address"]), datetime.fromisoformat(said["at"]))
        except (ValueError, KeyError, TypeError) as problem:
            raise UnreadableLedgerError(f"Line {number} is no line of a ledger of erasures.") from problem


def known() -> list[Line]:
    """All that the database, the file and the bucket know of."""
    begun = Erasure.objects.exclude(began_at=None)
    here = [Line(one.person_mark, one.address_mark, one.began_at) for one in begun if one.began_at]
    return sorted({*here, *from_file()}, key=lambda line: line.at)


def from_file() -> list[Line]:
    """What the file beside the copies and the bucket know of; nothing if there is neither."""
    lines = place().read_text().splitlines() if place().exists() else []
    store = storages["private"]
    if not isinstance(store, FileSystemStorage):
        for name in files_in(store, FOLDER):
            with store.open(name) as file:
                lines.append(file.read().decode())
    return list(read(lines))


def come_back(lines: Iterable[Line]) -> list[User]:
    """Those who are here although they were erased: one query, whoever's account was made after an erasure left out."""
    ring = keyring()
    by_mark: dict[str, datetime] = {}
    for line in lines:
        for mark in (line.person, line.address):
            by_mark[mark] = max(line.at, by_mark.get(mark, line.at))
    found = []
    for person in User.objects.order_by("pk"):
        marks = [*ring.marks("erased", str(person.pk)), *ring.marks("erased", person.email.lower())]
        if any(person.date_joined <= by_mark[mark] for mark in marks if mark in by_mark):
            found.append(person)
    return found
