"""Puts a copy of an installation back, after it has been read through and found whole, and says what is to be known then.

Files first, then the database: there is no moment at which the database names a file that is not there. A copy of an earlier
version is then brought up to this one, and only after that is settled what a copy cannot know: letters that waited when it was
made may have been sent since, and sessions of then are ended. Before, their tables may be others, or not be there at all.
"""

import hashlib
import tarfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import storages
from django.db import connections
from django.utils import timezone

from elearning import sealed
from elearning.jobs.figures import clear_figures
from elearning.post import carrying
from elearning.upkeep import dumping
from elearning.upkeep.archiving import CHUNK, DATABASE, FOLDERS
from elearning.upkeep.manifest import NAME, Manifest, Piece, UnreadableError, differences, read


class NotEmptyError(Exception):
    """There is an installation already; the message says what to do."""


Before = Callable[[], Any]
After = Callable[[Any], str]
AFTERCARE: list[tuple[Before, After]] = []


def aftercare(before: Before, after: After) -> None:
    """From now on, `after` is called when a copy has been put back and brought up to date, with what `before` gave before the
    database was replaced. It returns a sentence for the operator, or nothing."""
    AFTERCARE.append((before, after))


@dataclass(frozen=True)
class Restored:
    """What was put back; how many letters waited when the copy was made and may have gone out since; and the names of keys
    that the copy's words may be sealed with and that are missing here."""

    manifest: Manifest
    doubted: int
    missing_keys: tuple[str, ...]


def unpack(source: IO[bytes], place: Path) -> Manifest:
    """Unpack a copy into the empty folder `place`, and prove that it is whole: every file, its length and its sum.

    Raises UnreadableError with a sentence that names what is wrong.
    """
    found: dict[str, Piece] = {}
    listed: bytes | None = None
    try:
        with tarfile.open(fileobj=source, mode="r|*") as archive:
            for member in archive:
                content = archive.extractfile(member) if _is_welcome(member) else None
                if content is None:
                    raise UnreadableError(f"This is no copy of Alongside: {member.name!r} does not belong in one.")
                if member.name == NAME:
                    listed = content.read()
                else:
                    found[member.name] = _set_down(content, place / member.name)
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise UnreadableError("This file is no copy of Alongside, or it breaks off before its end.") from problem
    if listed is None:
        raise UnreadableError("This copy breaks off before its end: the list of what is in it is missing.")
    manifest = read(listed)
    if wrong := differences(manifest.pieces, found):
        raise UnreadableError(f"This copy is damaged: {', '.join(wrong[:3])} (and {len(wrong)} in all).")
    return manifest


def restore(place: Path, manifest: Manifest, *, replace: bool = False, using: str = "default") -> None:
    """Make what was unpacked into `place` this installation; it is to be migrated and settled (`settle`) before anybody uses it.

    Raises NotEmptyError unless there is none yet or `replace`; UnreadableError for a copy of another kind of database or one
    that is not the same afterwards; DumpError when the database refuses.
    """
    connection = connections[using]
    if manifest.engine != connection.vendor:
        raise UnreadableError(
            f"This copy is of a database of {manifest.engine}, and DATABASE_URL names one of {connection.vendor}. Restore it"
            " into its own kind; `manage.py move_to_postgresql` moves it from there."
        )
    if not replace and not dumping.is_empty(using):
        raise NotEmptyError(
            "There is a database already. Give an empty one, or --replace to put the copy in its place."
        )
    _put_files(place, manifest.pieces)
    dumping.load(using, place / DATABASE)
    if wrong := differences(manifest.rows, dumping.count(using, manifest.rows)):
        raise UnreadableError(f"These tables have not the rows that they had: {', '.join(wrong)}.")


def settle(manifest: Manifest, *, using: str = "default") -> Restored:
    """End the sessions of what was put back, and the letters that may have gone out since. Needs every table of this version."""
    clear_figures()
    Session.objects.using(using).all().delete()
    missing = set(manifest.seals) - set(sealed.keyring().names)
    return Restored(manifest, carrying.doubt_all(timezone.now(), using=using), tuple(sorted(missing)))


def _is_welcome(member: tarfile.TarInfo) -> bool:
    """Whether it is a file of a copy: no link, and nothing that leads out of the folder it is unpacked into."""
    parts = PurePosixPath(member.name).parts
    plain = member.isfile() and not member.name.startswith("/") and ".." not in parts and "\0" not in member.name
    return plain and (member.name in {NAME, DATABASE} or (len(parts) > 1 and parts[0] in FOLDERS))


def _set_down(content: IO[bytes], target: Path) -> Piece:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, length = hashlib.sha256(), 0
    with target.open("xb") as out:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            length += out.write(chunk)
    return Piece(length, digest.hexdigest())


def _put_files(place: Path, pieces: Collection[str]) -> None:
    """Put every file where it was; of files that are here and not in the copy, none is touched."""
    for path in pieces:
        folder, _, name = path.partition("/")
        if folder in FOLDERS:
            store = storages[FOLDERS[folder]]
            store.delete(name)
            with (place / path).open("rb") as content:
                kept = store.save(name, File(content))
            if kept != name:
                raise UnreadableError(f"The file {path} could not be put where it was.")
