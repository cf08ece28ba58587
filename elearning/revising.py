"""Writes other words on a row that counts its revisions, so that another window sees it has moved on."""

from collections.abc import Mapping
from typing import Any, Protocol


class Revised(Protocol):
    """A row of ours that counts how often its words changed."""

    revision: int

    def save(self) -> None:
        """Write the row."""


def reword(row: Revised, words: Mapping[str, Any]) -> None:
    """Give the locked `row` these `words`, one a column, count its revision on and save it."""
    for name, value in words.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
