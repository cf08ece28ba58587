"""Copies the whole installation into one file, while people go on working."""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from elearning.upkeep import archiving, restoring
from elearning.upkeep.dumping import DumpError
from elearning.upkeep.manifest import Manifest, UnreadableError

PATTERN = "alongside-*.tar"
MEGABYTE = 1_000_000


class Command(BaseCommand):
    """`manage.py backup [FILE|FOLDER|-] [--keep N]`: database and files, consistent, read back and compared."""

    help = "Copy database and files into one file, and prove by reading it that it is whole. Keys are not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and how many to keep."""
        parser.add_argument(
            "target", nargs="?", default=str(settings.VAR_DIR / "copies"), help="file, folder, or - for the output"
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="keep this many of the copies in the folder; 0 keeps all"
        )

    def handle(self, *args: Any, target: str, keep: int, **options: Any) -> None:
        """Raises CommandError when the copy could not be written; what was half written is taken away."""
        began = time.monotonic()
        try:
            if target == "-":
                self.tell("the output", archiving.write(sys.stdout.buffer), began)
                return
            path = self.place(Path(target))
            self.tell(str(path), write_checked(path), began)
        except (DumpError, UnreadableError, OSError) as problem:
            raise CommandError(f"No copy was made. {problem}") from problem
        for old in sorted(path.parent.glob(PATTERN))[:-keep] if keep > 0 else []:
            old.unlink()

    def place(self, target: Path) -> Path:
        """The file to write: named by the moment where a folder is given."""
        if target.suffix == ".tar":
            return target
        target.mkdir(parents=True, exist_ok=True)
        return target / f"alongside-{timezone.now():%Y%m%dT%H%M%SZ}.tar"

    def tell(self, where: str, manifest: Manifest, began: float) -> None:
        """Say what was copied; on the error output, since the copy itself may go to the output."""
        size = sum(piece.bytes for piece in manifest.pieces.values()) / MEGABYTE
        self.stderr.write(
            f"Copied {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables and {len(manifest.pieces) - 1} files"
            f" ({size:.1f} MB) to {where} in {time.monotonic() - began:.1f} s."
        )


def write_checked(path: Path) -> Manifest:
    """Write a copy to `path`, read it through, and only then give it its name, so that no half copy bears it."""
    part = path.with_name(f"{path.name}.part")
    try:
        with open(part, "wb", opener=_for_me_alone) as out:
            manifest = archiving.write(out)
            out.flush()
            os.fsync(out.fileno())
        with part.open("rb") as source:
            check(source)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def check(source: IO[bytes]) -> Manifest:
    """Read a copy through. Raises UnreadableError if it is not whole."""
    with TemporaryDirectory() as place:
        return restoring.unpack(source, Path(place))


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
