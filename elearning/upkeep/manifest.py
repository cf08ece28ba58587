"""What a copy of an installation says of itself: what is in it, how much, and how it can be told that it is whole (pure).

The manifest is the last thing written into a copy: a copy that broke off has none.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

FORMAT = 1
NAME = "manifest.json"
ENGINES = ("sqlite", "postgresql")


class UnreadableError(ValueError):
    """What was given is no copy, or is not whole; the message says in words what is wrong."""


@dataclass(frozen=True)
class Piece:
    """One file of a copy: how long it is, and its SHA-256 in hexadecimal digits."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`made_at` in ISO 8601; `migrations`: the newest of each room; `rows`: how many each table has; `seals`: the names of
    the keys that opened what was sealed then; `pieces`: every file by its path in the copy, the database among them."""

    made_at: str
    engine: str
    migrations: Mapping[str, str]
    rows: Mapping[str, int]
    seals: tuple[str, ...]
    pieces: Mapping[str, Piece]


def written(manifest: Manifest) -> bytes:
    """The manifest as JSON, to be read by people too."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, sort_keys=True).encode()


def read(content: bytes) -> Manifest:
    """The manifest in `content`. Raises UnreadableError for what is none, or is of a format that is not known here."""
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise UnreadableError(f"This copy is of format {told['format']}; this version reads format {FORMAT}.")
        return _made_of(told)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        if isinstance(problem, UnreadableError):
            raise
        raise UnreadableError("The list of what is in this copy cannot be read.") from problem


def _made_of(told: Mapping[str, Any]) -> Manifest:
    pieces = {str(name): Piece(int(piece["bytes"]), str(piece["sha256"])) for name, piece in told["pieces"].items()}
    made = Manifest(**{field.name: told[field.name] for field in fields(Manifest)} | {"pieces": pieces})
    if made.engine not in ENGINES:
        raise UnreadableError(f"This copy is of a database that is not known here: {made.engine}.")
    return made


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """The names of which `wanted` and `found` do not say the same, in order."""
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
