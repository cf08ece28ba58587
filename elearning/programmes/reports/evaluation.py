"""What a cohort's report says of the programme itself: what people thought, did and changed (DOMAIN 2.8, levels 1, 3 and 4)."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from elearning.programmes.models import Wave
from elearning.programmes.reports import charts, wording
from elearning.programmes.reports.layout import Line, Section, Table

Cells = dict[str, Any]


def said(cells: Cells, occasion: str, few: int) -> list[Section]:
    """What people answered about the programme, one section a group of questions; none where nothing was asked."""
    if not cells:
        return []
    level = _("Reaction: %(group)s") if occasion == Wave.POST else _("Behaviour: %(group)s")
    number, rows = cells["number"], cells["questions"]
    texts = [_("Answered: %(number)s.") % {"number": wording.count(number["low"], number["high"])}]
    if not rows:
        return [
            Section(level % {"group": _("what people say")}, texts=(*texts, _("Too few have answered to say more.")))
        ]
    texts += [_("All of this is what people say of themselves and of the programme."), wording.answers_together(few)]
    texts += [wording.about_means()] if any("about" in row for row in rows) else []
    groups = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["group"])]
    return [
        Section(level % {"group": name}, tuple(table(row, few) for row in group), () if place else tuple(texts))
        for place, (name, group) in enumerate(groups)
    ]


def table(row: Cells, few: int) -> Table:
    """One question with as much of its answers as may be told."""
    lines = lines_of(row, few, max(numbers(row), default=0))
    return Table(row["text"], (_("Answer"), _("People")), tuple(lines))


def numbers(row: Cells) -> list[int]:
    """The numbers of people in a row."""
    return [one["number"] for one in (*row.get("groups", []), *row.get("shown", []))]


def lines_of(row: Cells, few: int, most: int) -> list[Line]:
    """One question: what is told of its answers, or that there is too little to say."""

    def line(answer: str, people: str, number: int = 0) -> Line:
        picture = charts.bar({"low": number, "high": number}, most) if number else None
        return Line(answer, (people,), picture)

    found = [
        line(wording.neighbours(group["of"]), str(group["number"]), group["number"]) for group in row.get("groups", [])
    ]
    if row.get("most"):
        found.append(line(row["most"], _("most")))
    if "about" in row:
        shown = wording.about(row["about"], row["points"])
        found.append(line(shown, wording.count(row["number"]["low"], row["number"]["high"])))
    found += [line(one, _("nearly everybody")) for one in row.get("nearly_all", [])]
    found += [line(one["name"], str(one["number"]), one["number"]) for one in row.get("shown", [])]
    if row.get("shown") or row.get("nearly_all"):
        found += [line(one, wording.few(few)) for one in row["few"]]
    return found or [line(_("too few answers, or too far apart, to say"), "")]


def agreed(cells: Cells, first: Cells, few: int) -> Section | None:
    """How many agreements and dates of review there are on the maps, beside the beginning; None where neither is told."""
    title = _("Results: agreements and reviews")
    if not cells and not first:
        return None
    if not cells:
        return Section(title, texts=(_("Too few people have a map to say anything."),))
    names = {
        "people": _("People with a map"),
        "on_maps": _("Partnerships on their maps"),
        "agreements": _("with a written agreement that is current"),
        "reviews": _("with a date to review it"),
    }
    lines = tuple(
        Line(
            words, (wording.about_fives(first.get(name), few) if first else "–", wording.about_fives(cells[name], few))
        )
        for name, words in names.items()
    )
    headings = (_("On people’s own maps"), _("When the sets were formed"), _("Now"))
    return Section(title, (Table(_("Agreements and reviews in place"), headings, lines, (wording.maps(),)),))
