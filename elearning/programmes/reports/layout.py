"""What a report is laid out from: sections of tables and texts, the same on the page, on paper and in the file."""

from dataclasses import dataclass

from elearning.programmes.reports.charts import Bar, Dots

SHORT = 12


@dataclass(frozen=True)
class Line:
    """One row of a table: its heading, its cells, and the picture beside them, which says the same."""

    name: str
    cells: tuple[str, ...]
    picture: Bar | Dots | None = None


@dataclass(frozen=True)
class Table:
    """A table with its caption, the headings of its columns, and what has to be said about it."""

    caption: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def has_pictures(self) -> bool:
        """Whether there is a column of pictures."""
        return any(line.picture for line in self.lines)

    @property
    def is_short(self) -> bool:
        """Whether it fits on one page with its caption."""
        return len(self.lines) <= SHORT

    @property
    def is_dots(self) -> bool:
        """Whether the pictures are dots on a scale, which need a key."""
        return any(isinstance(line.picture, Dots) for line in self.lines)


@dataclass(frozen=True)
class Section:
    """One subject of the report."""

    title: str
    tables: tuple[Table, ...] = ()
    texts: tuple[str, ...] = ()
