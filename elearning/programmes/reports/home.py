"""What a person's home shows: the one next thing, the steps by stage, the dates and the people to turn to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elearning.accounts.models import User
from elearning.programmes import progress
from elearning.programmes.models import Cohort, CohortRole, Enrolment, StepPage
from elearning.programmes.progress import StepState

HOURS_FROM = 90


@dataclass(frozen=True)
class Next:
    """What to do next, in the words of the "Next" box."""

    title: str
    text: str
    facts: list[str]
    href: str
    action: str


@dataclass(frozen=True)
class StageList:
    """The steps of one stage, each as the task list component wants it."""

    title: str
    items: list[dict[str, Any]]


@dataclass(frozen=True)
class Day:
    """A date of the cohort."""

    on: date
    what: str
    more: str
    is_past: bool


@dataclass(frozen=True)
class Home:
    """Everything on a person's home."""

    next: Next | None
    stages: list[StageList]
    days: list[Day]
    facilitators: list[User]


def home_of(enrolment: Enrolment) -> Home:
    """What `enrolment` finds on its home now; the number of queries does not grow with the number of steps."""
    rows = progress.states(enrolment)
    found = progress.next_step(rows)
    return Home(
        next=next_of(found) if found else None,
        stages=stages_of(rows),
        days=days_of(enrolment.cohort),
        facilitators=facilitators_of(enrolment.cohort),
    )


def next_of(row: StepState) -> Next:
    """The "Next" box for `row`."""
    return Next(
        title=row.step.title,
        text=how_much_is_left(row),
        facts=[fact for fact in (how_long(row.step.minutes), by_when(row)) if fact],
        href=row.step.url,
        action=_("Carry on") if row.is_started else _("Start"),
    )


def how_much_is_left(row: StepState) -> str:
    """How many parts of a step that was begun are answered, in words; empty where parts are not counted."""
    if not (row.is_started and row.progress and row.progress.of):
        return ""
    return _("%(answered)d of %(of)d answered") % {"answered": row.progress.answered or 0, "of": row.progress.of}


def how_long(minutes: int | None) -> str:
    """How long `minutes` are, in words: minutes, or half hours from an hour and a half on; empty if that is not told."""
    if not minutes:
        return ""
    if minutes < HOURS_FROM:
        return ngettext("about %(minutes)d minute", "about %(minutes)d minutes", minutes) % {"minutes": minutes}
    hours, is_half = divmod(round(minutes / 30), 2)
    return _("about %(hours)s hours") % {"hours": f"{hours}½" if is_half else hours}


def by_when(row: StepState) -> str:
    """The day a step is meant for, in words; empty if it has none, or when a day that was only advice has passed."""
    is_workshop = row.step.stage == StepPage.Stage.WORKSHOP
    if row.due_on is None or (row.due_on < timezone.localdate() and not is_workshop):
        return ""
    words = _("on %(day)s") if is_workshop else _("best by %(day)s")
    return words % {"day": day_in_words(row.due_on)}


def day_in_words(day: date) -> str:
    """A date as people say it, such as "6 October"."""
    return date_format(day, _("j F"))


def stages_of(rows: list[StepState]) -> list[StageList]:
    """The steps in order, grouped by stage; stages without steps are left out."""
    lists = []
    for stage in StepPage.Stage:
        items = [item_of(row) for row in rows if row.step.stage == stage]
        if items:
            lists.append(StageList(str(stage.label), items))
    return lists


def item_of(row: StepState) -> dict[str, Any]:
    """One row of the task list: its words, its state and, where it can be opened, its address."""
    status, tone = status_of(row)
    return {
        "id": row.step.pk,
        "title": row.step.title,
        "status": status,
        "tone": tone,
        "href": row.step.url if row.gate.is_open or row.progress else None,
        "hint": hint_of(row),
    }


def status_of(row: StepState) -> tuple[str, str]:
    """The state of a step in words, and the tone in which the task list says it."""
    if row.is_done:
        return _("Completed"), "done"
    if row.is_started:
        return _("In progress"), "progress"
    if not row.gate.is_open:
        return _("Cannot start yet"), "later"
    return _("Not yet started"), "plain"


def hint_of(row: StepState) -> str:
    """What stands below a step: why it cannot start, or how much is left of it, or how long it takes."""
    if row.is_done:
        return ""
    if not row.gate.is_open and not row.is_started:
        return str(row.gate.reason)
    return ", ".join(part for part in (how_much_is_left(row), how_long(row.step.minutes), by_when(row)) if part)


def days_of(cohort: Cohort) -> list[Day]:
    """The dates of `cohort` in order (DOMAIN 2.1)."""
    today = timezone.localdate()
    days = [
        (cohort.prework_due_on, _("Preparation, if you can"), ""),
        (cohort.workshop_on, _("Workshop"), cohort.workshop_place),
        (cohort.priorities_due_on, _("Priorities chosen"), ""),
        (cohort.grouping_on, _("Sets are put together"), _("You hear who would be in yours a few days later.")),
    ]
    return [Day(on, what, more, on < today) for on, what, more in days]


def facilitators_of(cohort: Cohort) -> list[User]:
    """The people who facilitate `cohort`, in the order of their names."""
    return list(
        User.objects.filter(cohort_roles__cohort=cohort, cohort_roles__kind=CohortRole.Kind.FACILITATOR)
        .distinct()
        .order_by("last_name", "first_name", "pk")
    )
