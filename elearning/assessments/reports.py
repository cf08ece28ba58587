"""What the technical page of a questionnaire shows: the stored cells in words, on the page and in a file alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elearning.assessments import releasing, reliability
from elearning.assessments.instruments import Instrument, Scale, Statement
from elearning.assessments.models import InstrumentVersion, ReliabilityFigures
from elearning.assessments.releasing import Cell, Level, Reading, Why
from elearning.assessments.reliability import Missing
from elearning.spreadsheets import as_csv

WORDS: dict[str, Any] = {
    Why.TOO_FEW: gettext_lazy("too few to say"),
    Why.FEW: gettext_lazy("few"),
    Why.MOST: gettext_lazy("most"),
    Why.HELD_BACK: gettext_lazy("held back"),
    Missing.TOO_FEW_PEOPLE: gettext_lazy("too few to say"),
    Missing.TOO_FEW_STATEMENTS: gettext_lazy("too few statements"),
    Missing.NO_SPREAD: gettext_lazy("all answer alike"),
    Missing.SAME: gettext_lazy("statements answered alike"),
    Missing.IMPROPER: gettext_lazy("one factor does not fit"),
}
READINGS: dict[str, Any] = {
    Reading.USABLE: gettext_lazy("usable for group feedback"),
    Reading.WITH_CARE: gettext_lazy("keep, with care"),
    Reading.TOO_LOW: gettext_lazy("too low for group feedback"),
}
REVIEWS: dict[str, Any] = {
    "item_rest": gettext_lazy("goes badly with the others"),
    "no_chance": gettext_lazy("many had no chance to do it"),
}
SHARES = ("lowest", "highest", "no_chance", "blank")


@dataclass(frozen=True)
class StatementRow:
    """One statement with its cells in words; no cells where nothing is known yet."""

    statement: Statement
    cells: Mapping[str, str]
    review: list[str]


@dataclass(frozen=True)
class ScaleRow:
    """One subject with its cells in words; no cells where nothing is known yet."""

    scale: Scale
    cells: Mapping[str, str]
    level: str
    reading: str
    statements: list[StatementRow]

    @property
    def shown(self) -> set[str]:
        """The columns in which there is more to read than "too few to say"."""
        return columns_of(one.cells for one in self.statements)

    @property
    def is_provisional(self) -> bool:
        """Whether its alpha rests on fewer than a hundred people."""
        return self.level == Level.PROVISIONAL


@dataclass(frozen=True)
class PairRow:
    """How the scores of a subject go with those of each earlier one."""

    scale: Scale
    cells: list[str]


@dataclass(frozen=True)
class Example:
    """How sure one can be of an alpha of 0.70 with so many people."""

    people: int
    low: str
    high: str


@dataclass(frozen=True)
class Sheet:
    """Everything on the technical page of one version."""

    version: InstrumentVersion
    made_at: datetime | None
    people: str
    scales: list[ScaleRow]
    pairs: list[PairRow]

    @property
    def level(self) -> str:
        """How much can be said of the subject of which most can be said."""
        levels = {row.level for row in self.scales}
        return next((one.value for one in (Level.ALL, Level.PROVISIONAL) if one in levels), Level.TOO_FEW.value)

    @property
    def shown(self) -> set[str]:
        """The columns in which there is more to read than "too few to say"."""
        return columns_of(row.cells for row in self.scales)

    @property
    def has_coefficients(self) -> bool:
        """Whether there is an alpha to show."""
        return self.level != Level.TOO_FEW


def columns_of(rows: Iterable[Mapping[str, str]]) -> set[str]:
    """The names of the cells that say more than "too few to say" in some row."""
    return {name for cells in rows for name, words in cells.items() if words != str(WORDS[Why.TOO_FEW])}


def sheet(version: InstrumentVersion, figures: ReliabilityFigures | None) -> Sheet:
    """The technical page of `version`; without stored figures it tells what is asked, and no numbers."""
    cells: dict[str, Any] = figures.cells if figures else {"people": Why.FEW, "scales": [], "pairs": []}
    instrument = version.instrument
    by_code = {one["code"]: one for one in cells["scales"]}
    return Sheet(
        version=version,
        made_at=figures.made_at if figures else None,
        people=people_in_words(cells["people"]),
        scales=[scale_row(scale, by_code.get(scale.subject), instrument) for scale in instrument.scales],
        pairs=list(pair_rows(instrument, cells["pairs"])),
    )


def people_in_words(cell: Cell) -> str:
    """A number of people in words: they are never told exactly."""
    if isinstance(cell, str):
        return _("fewer than 10")
    return _("about %(number)s") % {"number": number_format(cell)}


def in_words(cell: Cell, instrument: Instrument, *, decimals: int = 2, is_share: bool = False) -> str:
    """A cell as it stands on the page: a number, or why there is none."""
    if cell == Why.LOW_END:
        return _("below %(mean)s") % {"mean": number_format(1 + releasing.END, 1)}
    if cell == Why.HIGH_END:
        return _("above %(mean)s") % {"mean": number_format(instrument.points - releasing.END, 1)}
    if cell == Why.SMALL:
        return _("below %(mean)s") % {"mean": number_format(releasing.SMALL_SD, 1)}
    if isinstance(cell, str):
        return str(WORDS[cell])
    return f"{cell:.0f} %" if is_share else rounded(cell, decimals)


def rounded(number: float, decimals: int) -> str:
    """`number` with so many decimals; Django's own format would cut the rest off."""
    return number_format(round(number, decimals), decimals)


