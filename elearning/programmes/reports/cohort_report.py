"""A cohort's report: the cells of its snapshots in words, tables and pictures. It reads snapshots and nothing else.

Page, PDF and CSV are three ways to show the same tables, so that none can say more than another (DOMAIN 6.3).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.programmes.models import Cohort, CohortSnapshot, Wave
from elearning.programmes.narrating import narrative_of
from elearning.programmes.reports import charts, evaluation, narrative, wording
from elearning.programmes.reports.layout import Line, Section, Table
from elearning.spreadsheets import as_csv

Cells = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What was frozen at one occasion; what is told beside the figures is not frozen."""

    title: str
    frozen_at: datetime | None
    sections: tuple[Section, ...]
    key: str


@dataclass(frozen=True)
class Coming:
    """An occasion that is still to come: what will be reported, and from when on."""

    title: str
    what: str
    after: date


@dataclass(frozen=True)
class Report:
    """Everything in the report of one cohort."""

    cohort: Cohort
    least: int
    parts: tuple[Part, ...] = ()
    coming: tuple[Coming, ...] = field(default=())


def report_of(cohort: Cohort, *, least: int) -> Report:
    """The report of `cohort` as it stands. `least` is the fewest people of whom anything is said."""
    frozen = CohortSnapshot.objects.latest_of(cohort)
    beside = narrative.sections(narrative_of(cohort), frozen)
    told = (Part(_("Beside the figures"), None, beside, "beside"),) if beside else ()
    return Report(
        cohort=cohort,
        least=max([least, *(row.threshold for row in frozen.values())]),
        parts=(*(part_of(row, frozen.get(Wave.PRE)) for row in frozen.values()), *told),
        coming=tuple(
            Coming(wording.occasion(wave), wording.coming(wave), cohort.window(wave)[1])
            for wave in Wave
            if wave not in frozen
        ),
    )


def part_of(snapshot: CohortSnapshot, first: CohortSnapshot | None = None) -> Part:
    """What one snapshot says, beside the `first` of its cohort where that tells of the beginning."""
    cells = snapshot.cells
    found: tuple[Section, ...]
    if cells.get("too_few"):
        found = (Section(_("No figures"), texts=(wording.too_few(snapshot.threshold),)),)
    else:
        found = tuple(section for section in sections(snapshot, first) if section)
    return Part(wording.occasion(snapshot.occasion), snapshot.frozen_at, found, snapshot.occasion)


def sections(snapshot: CohortSnapshot, first: CohortSnapshot | None) -> Iterator[Section | None]:
    """The sections of one snapshot in their order; None for those that this occasion does not have."""
    cells, few = snapshot.cells, snapshot.threshold - 1
    yield reach(cells, few)
    yield leaving(cells.get("leaving", {}), few)
    yield needs(cells, few) if snapshot.occasion == Wave.PRE else None
    yield delivery(cells) if "delivery" in cells else None
    yield learning(cells["learning"], snapshot.occasion) if "learning" in cells else None
    yield themes(cells["themes"]) if cells.get("themes") else None
    yield from evaluation.said(cells.get("evaluation", {}), snapshot.occasion, few)
    if snapshot.occasion != Wave.PRE:
        yield evaluation.agreed(
            cells.get("partnerships", {}), first.cells.get("partnerships", {}) if first else {}, few
        )


def reach(cells: Cells, few: int) -> Section:
    """How many came how far, and how many joined from each organisation."""
    rows = cells["reach"]
    most = max(row["high"] for row in rows)
    lines = tuple(
        Line(wording.reach(row["name"]), (wording.count(row["low"], row["high"]),), charts.bar(row, most))
        for row in rows
    )
    notes = (wording.ranges(few),) if any(row["low"] != row["high"] for row in rows) else ()
    tables = [Table(_("How many people"), (_("Step"), _("People")), lines, notes)]
    organisations = cells.get("organisations")
    if organisations:
        tables.append(by_organisation(organisations, few))
    return Section(_("Reach"), tuple(tables))


def leaving(cells: Cells, few: int) -> Section | None:
    """Why people left: reasons in codes, as far as they may be told."""
    if not cells:
        return None
    told = wording.gave_reasons(wording.count(cells["number"]["low"], cells["number"]["high"]))
    lines = [Line(wording.leaving(row["code"]), (str(row["number"]),)) for row in cells.get("shown", ())]
    if "most" in cells:
        lines.append(Line(wording.leaving(cells["most"]), (_("most"),)))
    if lines and cells.get("rest"):
        lines.append(Line(_("Other reasons"), (str(cells["rest"]),)))
    if not lines:
        return Section(_("Why people left"), texts=(told, wording.no_reasons(few)))
    table = Table(_("Reasons given"), (_("Reason"), _("People")), tuple(lines), (wording.reasons(few),))
    return Section(_("Why people left"), (table,), (told,))


def by_organisation(cells: Cells, few: int) -> Table:
    """Who joined, by organisation, small ones together."""
    most = max([row["high"] for row in cells["shown"]] + [cells["rest"]])
    lines = [
        Line(row["name"], (wording.count(row["low"], row["high"]),), charts.bar(row, most)) for row in cells["shown"]
    ]
    if cells["others"]:
        rest = {"low": cells["rest"], "high": cells["rest"]}
        lines.append(Line(wording.others(cells["others"]), (str(cells["rest"]),), charts.bar(rest, most)))
    return Table(
        _("Joined, by organisation"), (_("Organisation"), _("People")), tuple(lines), (wording.organisations(few),)
    )


def needs(cells: Cells, few: int) -> Section:
    """Which subjects people chose, and where the cohort stands by its own answers."""
    tables = [table for table in (chosen(cells.get("chosen", {}), few), bands(cells.get("bands", []))) if table]
    return Section(_("Needs"), tuple(tables), () if tables else (wording.nothing_to_say(),))


