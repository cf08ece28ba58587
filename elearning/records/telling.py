"""What a room tells a person of themselves: tables with names that stay, and what it leaves out, with the reason.

A room says so in its `record.py`. Nothing here knows any room; whoever composes a record asks all of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet

if TYPE_CHECKING:
    from elearning.accounts.models import User

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """One thing that is told of each row: a name that stays, words for readers, and the words of codes if it has some."""

    key: str
    label: Any
    choices: Mapping[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """Rows of one kind, in the order in which they were made."""

    key: str
    title: Any
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    model: type[Model] | None = None


@dataclass(frozen=True)
class Room:
    """A room that tells something. `covers` are the models whose rows of one's own are told, all of them."""

    key: str
    title: Any
    rank: int
    tell: Callable[["User"], Iterable[Table]]
    covers: tuple[type[Model], ...]
    left_out: Mapping[type[Model], Any]


ROOMS: dict[str, Room] = {}


def tells(
    key: str,
    title: Any,
    tell: Callable[["User"], Iterable[Table]],
    *,
    rank: int,
    covers: tuple[type[Model], ...],
    left_out: Mapping[type[Model], Any] | None = None,
) -> None:
    """From now on, the room called `key` tells people what `tell` gives, in the order of `rank`.

    `left_out` says of each model that leads to people and is not told why it is not, in words for them.
    """
    ROOMS[key] = Room(key, title, rank, tell, covers, left_out or {})


def table(key: str, title: Any, rows: QuerySet[Any], *columns: tuple[str, Any, str]) -> Table:
    """A table read by one query: each column with its name, its words for readers, and where it stands."""
    found = rows.order_by("pk").values_list(*(path for _key, _label, path in columns))
    told = tuple(Column(name, label, _choices(rows.model, path)) for name, label, path in columns)
    return Table(key, title, told, list(found), rows.model)


def made(key: str, title: Any, model: type[Model], rows: Sequence[Row], *columns: tuple[str, Any]) -> Table:
    """A table of rows of `model` that were put together by hand."""
    return Table(key, title, tuple(Column(name, label) for name, label in columns), rows, model)


def _choices(model: type[Model], path: str) -> dict[Any, Any]:
    """The words of the codes that stand in a column."""
    found: Any = None
    for name in path.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:  # put together by the query
            return {}
        model = found.related_model or model
    return dict(found.flatchoices) if isinstance(found, Field) else {}