def scale_row(scale: Scale, cells: Mapping[str, Any] | None, instrument: Instrument) -> ScaleRow:
    """One subject's row, and those of its statements."""
    if cells is None:
        rows = [StatementRow(statement, {}, []) for statement in scale.statements]
        return ScaleRow(scale, {}, Level.TOO_FEW, "", rows)
    names = ("alpha", "alpha_from", "alpha_to", "standardised", "omega")
    words = {name: in_words(cells[name], instrument) for name in names}
    return ScaleRow(
        scale=scale,
        cells={**words, "people": people_in_words(cells["people"])},
        level=cells["level"],
        reading=str(READINGS.get(cells["reading"], "")),
        statements=[
            statement_row(statement, one, instrument)
            for statement, one in zip(scale.statements, cells["statements"], strict=True)
        ],
    )


def statement_row(statement: Statement, cells: Mapping[str, Any], instrument: Instrument) -> StatementRow:
    """One statement's row."""
    words = {name: in_words(cells[name], instrument, decimals=1) for name in ("mean", "sd")}
    words |= {name: in_words(cells[name], instrument, is_share=True) for name in SHARES}
    words |= {name: in_words(cells[name], instrument) for name in ("item_rest", "alpha_without")}
    return StatementRow(statement, words, [str(REVIEWS[one]) for one in cells["review"]])


def pair_rows(instrument: Instrument, pairs: list[dict[str, Any]]) -> Iterator[PairRow]:
    """A triangle: each subject with every earlier one; nothing where no correlation is known."""
    known = {(one["first"], one["second"]): one["correlation"] for one in pairs}
    if all(isinstance(cell, str) for cell in known.values()):
        return
    for place, scale in enumerate(instrument.scales):
        earlier = [known[(one.subject, scale.subject)] for one in instrument.scales[:place]]
        yield PairRow(scale, [in_words(cell, instrument) for cell in earlier])


def examples() -> list[Example]:
    """How wide Feldt's interval around an alpha of 0.70 of four statements is for 30, 100 and 200 people (DOMAIN 4.4)."""
    intervals = {people: reliability.feldt(releasing.USABLE_FROM, people, 4) for people in (30, 100, 200)}
    return [
        Example(people, rounded(float(low), 2), rounded(float(high), 2)) for people, (low, high) in intervals.items()
    ]


def figures_csv(shown: Sheet) -> str:
    """The cells of the page as a file for spreadsheets, and nothing finer."""
    return as_csv([*scale_lines(shown), [], *statement_lines(shown), [], *pair_lines(shown)])


def scale_lines(shown: Sheet) -> Iterator[list[str]]:
    """The lines about subjects."""
    yield [
        _("Subject"),
        _("People who answered every statement"),
        _("Alpha"),
        _("Interval from"),
        _("Interval to"),
        _("Standardised alpha"),
        _("Omega"),
        _("Reading"),
    ]
    names = ("people", "alpha", "alpha_from", "alpha_to", "standardised", "omega")
    for row in shown.scales:
        yield [row.scale.title, *(row.cells.get(name, str(WORDS[Why.TOO_FEW])) for name in names), row.reading]


def statement_lines(shown: Sheet) -> Iterator[list[str]]:
    """The lines about statements."""
    yield [
        _("Code"),
        _("Statement"),
        _("Reversed"),
        _("Mean"),
        _("Standard deviation"),
        _("Lowest answer"),
        _("Highest answer"),
        _("No chance"),
        _("Blank"),
        _("With the rest"),
        _("Alpha without it"),
        _("To review"),
    ]
    names = ("mean", "sd", *SHARES, "item_rest", "alpha_without")
    for one in (statement for row in shown.scales for statement in row.statements):
        reverse = _("yes") if one.statement.reverse else _("no")
        cells = [one.cells.get(name, str(WORDS[Why.TOO_FEW])) for name in names]
        yield [one.statement.code, one.statement.text, reverse, *cells, ", ".join(one.review)]


def pair_lines(shown: Sheet) -> Iterator[list[str]]:
    """The lines about how subjects go together."""
    if not shown.pairs:
        return
    yield [_("How scores go together"), *(row.scale.title for row in shown.pairs[:-1])]
    for row in shown.pairs[1:]:
        yield [row.scale.title, *row.cells]
