"""The part of a cohort's report that is no figure: the commissioner's own sign, costs, and stories that people approved."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.programmes.models import CohortSnapshot, Wave
from elearning.programmes.narrating import Narrative, Outcome, Story
from elearning.programmes.reports import wording
from elearning.programmes.reports.layout import Line, Section, Table


def sections(told: Narrative, frozen: Mapping[str, CohortSnapshot]) -> tuple[Section, ...]:
    """What is told of a cohort beside its figures; `frozen` gives how many completed."""
    found = [indicator(told.outcome), cost(told.outcome, frozen), in_stories(told.stories)]
    return tuple(section for section in found if section)


def indicator(outcome: Outcome) -> Section | None:
    """The commissioner's own sign of success, and when it was named."""
    if not outcome.indicator or outcome.named_on is None:
        return None
    rows = (
        (_("How it is measured"), outcome.measured),
        (_("At the start"), outcome.at_start),
        (_("At the end"), outcome.at_end),
    )
    lines = tuple(Line(name, (value or _("not given"),)) for name, value in rows)
    named = _(
        "Named on %(day)s by those who commissioned the cohort, who typed in both values. Nobody has checked them."
    )
    notes = (named % {"day": date_format(outcome.named_on, "j F Y")},)
    return Section(
        _("Results: the commissioner’s own sign"), (Table(outcome.indicator, (_("What"), _("Value")), lines, notes),)
    )


def cost(outcome: Outcome, frozen: Mapping[str, CohortSnapshot]) -> Section | None:
    """What the cohort cost, and what that is for each person who completed, as exactly as their number is told."""
    if outcome.cost is None:
        return None
    end = frozen.get(Wave.POST)
    row = next((one for one in end.cells.get("reach", []) if one["name"] == "completed"), None) if end else None
    lines = [
        Line(_("The whole cohort"), (money(outcome.cost, outcome.currency),)),
        Line(_("For each person who completed"), (each(outcome, row),)),
    ]
    notes = (
        _("The cost was typed in by those who commissioned the cohort. Completed is what the figures above count."),
    )
    return Section(_("Cost"), (Table(_("What it cost"), (_("What"), _("Cost")), tuple(lines), notes),))


def each(outcome: Outcome, row: Mapping[str, int] | None) -> str:
    """The cost for each person; a range where their number is one, nothing where they are few or not counted yet."""
    if row is None or outcome.cost is None:
        return _("not known before the figures of the end")
    if row["low"] == 0:
        return _("too few to say")
    most, least = outcome.cost / row["low"], outcome.cost / row["high"]
    if row["low"] == row["high"]:
        return money(most, outcome.currency)
    return _("%(low)s\u00a0to\u00a0%(high)s") % {
        "low": money(least, outcome.currency),
        "high": money(most, outcome.currency),
    }


def money(amount: Decimal, currency: str) -> str:
    """An amount in whole units of its currency."""
    return f"{currency}\u00a0{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"


def in_stories(stories: tuple[Story, ...]) -> Section | None:
    """The stories, one table each."""
    if not stories:
        return None
    tables = tuple(
        Table(one.title, (_("Part"), _("In their words")), tuple(Line(name, (text,)) for name, text in one.parts))
        for one in stories
    )
    return Section(_("Stories"), tables, (wording.stories(),))
