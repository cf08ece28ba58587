"""Looks for words wherever an installation could keep them: every column of every table, opened, every file, the cache."""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection

from elearning.sealed import keyring
from elearning.sealing import NoSuchKeyError, is_sealed


def everywhere(marks: Iterable[str]) -> list[str]:
    """Where any of `marks` stands, in any case: `table.column`, `file …` or `cache`. Each place once."""
    words = [mark.lower() for mark in marks]
    found = {place for place, text in _all() if any(word in text for word in words)}
    return sorted(found)


def _all() -> Iterator[tuple[str, str]]:
    yield from _tables()
    for root in {Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)}:
        for path in root.rglob("*"):
            if path.is_file():
                yield f"file {path.parent.name}/", f"{path.name} {_opened(path.read_bytes())}".lower()
    held = getattr(cache, "_cache", {})
    yield "cache", " ".join(f"{key} {_text(value)}" for key, value in held.items()).lower()


def _tables() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (a name the database gave)
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(columns, row, strict=True):
                    yield f"{table}.{name}", _readable(table, name, value)


def _readable(table: str, name: str, value: Any) -> str:
    if name == "session_data":
        return str(SessionStore().decode(value)).lower()
    return _text(value).lower()


def _text(value: Any) -> str:
    if isinstance(value, memoryview | bytes):
        return _opened(bytes(value))
    text = str(value)
    if is_sealed(text):
        return _opened(text.encode())
    return text


def _opened(content: bytes) -> str:
    """As text; what was sealed, opened; what was packed by the cache, unpacked."""
    for unpack in (keyring().open_bytes, zlib.decompress):
        try:
            return f"{unpack(content)!r}"
        except (NoSuchKeyError, zlib.error):
            continue
    return content.decode("utf-8", "replace")
