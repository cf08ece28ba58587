"""Lets through ids, figures and code words only, so that what a job carries about says nothing of a person (pure).

Payloads, keys, progress and outcomes are copied into queues, logs and backups; sentences, names and addresses stay in the
rooms' own tables and are looked up by id when the work is done.
"""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

Scalar = str | int | float | bool | None
Plain = Mapping[str, Scalar | UUID | Sequence[Scalar | UUID]]
WORD = re.compile(r"[A-Za-z0-9_.:/-]{1,100}")


class NotPlainError(ValueError):
    """Something that may be text about a person was to be put into a job."""


def word(value: object) -> str:
    """`value` as a code word or an id: at most 100 letters, digits and `_ . : / -`. Raises NotPlainError."""
    text = str(value)
    if not WORD.fullmatch(text):
        raise NotPlainError("A job carries ids, figures and code words only.")
    return text


def plain(values: Plain) -> dict[str, Scalar | list[Scalar]]:
    """`values` ready for JSON: words by name, or lists of them. Raises NotPlainError."""
    return {word(name): _several(value) for name, value in values.items()}


def _several(value: Scalar | UUID | Sequence[Scalar | UUID]) -> Scalar | list[Scalar]:
    if isinstance(value, list | tuple | set | frozenset):
        return [_one(each) for each in value]
    return _one(value)


def _one(value: object) -> Scalar:
    return value if value is None or isinstance(value, bool | int | float) else word(value)
