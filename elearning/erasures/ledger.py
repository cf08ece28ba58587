"""The ledger of erasures: fingerprints by which a copy that is put back can be brought up to date, and nothing else.

Each line says when somebody was erased, with two fingerprints made with the first of SEALING_KEYS: of the number of their
account and of their address. Without the key nobody can tell whose they are, or try addresses out. Where files are kept in a
bucket, the lines lie there too, one a file, since a machine of its own may have no disk that lasts.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
    """One erasure, and what the key is called that its fingerprints were made with, where that is known."""

    person: str
    address: str
    at: datetime
    key: str = field(default="", compare=False)


def place() -> Path:
    """The file beside the copies: it outlives the database."""
    return Path(settings.VAR_DIR) / NAME


def marks_of(person: User) -> tuple[str, str]:
    """The fingerprints of a person's number and address, by the first key."""
    ring = keyring()
    return ring.marks("erased", str(person.pk))[0], ring.marks("erased", person.email.lower())[0]


def note(erasure: Erasure) -> None:
    """Add an erasure to the file, and to the bucket where there is one. Twice does no harm."""
    began = erasure.began_at or timezone.now()
    line = written(Line(erasure.person_mark, erasure.address_mark, began, keyring().names[0]))
    place().parent.mkdir(parents=True, exist_ok=True)
    with place().open("a") as file:
        file.write(line)
    store, name = storages["private"], f"{FOLDER}/{erasure.person_mark}.jsonl"
    if not isinstance(store, FileSystemStorage) and not store.exists(name):
        store.save(name, ContentFile(line.encode()))


def written(line: Line) -> str:
    """A line as it stands in the file."""
    said = {"person": line.person, "address": line.address, "at": line.at.isoformat(), "key": line.key}
    return json.dumps({name: value for name, value in said.items() if value}) + "\n"


def read(lines: Iterable[str]) -> Iterator[Line]:
    """What a file says. Raises UnreadableLedgerError."""
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            said = json.loads(text)
            at = datetime.fromisoformat(said["at"])
            yield Line(str(said["person"]), str(said["address"]), at, str(said.get("key", "")))
        except (ValueError, KeyError, TypeError) as problem:
            raise UnreadableLedgerError(f"Line {number} is no line of a ledger of erasures.") from problem


def known() -> list[Line]:
    """All that the database, the file and the bucket know of."""
    begun = Erasure.objects.exclude(began_at=None)
    here = [Line(one.person_mark, one.address_mark, one.began_at) for one in begun if one.began_at]
    # Of two that are the same the first stays: the file knows the key.
    return sorted({*from_file(), *here}, key=lambda line: line.at)


def from_file() -> list[Line]:
    """What the file beside the copies and the bucket know of; nothing if there is neither."""
    lines = place().read_text().splitlines() if place().exists() else []
    store = storages["private"]
    if not isinstance(store, FileSystemStorage):
        for name in files_in(store, FOLDER):
            with store.open(name) as file:
                lines.append(file.read().decode())
    return list(read(lines))


def unreadable(lines: Iterable[Line]) -> list[Line]:
    """Erasures unknown to this database and noted with a missing key: nobody can tell whether their people are here."""
    here, names = set(Erasure.objects.values_list("person_mark", flat=True)), set(keyring().names)
    return [line for line in lines if line.key and line.key not in names and line.person not in here]


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
