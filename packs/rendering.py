"""Makes the copies of packs, once for each wording, and keeps them by the fingerprint of their content.

Where there are workers they are asked for, at publishing and whenever one is missing, and are served when they are there;
without workers whoever asks waits a moment. What is kept is nobody's own, and can always be made again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from elearning.buckets import files_in
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.jobs.working import GiveUpError, Work
from elearning.printing import paper
from packs import ebook, exporting, reading
from packs.exporting import Copy
from packs.models import LearningPackPage, PackVersion

FOLDER = "packs"
KIND = "packs.copy"
# Copies grow old when their pack is written anew; those still wanted are made again.
KEPT = timedelta(days=60)
# After a failure nobody is made to wait for another one at once.
REST = timedelta(minutes=10)


class BeingMadeError(Exception):
    """A worker is making the copy; it will be there in a moment."""


def copy_of(pack: LearningPackPage, kind: str, version: PackVersion | None = None) -> bytes:
    """The copy of `pack` of this kind, in the words of `version` or in those of now.

    Raises BeingMadeError while a worker makes it, and `paper.NotPrintedError` when it could not be made.
    """
    with storages["private"].open(place_of(pack, kind, version)) as file:
        return bytes(file.read())


def place_of(pack: LearningPackPage, kind: str, version: PackVersion | None = None) -> str:
    """Where the copy lies in the private storage, once it is there. Raises like `copy_of`."""
    wanted = _wanted(pack, kind, version)
    return _place(wanted, kind=KIND, payload=_payload(pack, kind, version))


def kept(name: str, *, made: Callable[[], bytes], kind: str, payload: dict[str, int | str]) -> bytes:
    """Another document of this room, kept at `name`: made by the job `kind` where there are workers. Raises like `copy_of`."""
    with storages["private"].open(_place(Wanted(name, made), kind=kind, payload=payload)) as file:
        return bytes(file.read())


def ask_for_all(pack: LearningPackPage) -> None:
    """Have every copy of `pack` made, where there are workers to make them."""
    if settings.WORKERS:
        for kind in Copy.values:
            name = _wanted(pack, kind, None).name
            working.ask(KIND, _key(name), _payload(pack, kind, None))


def make(work: Work) -> dict[str, int]:
    """The job: make one copy, unless it is there. Making it twice gives the same file."""
    pack = LearningPackPage.objects.filter(pk=str(work.payload["pack"]), live=True).first()
    version = PackVersion.objects.filter(pk=str(work.payload["version"])).first()
    if pack is None or (work.payload["version"] and version is None):
        raise GiveUpError("pack_is_gone")
    wanted, store = _wanted(pack, str(work.payload["kind"]), version), storages["private"]
    if not store.exists(wanted.name):
        store.save(wanted.name, ContentFile(wanted.made()))
    return {"bytes": store.size(wanted.name)}


def prune(now: datetime | None = None) -> int:
    """Delete the copies that were made long ago; returns how many."""
    store, before = storages["private"], (now or timezone.now()) - KEPT
    old = [name for name in files_in(store, FOLDER) if store.get_modified_time(name) < before]
    for name in old:
        store.delete(name)
    return len(old)


@dataclass(frozen=True)
class Wanted:
    """A copy: where it is kept, and how it is made."""

    name: str
    made: Callable[[], bytes]


def _wanted(pack: LearningPackPage, kind: str, version: PackVersion | None) -> Wanted:
    wording = exporting.at_version(pack, version)
    if kind == Copy.EPUB:
        notes = exporting.shows_trainer_notes(pack, kind)
        files = ebook.files_of(wording, version or reading.latest_version(pack), with_trainer_notes=notes)
        return Wanted(f"{FOLDER}/{ebook.fingerprint(files)}.epub", partial(ebook.packed, files))
    html, with_fields = exporting.html_of(wording, kind=kind), kind == Copy.FILL
    name = paper.name_of(html, folder=FOLDER, with_fields=with_fields)
    return Wanted(name, partial(paper.render, html, with_fields=with_fields))


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _payload(pack: LearningPackPage, kind: str, version: PackVersion | None) -> dict[str, int | str]:
    return {"pack": pack.pk, "version": version.pk if version else 0, "kind": str(kind)}


def _place(wanted: Wanted, *, kind: str, payload: dict[str, int | str]) -> str:
    store = storages["private"]
    if not store.exists(wanted.name):
        if settings.WORKERS:
            _send_for(kind, wanted.name, payload)
            raise BeingMadeError
        store.save(wanted.name, ContentFile(wanted.made()))
    return wanted.name


def _send_for(kind: str, name: str, payload: dict[str, int | str]) -> None:
    """Ask for the job. Raises `paper.NotPrintedError` when it failed a short while ago."""
    failed = Job.objects.filter(kind=kind, key=_key(name), state=Job.State.FAILED)
    if failed.filter(finished_at__gt=timezone.now() - REST).exists():
        raise paper.NotPrintedError
    working.ask(kind, _key(name), payload)