def chosen(cells: Cells, few: int) -> Table | None:
    """How many chose each subject."""
    if not cells:
        return None
    most = max([row["high"] for row in cells["shown"]], default=0)
    lines = [
        *(Line(title, (_("nearly everybody"),)) for title in cells["nearly_all"]),
        *(
            Line(row["name"], (wording.count(row["low"], row["high"]),), charts.bar(row, most))
            for row in cells["shown"]
        ),
        *(Line(title, (wording.few(few),)) for title in cells["few"]),
    ]
    return Table(
        _("Subjects chosen as priorities"),
        (_("Subject"), _("People who chose it")),
        tuple(lines),
        (wording.chosen(few),),
    )


def bands(rows: Sequence[Cells]) -> Table | None:
    """Where the answers lie in each subject: one line a group."""
    lines = []
    most = max((group["number"] for row in rows for group in row["groups"]), default=0)
    for row in rows:
        if row["most"]:
            lines.append(Line(row["name"], (wording.band(row["most"]), _("most"))))
        for group in row["groups"]:
            words = wording.either([wording.band(one) for one in group["of"]])
            picture = charts.bar({"low": group["number"], "high": group["number"]}, most)
            lines.append(Line(row["name"], (words, str(group["number"])), picture))
        if not row["most"] and not row["groups"]:
            lines.append(Line(row["name"], (_("too few answers, or too far apart, to say"), "")))
    if not lines:
        return None
    headings = (_("Subject"), _("How often, by their own account"), _("People"))
    return Table(_("Where the cohort began"), headings, tuple(lines), (wording.bands(),))


def delivery(cells: Cells) -> Section:
    """Sets, meetings and attendance of the whole cohort."""
    found = cells["delivery"]
    if not found:
        return Section(_("Delivery"), texts=(wording.no_delivery(),))
    lines = (
        Line(_("Action learning sets"), (str(found["sets"]),)),
        Line(_("Meetings planned"), (str(found["planned"]),)),
        Line(_("Meetings held"), (str(found["held"]),)),
        Line(_("Average attendance"), (wording.attendance(found["attendance"]),)),
        *(
            Line(_("Members who presented at least once"), (wording.count(one["low"], one["high"]),))
            for one in [found.get("presented")]
            if one
        ),
    )
    return Section(
        _("Delivery"), (Table(_("Sets and meetings"), (_("What"), _("How many")), lines, (wording.sets(),)),)
    )


def themes(rows: Sequence[Cells]) -> Section:
    """General sentences that sets have passed on, by subject; from which set one came is not known here."""
    lines = tuple(Line(row["subject"], (row["text"],)) for row in rows)
    headings = (_("Subject"), _("What was passed on"))
    return Section(
        _("What gets in the way, and what helps"),
        (Table(_("In the words of sets"), headings, lines, (wording.themes(),)),),
    )


def learning(cells: Cells, occasion: str) -> Section:
    """What has changed on chosen beside other subjects."""
    if not cells or not (cells["chosen"] or cells["others"]):
        return Section(_("Learning"), texts=(wording.no_learning(),))
    rows = [(name, cells[key]) for key, name in wording.rows().items() if cells[key]]
    number = wording.count(cells["number"]["low"], cells["number"]["high"])
    tables = [means(rows, number, occasion)]
    if any(row["groups"] or row["most"] for _name, row in rows):
        tables.append(changes(rows))
    looked_back = any("back" in row for _name, row in rows)
    texts = (wording.regression(), *([wording.looking_back()] if looked_back else []), wording.falls())
    return Section(_("Learning"), tuple(tables), texts)


def means(rows: Sequence[tuple[str, Cells]], number: str, occasion: str) -> Table:
    """The means: then, now and looking back where they are told, and the change with its interval."""
    levels = tuple(one for one in ("then", "now", "back") if any(one in row for _name, row in rows))
    headings = (_("Subjects"), *(wording.level(one) for one in levels), _("Change"), _("95% interval"), _("People"))
    lines = tuple(
        Line(
            name,
            (
                *(wording.mean(row.get(one)) for one in levels),
                wording.change(row["change"]),
                wording.interval(row.get("from"), row.get("to")),
                number,
            ),
            charts.dots(row),
        )
        for name, row in rows
    )
    return Table(wording.means(occasion, "back" in levels), headings, lines, (wording.matched(),))


def changes(rows: Sequence[tuple[str, Cells]]) -> Table:
    """How many changed in which way, put together so that no group is small."""
    lines = []
    for name, row in rows:
        if row["most"]:
            lines.append(Line(name, (wording.kind([row["most"]]), _("most"))))
        lines += [Line(name, (wording.kind(group["of"]), str(group["number"]))) for group in row["groups"]]
    return Table(_("How many changed"), (_("Subjects"), _("Change"), _("People")), tuple(lines), (wording.sizes(),))


def csv_of(report: Report) -> str:
    """The same tables as a file for spreadsheets; nothing finer."""
    lines: list[list[str]] = [[_("Cohort"), report.cohort.name], [_("Programme"), report.cohort.programme.title]]
    for part in report.parts:
        day = part.frozen_at.astimezone(report.cohort.zone) if part.frozen_at else None
        lines += [[], [part.title, *([date_format(day, "j F Y")] if day else [])]]
        for section in part.sections:
            lines += [[section.title, text] for text in section.texts]
            for table in section.tables:
                lines += [[], [section.title, table.caption], list(table.headings)]
                lines += [[line.name, *line.cells] for line in table.lines]
                lines += [[note] for note in table.notes]
    lines += [[], *([text] for text in wording.limits())]
    return as_csv(lines)
