"""A copy of a whole installation as one file: the files that people brought, the database, and a list of both.

Files first, then the database, then the files that came in between: whatever the database names is in the copy. Keys are
not: they are kept apart (`SEALING_KEYS` and `SECRET_KEY` in README.md).
"""

import hashlib
import io
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.core.files.storage import Storage, storages
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from elearning import sealed
from elearning.upkeep import dumping
from elearning.upkeep.manifest import NAME, Manifest, Piece, written

FOLDERS = {"media": "default", "private": "private"}
DATABASE = "database"
IN_MEMORY = 8 * 1024 * 1024  # bytes of one file; a bigger one is set down on the disk on its way
CHUNK = 1024 * 1024


def write(out: IO[bytes], *, using: str = "default") -> Manifest:
    """Write a copy of the installation to `out`, which need not be a file; returns what is in it.

    Raises DumpError when the database cannot be copied; OSError when there is no room.
    """
    with (
        tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        tempfile.TemporaryDirectory() as place,
    ):
        copy = _Copy(archive)
        copy.add_files()
        database = Path(place) / "copy"
        rows = dumping.dump(using, database)
        with database.open("rb") as content:
            copy.add(DATABASE, content)
        copy.add_files()
        manifest = _manifest(rows, copy.pieces, using)
        _add(archive, NAME, io.BytesIO(written(manifest)), len(written(manifest)))
    return manifest


def names(store: Storage, folder: str = "") -> Iterator[str]:
    """Every file of a storage by its name, folder by folder."""
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return
    before = f"{folder}/" if folder else ""
    yield from (before + name for name in sorted(files))
    for one in sorted(folders):
        yield from names(store, before + one)


@dataclass
class _Copy:
    """An archive that is being written, and what is in it already."""

    archive: tarfile.TarFile
    pieces: dict[str, Piece] = field(default_factory=dict)

    def add_files(self) -> None:
        """Add the files that are not in it; one that has gone in the meantime is left out."""
        for folder, alias in FOLDERS.items():
            for name in names(storages[alias]):
                if f"{folder}/{name}" not in self.pieces:
                    self._add_file(f"{folder}/{name}", storages[alias], name)

    def _add_file(self, path: str, store: Storage, name: str) -> None:
        try:
            with store.open(name) as content:
                self.add(path, content)
        except FileNotFoundError:
            return

    def add(self, path: str, content: IO[bytes]) -> None:
        """Add one file, and note its length and sum. It is read once: what is noted is what is in the copy."""
        digest, length = hashlib.sha256(), 0
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                length += kept.write(chunk)
            kept.seek(0)
            _add(self.archive, path, kept, length)
        self.pieces[path] = Piece(length, digest.hexdigest())


def _add(archive: tarfile.TarFile, path: str, content: IO[bytes], length: int) -> None:
    told = tarfile.TarInfo(path)
    told.size, told.mode, told.mtime = length, 0o600, int(timezone.now().timestamp())
    archive.addfile(told, content)


def _manifest(rows: dict[str, int], pieces: dict[str, Piece], using: str) -> Manifest:
    connection = connections[using]
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        engine=connection.vendor,
        migrations=dict(applied),
        rows=rows,
        seals=tuple(sealed.keyring().names),
        pieces=pieces,
    )
