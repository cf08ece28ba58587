"""What publishers read of the use of their packs: a month's frozen figures, on screen and as the same cells in a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elearning.programmes.reports import wording
from elearning.spreadsheets import as_csv
from packs.exporting import Copy
from packs.models import LearningPackPage, PackMonth, PackTap, PublisherPage
from packs.usage import Cells


@dataclass(frozen=True)
class Line:
    """The figures of one pack in one month, of all versions or of one, in words."""

    pack: LearningPackPage
    version: str
    readers: str
    cards: str
    downloads: str
    useful: str
    length: str

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of all versions together."""
        return not self.version


def months_of(publisher: PublisherPage) -> list[date]:
    """The months that have been frozen for the packs of `publisher`, the latest first."""
    return list(_rows(publisher).order_by("-month").values_list("month", flat=True).distinct())


def lines_of(publisher: PublisherPage, month: date) -> list[Line]:
    """The figures of all packs of `publisher` in one month, in the order of the codes."""
    rows = _rows(publisher).filter(month=month).select_related("pack__locale").order_by("pack__code", "pack")
    return [line for row in rows for line in lines(row)]


def csv_of(publisher: PublisherPage) -> str:
    """All months that have been frozen, as CSV: the cells of the screen and nothing finer."""
    rows = _rows(publisher).select_related("pack__locale").order_by("-month", "pack__code", "pack")
    return as_csv([_headings(), *(_cells(row.month, line) for row in rows for line in lines(row))])


def _rows(publisher: PublisherPage) -> QuerySet[PackMonth]:
    return PackMonth.objects.filter(pack__in=LearningPackPage.objects.child_of(publisher))


def lines(row: PackMonth) -> Iterable[Line]:
    """The line of the whole pack, and below it one for each version of which something may be told."""
    cells = row.cells
    whole = (wording.count(*cells["readers"]), wording.count(*cells["cards"]), wording.count(*cells["downloads"]))
    yield Line(row.pack, "", *whole, "", "")
    named = {key.partition("/")[0] for key in cells["copies"]} | {*cells["versions"], *cells["taps"]}
    for version in sorted(named):
        yield _of_version(row.pack, version, cells)


def _of_version(pack: LearningPackPage, version: str, cells: Cells) -> Line:
    own = cells["versions"].get(version, {})
    readers, cards = (str(own.get(name) or not_told()) for name in ("readers", "cards"))
    copies = {kind: cells["copies"].get(f"{version}/{kind}") for kind in Copy.values}
    fetched = [f"{label}: {copies[kind]}" for kind, label in Copy.choices if copies[kind]]
    said = cells["taps"].get(version, {})
    useful, length = said_of(said.get("useful"), PackTap.Useful), said_of(said.get("length"), PackTap.Length)
    return Line(pack, version, readers, cards, "; ".join(fetched) or not_told(), useful, length)


def not_told() -> str:
    """In the place of a figure that is too small, or that would give another one away."""
    return _("not told")


def said_of(voice: Cells | None, names: type[PackTap.Useful] | type[PackTap.Length]) -> str:
    """How readers answered one of the two questions, in words; nothing while too few have answered."""
    if not voice:
        return ""
    if "most" in voice:
        return pgettext("how nearly all answered", "nearly all: %(answer)s") % {"answer": names(voice["most"]).label}
    groups = [(_(" or ").join(str(names(one).label) for one in group), size) for group, size in voice["groups"]]
    return "; ".join(f"{words}: {size}" for words, size in groups)


def _headings() -> list[str]:
    columns = [_("Month"), _("Code"), _("Title"), _("Language"), _("Version"), _("Readers"), _("Preparation cards")]
    return [*columns, _("Downloads"), _("Was it useful?"), _("Its length")]


def _cells(month: date, line: Line) -> list[str]:
    about = [date_format(month, "Y-m"), line.pack.code, line.pack.title, line.pack.language, line.version or _("all")]
    return [*about, line.readers, line.cards, line.downloads, line.useful, line.length]
